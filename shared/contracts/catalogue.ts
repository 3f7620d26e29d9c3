import * as z from 'zod';

/** Rows of one Parquet file of the merged catalogue. */
export const ROWS_OF_PART = 50_000;

/** Rows that are merged together: what a task holds in memory, and a FITS file of some 110 MB. */
export const ROWS_OF_VOLUME = 250_000;

const serial = (number: number): string => String(number).padStart(4, '0');

/** Where the plan of a merged catalogue of many volumes stands, relative to the run's prefix. */
export const volumeKeys = {
  /** the volumes: what the map fans out over; none where there is one alone */
  items: 'plan/volumes.jsonl',
  plan: (volume: number) => `plan/volumes/${serial(volume)}.json`,
} as const;

/** A volume of the catalogue: what a map step gets. */
export const volumeItemSchema = z.object({ volume: z.int().nonnegative(), rows: z.int() });

const partSchema = z.object({
  from: z.number(),
  to: z.number(),
  noSky: z.boolean(),
  rows: z.int(),
});

/** `plan/volumes/<volume>.json`: what a volume is made of. */
export const volumePlanSchema = z.object({
  volume: z.int().nonnegative(),
  /** number of its first Parquet file */
  firstPart: z.int().nonnegative(),
  /** neighbouring cells, as runs of HEALPix pixels of order 10 or parts of them */
  parts: z.array(partSchema),
  /** images with sources in or around it, in the order of the list */
  images: z.array(
    z.object({
      name: z.string(),
      uri: z.string(),
      line: z.int(),
      /** HDUs that were searched; half the width of their stars, radians */
      pictures: z.array(z.object({ hdu: z.int(), radius: z.number() })),
    }),
  ),
  /** how far around a place rows decide what is one source there, radians */
  reach: z.number(),
  /** characters of the longest name of an image in the run */
  nameWidth: z.int(),
  /** only the primary row of each source is kept */
  isUnique: z.boolean(),
});
export type VolumePlan = z.infer<typeof volumePlanSchema>;

/** How a volume is known to the ledger. */
export const volumeName = ({ volume }: Pick<VolumePlan, 'volume'>): string => serial(volume);
