import * as z from 'zod';
import { plateItemSchema } from './tiles.ts';

/** `plan/depth.json`: what is decided over the images of all bands, before each is planned. */
export const skyDepthSchema = z.object({
  /** the deepest */
  order: z.int(),
  /** arcsec, in the middle of all scales; null where the order was asked for */
  middle: z.number().nullable(),
  /** plates are cells of this order at least: of the band that needs the smallest ones */
  plateOrder: z.int(),
  /** bands whose images count alike */
  unweighted: z.array(z.string()),
  warnings: z.array(z.string()),
  /** when the youngest of the records of headers was begun, to the minute; empty without any */
  newest: z.string(),
  /** why the first image that was not read was not; null where all were */
  unread: z.string().nullable(),
});
export type SkyDepth = z.infer<typeof skyDepthSchema>;

/** `plan/of-bands/<band>/plan.json`: what a band's plan adds to that of all. */
export const bandPlanSchema = z.object({
  plateOrder: z.int(),
  images: z.int(),
  pairs: z.int(),
  plates: z.int(),
  /** of one core, to paint its plates, and bytes of its tiles, as predicted */
  seconds: z.number(),
  bytes: z.number(),
  growth: z.object({ pixelsOut: z.number(), pixelsIn: z.number(), images: z.int() }),
  /** what its images have in common: MJD, metres, degrees of the finest pixel */
  facts: z.object({
    epochs: z.tuple([z.number(), z.number()]).optional(),
    wavelengths: z.tuple([z.number(), z.number()]).optional(),
    imageScale: z.number().optional(),
  }),
  depths: z.object({ coarse: z.int(), fine: z.int(), deepest: z.int() }),
  /** only the larger function can match its backgrounds */
  isLarge: z.boolean(),
});
export type BandPlan = z.infer<typeof bandPlanSchema>;

/** One line of `plan/of-bands/<band>/plates.jsonl`: a plate, and seconds that it may take. */
export const costedPlateSchema = plateItemSchema.extend({ seconds: z.number() });
