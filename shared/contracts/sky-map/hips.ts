import * as z from 'zod';

/** Starts and ends of ranges of cells, as in a MOC. */
const rangesSchema = z.array(z.int().nonnegative());

/** `plan/hips/<cell>.json`: what the surveys have in one of the twelve base cells. */
export const hipsCellSchema = z.object({
  /** by band, of those with a plate that was drawn */
  bands: z.record(
    z.string(),
    z.object({
      /** plates that were drawn */
      plates: z.int(),
      /** cells of the deepest order that have a tile */
      deepest: rangesSchema,
      /**
       * parts of plates that have data; none of a survey that is not published, or of many plates
       */
      parts: rangesSchema,
    }),
  ),
  /** plates that were drawn of any of the colours */
  colour: z.int(),
});
export type HipsCell = z.infer<typeof hipsCellSchema>;

/** A base cell of the sky. */
export const baseCellSchema = z.int().min(0).max(11);
