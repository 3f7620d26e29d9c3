import * as z from 'zod';

/** S3's notification of a new object. */
export const dropEventSchema = z.object({
  Records: z
    .array(
      z.object({
        s3: z.object({
          bucket: z.object({ name: z.string() }),
          object: z.object({
            key: z.string(),
            eTag: z.string().optional(),
            /** of a bucket with versioning */
            versionId: z.string().optional(),
          }),
        }),
      }),
    )
    .min(1),
});
export type DropEvent = z.infer<typeof dropEventSchema>;

/** A key as S3 writes it in events. Throws URIError at a malformed %. */
export const keyOfEvent = (written: string): string =>
  decodeURIComponent(written.replaceAll('+', ' '));
