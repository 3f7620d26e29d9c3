import * as z from 'zod';
import type { DataErrorName } from '../../core/errors.ts';
import { gridSchema } from './parameters.ts';
import { mosaicBandSchema } from './plan.ts';

const errorName = z.custom<DataErrorName>((name) => typeof name === 'string');

/** `plan/grid.json`: what is decided over the images of all bands, before each is planned. */
export const gridPlanSchema = z.object({
  grid: gridSchema,
  /** images that are left out so that the grid can be laid around the others */
  refused: z.array(
    z.object({ band: z.string(), place: z.int(), name: errorName, message: z.string() }),
  ),
  /** bands whose images count alike */
  unweighted: z.array(z.string()),
  warnings: z.array(z.string()),
  /** those that follow the warnings of the bands */
  notes: z.array(z.string()),
  /** why the first image that was not read was not; null where all were */
  unread: z.string().nullable(),
});
export type GridPlan = z.infer<typeof gridPlanSchema>;

/** `plan/of-bands/<band>/plan.json`: what a band's plan adds to that of all. */
export const mosaicsBandPlanSchema = z.object({
  band: mosaicBandSchema,
  /** with those that are left out */
  images: z.int(),
  refused: z.int(),
  pairs: z.int(),
  mosaics: z.int(),
  strips: z.int(),
  /** of its mosaics, and bytes of these as they are without compression */
  pixels: z.number(),
  bytes: z.number(),
  /** pixels painted: one under n images counts n times */
  painted: z.number(),
  /** metres, the mean of the first image that gives any; null where none does */
  wavelength: z.number().nullable(),
  notes: z.array(z.string()),
  /** only the larger function can match its backgrounds */
  isLarge: z.boolean(),
});
export type MosaicsBandPlan = z.infer<typeof mosaicsBandPlanSchema>;
