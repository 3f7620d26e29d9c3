import * as z from 'zod';
import { completenessSchema } from './completeness.ts';
import { failureSchema } from './lists.ts';
import { plannedImageSchema } from './sky-map/images.ts';
import { overlapsSchema } from './sky-map/overlaps.ts';
import { numbersSchema, observedSchema, takenSchema } from './taken.ts';

/** A picture's place on the sky, for the report's maps. All angles in degrees, ICRS. */
export const skySchema = z.object({
  ra: z.number(),
  dec: z.number(),
  /** corners of the image, anticlockwise from its first pixel: [ra, dec] */
  footprint: z.array(z.tuple([z.number(), z.number()])),
  /** the brightest sources, at most 200: [ra, dec, mag or null] */
  brightest: z.array(z.tuple([z.number(), z.number(), z.number().nullable()])),
  /** of its sources, the median, at least two pixels; arcsec */
  fwhm: z.number().nonnegative(),
});

/** What a detections task found: sums that merge by addition. */
export const detectionCountsSchema = z.object({
  sources: z.int().nonnegative(),
  /** pixels searched, good and bad */
  pixels: z.int().nonnegative(),
  maskedPixels: z.int().nonnegative(),
  /** sources in bins of half a magnitude of mag_auto; the key is the bin's lower edge times two */
  magnitudes: z.record(z.string(), z.int()),
  /** sources without a magnitude */
  noMagnitude: z.int().nonnegative(),
  /** sources without a sky position */
  noSky: z.int().nonnegative(),
});

/** One searched HDU of an image. */
export const searchedHduSchema = z.object({
  hdu: z.int().nonnegative(),
  extname: z.string().nullable(),
  extver: z.int().nullable(),
  width: z.int(),
  height: z.int(),
  maskedPixels: z.int(),
  taken: takenSchema.optional(),
  numbers: numbersSchema.optional(),
  observed: observedSchema.optional(),
  sources: z.int(),
  /** of artificial stars */
  completeness: completenessSchema.optional(),
  globalback: z.number(),
  globalrms: z.number(),
  /** picture with the sources, and its reduced form; keys relative to the run */
  picture: z.string(),
  thumbnail: z.string(),
  sky: skySchema.nullable(),
});
export type SearchedHdu = z.infer<typeof searchedHduSchema>;

/** An object as it was read or written. */
const objectSchema = z.object({ url: z.string(), bytes: z.int().nonnegative(), etag: z.string() });

/**
 * The ledger's unit: what one task did. Written after its outputs; the tree a person watches,
 * resume, redo and cost come from these records alone.
 */
export const taskRecordSchema = z.object({
  stage: z.string(),
  name: z.string(),
  state: z.enum(['done', 'failed']),
  /** hash of what decides the outputs besides the inputs: parameters and version */
  parameters: z.string(),
  inputs: z.array(objectSchema),
  /** keys relative to the run */
  outputs: z.array(objectSchema),
  warnings: z.array(z.string()),
  failure: failureSchema.nullable(),
  /** lines of the list that the task could do nothing with, and went on without */
  failures: z.array(failureSchema).default([]),
  /** seconds */
  seconds: z.number().nonnegative(),
  /** seconds of all cores */
  cpu: z.number().nonnegative(),
  /** start, ISO 8601 */
  started: z.string(),
  /** MB of the function that did it, which is what is paid for; 0 where none is known */
  memorySize: z.int().nonnegative(),
  /** peak resident memory of the process so far, bytes */
  memory: z.int().nonnegative(),
  /** what went through the store */
  traffic: z.object({
    /** GET and HEAD */
    reads: z.int().nonnegative(),
    /** PUT and LIST */
    writes: z.int().nonnegative(),
    bytesRead: z.int().nonnegative(),
    bytesWritten: z.int().nonnegative(),
  }),
  /** for detections: the image and what was found in it */
  detections: z
    .object({
      uri: z.string(),
      line: z.int(),
      hdus: z.array(searchedHduSchema),
      counts: detectionCountsSchema,
      /** sources in HEALPix cells of order 10, nested: what sources.parquet holds of each */
      fineCells: z.record(z.string(), z.int()).optional(),
      /** of those with a thousand or more, in cells of order 13 */
      crowdedCells: z.record(z.string(), z.int()).optional(),
    })
    .optional(),
  /** for images: what the plan needs of each picture in the file */
  images: z.array(plannedImageSchema).optional(),
  /** for overlaps: what its images' skies are and how its pairs differ */
  overlaps: overlapsSchema.optional(),
});
export type TaskRecord = z.infer<typeof taskRecordSchema>;
