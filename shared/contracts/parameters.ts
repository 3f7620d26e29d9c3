import * as z from 'zod';
import type { DetectionParameters } from '../core/detection/parameters.ts';
import {
  catalogueNames,
  type ExtractorParameters,
} from '../core/source-extractor/extractor-parameters.ts';
import { completenessParametersSchema } from './completeness.ts';
import { mosaicParametersSchema } from './mosaics/parameters.ts';
import { positionsSchema } from './positions.ts';
import { skyParametersSchema } from './sky-map/parameters.ts';

const pair = z.tuple([z.number(), z.number()]);

const detectionParametersSchema: z.ZodType<DetectionParameters> = z.strictObject({
  BACK_SIZE: pair,
  BACK_FILTERSIZE: pair,
  BACK_FILTTHRESH: z.number(),
  BACK_VALUE: z.number().nullable(),
  DETECT_THRESH: z.number(),
  DETECT_MINAREA: z.number(),
  FILTER: z.object({ width: z.int(), height: z.int(), values: z.array(z.number()) }).nullable(),
  DEBLEND_NTHRESH: z.number(),
  DEBLEND_MINCONT: z.number(),
  CLEAN_PARAM: z.number().nullable(),
  DQ_BITS: z.string().nullable().default(null),
  PHOT_APERTURES: z.number(),
  PHOT_AUTOPARAMS: pair,
  PHOT_FLUXFRAC: z.number(),
  GAIN: z.number(),
  GAIN_KEY: z.string().nullable(),
  SATUR_LEVEL: z.number().nullable(),
  SATUR_KEY: z.string().nullable(),
  MAG_ZEROPOINT: z.number().nullable(),
});

const values = z.array(z.union([z.number(), z.boolean(), z.string()]));

const extractorParametersSchema = z.object({
  configuration: z.record(z.string(), values),
  name: z.string(),
  filter: z.object({ width: z.int(), height: z.int(), values: z.array(z.number()) }).nullable(),
  columns: z.array(z.object({ name: z.string(), sides: z.array(z.int()) })),
  network: z.string().optional(),
  known: z.array(z.array(z.number())).optional(),
  warnings: z.array(z.string()),
  weights: z.array(z.string()),
  flags: z.array(z.string()),
  catalogues: z.array(z.enum(catalogueNames)),
  hasColumns: z.boolean(),
}) as unknown as z.ZodType<ExtractorParameters>;

/** `parameters.json`: what a detect-sources run does with each image. */
export const runParametersSchema = z.object({
  detection: detectionParametersSchema,
  /** with a configuration: all that it and its files say */
  extractor: extractorParametersSchema.optional(),
  /** URL of the configuration the parameters were read from; null for the defaults */
  config: z.string().nullable(),
  /** what of the configuration has no effect */
  notes: z.array(z.string()),
  /** whether the merged catalogue has one row for what was found in several overlapping images */
  unique: z.boolean().default(false),
  /** whether stars are fitted by their image's PSF, beside the apertures */
  psf: z.literal(true).optional(),
  /**
   * detections of several images become objects: within which radius, arcsec; rows of a cell; other
   * runs whose detections are matched with these
   */
  match: z
    .object({
      radius: z.number().positive(),
      rows: z.int().positive().optional(),
      with: z.array(z.string()).optional(),
    })
    .optional(),
  /** rows of a Parquet file and of a volume of the merged catalogue, at most: else the usual */
  catalogue: z
    .object({ rowsOfPart: z.int().positive(), rowsOfVolume: z.int().positive() })
    .optional(),
  /** images are not searched, but measured at given places */
  positions: positionsSchema.optional(),
  /** artificial stars are put into each image and searched for, too */
  completeness: completenessParametersSchema.optional(),
});
export type RunParameters = z.infer<typeof runParametersSchema>;

/** `parameters.json` of a sky-map run. */
export const skyRunParametersSchema = z.object({ sky: skyParametersSchema });

/** `parameters.json` of a mosaic run. */
export const mosaicRunParametersSchema = z.object({ mosaic: mosaicParametersSchema });
