import * as z from 'zod';
import { LARGEST_RADIUS } from '../core/matching/match-detections.ts';
import { BITS_ERROR, isBits } from '../core/planes/quality.ts';
import { catalogueNames } from '../core/source-extractor/extractor-parameters.ts';
import { completenessInputSchema } from './completeness.ts';
import { mosaicParametersSchema } from './mosaics/parameters.ts';
import { skyParametersSchema } from './sky-map/parameters.ts';

const EXAMPLE = '{"list": "s3://bucket/list.txt"}';
const text = (error: string) => z.string({ error }).min(1, { error });
const count = (most: number) => {
  const error = `write a whole number from 1 to ${most}`;
  return z.int({ error }).min(1, { error }).max(most, { error });
};
const SETTINGS = 'write pairs of keyword and value, such as [["DETECT_MINAREA", "5"]]';
const RADIUS = `write a radius in arcsec, above 0 and up to ${LARGEST_RADIUS}`;
const APERTURE = 'write a diameter in pixels, from 0.5 to 1000';
const PERCENT = 'write a share in per cent, a number from 0 to 100';

const runInputShape = {
  /** URL of the list */
  list: text(
    'list is missing or no text: give the address of the list of images, such as "s3://bucket/list.txt"',
  ),
  /** prefix of the run; by default `runs/<execution name>` in the list's bucket */
  run: text(
    'run is no text: give the prefix of the run, such as "s3://bucket/runs/mine"',
  ).optional(),
  /** detect-sources: URL of a SExtractor configuration file */
  config: text(
    'config is no text: give the address of a Source Extractor configuration',
  ).optional(),
  /** detect-sources: settings over the configuration's, keyword and value */
  set: z.array(z.tuple([z.string(), z.string()], SETTINGS), SETTINGS).optional(),
  /**
   * detect-sources: further forms of each image's catalogue, with the columns of the
   * configuration's .param
   */
  catalogues: z.array(z.enum(catalogueNames)).optional(),
  /** detect-sources: catalogue.fits has a second table with the columns of the .param */
  columns: z.enum(['starfan', 'sextractor']).optional(),
  /** detect-sources: magnitude of one unit of the pixels, for all images */
  zeropoint: z.number({ error: 'write a magnitude, such as 25.0' }).min(-100).max(100).optional(),
  /**
   * detect-sources: one row in the merged catalogue for what was found in several overlapping
   * images
   */
  unique: z.boolean('write true or false').optional(),
  /**
   * detect-sources: stars are fitted by the image's PSF, beside the apertures; with
   * positions, there
   */
  psf: z.boolean('write true or false').optional(),
  /** detect-sources: radius within which detections of several images are one object, arcsec */
  match: z
    .number({ error: RADIUS })
    .positive({ error: RADIUS })
    .max(LARGEST_RADIUS, { error: RADIUS })
    .optional(),
  /** on one's own machine alone: other runs whose detections are matched with this one's */
  matchWith: z.array(z.string()).optional(),
  /** detect-sources: URL of a table of places: images are measured there, and not searched */
  positions: text('positions is no text: give the address of a table of places').optional(),
  /** detect-sources: with positions, diameter of the circle in which flux is summed, pixels */
  aperture: z
    .number({ error: APERTURE })
    .min(0.5, { error: APERTURE })
    .max(1000, { error: APERTURE })
    .optional(),
  /** detect-sources: artificial stars are put into each image and searched for, too */
  completeness: completenessInputSchema.optional(),
  /** detect-sources: bits of the data quality that say nothing against a pixel */
  bits: z.string().refine(isBits, BITS_ERROR).optional(),
  /** sky-map: how the sky is made */
  sky: skyParametersSchema.optional(),
  /** mosaic: how mosaics are made */
  mosaic: mosaicParametersSchema.optional(),
  /** the value of pixels that are no data, of images of which the list does not say it */
  blank: z.number({ error: 'write a number' }).optional(),
  maxConcurrency: count(10_000).optional(),
  /** images per invocation */
  batchSize: count(50).optional(),
  /** share of the lines that may fail before the run counts as failed */
  toleratedFailurePercentage: z
    .number({ error: PERCENT })
    .min(0, { error: PERCENT })
    .max(100, { error: PERCENT })
    .optional(),
  /** of the list as it was dropped */
  etag: z.string().optional(),
  /** of the list as it was dropped, in a bucket with versioning */
  versionId: z.string().optional(),
  /** on one's own machine alone: where relative paths of the list begin */
  folder: z.string().optional(),
  /**
   * on one's own machine alone, where a run stands in the place: the list's lines are added to its
   * own, or another list is refused
   */
  add: z.boolean().optional(),
};

/** What only our own programs write into it. */
const internalKeys: ReadonlySet<string> = new Set([
  'folder',
  'etag',
  'versionId',
  'add',
  'matchWith',
]);

/** The small input of a machine, from the console, a dropped list or the command line. */
export const runInputSchema = z.strictObject(runInputShape, {
  error: (issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(runInputShape).filter((key) => !internalKeys.has(key));
      return `${issue.keys.map((key) => `"${key}"`).join(', ')} is not known: a run takes ${known.join(', ')}`;
    }
    return issue.code === 'invalid_type' ? `This is no object: write ${EXAMPLE}` : undefined;
  },
});
export type RunInput = z.infer<typeof runInputSchema>;

/** Machines that begin with the headers of images, chunk by chunk of the list. */
export const readsHeaders = (machine: Machine): boolean => machine !== 'detect-sources';

/** The state machines. */
export const machineSchema = z.enum(['detect-sources', 'sky-map', 'mosaic']);
export type Machine = z.infer<typeof machineSchema>;

/**
 * `request.json`: what a run was asked for, addresses resolved, so that it can be started again
 * days later.
 */
export const runRequestSchema = z.object({
  machine: machineSchema,
  /** name of the first execution; those of a redo are `<name>-redo-<n>` */
  execution: z.string(),
  input: runInputSchema,
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** What start-run answers: all that the other states need, keys only. */
export const startedRunSchema = z.object({
  run: z.string(),
  bucket: z.string(),
  /**
   * what the first map fans out over: the whole list, or of a long one its beginning, with as many
   * items
   */
  part: z.object({ itemsKey: z.string(), isBeginning: z.boolean(), items: z.int() }),
  /** what it fans out over after the beginning */
  restKey: z.string(),
  mapsPrefix: z.string(),
  /** key of the run's prefix, with a slash at its end */
  prefix: z.string(),
  items: z.int(),
  badLines: z.int(),
  maxConcurrency: z.int(),
  batchSize: z.int(),
  toleratedFailurePercentage: z.number(),
  /** detections of several images become objects */
  isMatched: z.boolean(),
  /** all of it is done, by an earlier run into the same place, and stands there as it was left */
  isFinished: z.boolean(),
});
export type StartedRun = z.infer<typeof startedRunSchema>;

/**
 * Why a machine could not go on, in Step Functions' terms: the error's name, and often JSON with a
 * function's own words.
 */
export const brokenSchema = z.object({ Error: z.string(), Cause: z.string().default('') });
export type Broken = z.infer<typeof brokenSchema>;

/**
 * What `run.json` says at any time: start-run writes RUNNING, record-failure what ends it,
 * write-report how it ended.
 */
export const runStateSchema = z.object({
  state: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  machine: machineSchema,
  verdict: z.string().optional(),
  /** what no image is to blame for and a map met: it ends the run */
  broken: brokenSchema.optional(),
  /** of a run in which all was done: a hash of what its list, parameters and records were then */
  seal: z.string().optional(),
});
export type RunState = z.infer<typeof runStateSchema>;
