import * as z from 'zod';

/**
 * One line of `background/<band>/pairs.jsonl`: the places of two images, the rms of their seam
 * before and after, the trust in it.
 */
export const matchedPairSchema = z.object({
  i: z.int(),
  j: z.int(),
  before: z.number(),
  after: z.number(),
  weight: z.number(),
});

/**
 * `background/<band>/fixed.json`: the groups that overlaps connect, the images without any, and
 * the tilts of whole groups that overlaps cannot show and can, and the pairs whose task broke off.
 */
export const fixedSchema = z.object({
  groups: z.int(),
  alone: z.int(),
  free: z.int(),
  told: z.int(),
  lost: z.int().default(0),
});
