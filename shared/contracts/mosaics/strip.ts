import * as z from 'zod';

/** `strips/<band>/<name>/<strip>.json`: what the planes of a strip are. */
export const stripFactsSchema = z.object({
  rows: z.int(),
  /** pixels with a value */
  values: z.number(),
  /** rows of INPUTS whose images could not be read here */
  unread: z.array(z.int()).default([]),
  planes: z.array(
    z.object({
      name: z.string(),
      offset: z.int(),
      bytes: z.int(),
      sum: z.number(),
      /** values of its pixels, of which the object holds runs */
      words: z.array(z.number()).optional(),
      tiles: z
        .array(
          z.object({
            bytes: z.int(),
            scale: z.number().optional(),
            zero: z.number().optional(),
          }),
        )
        .optional(),
    }),
  ),
  /** columns and rows of the reduced picture behind the planes, float32 of this machine's order */
  preview: z.tuple([z.int(), z.int()]),
});
export type StripFacts = z.infer<typeof stripFactsSchema>;
