import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type * as z from 'zod';
import type { EngineEvent } from '../local/engine/events.ts';
import { explain } from '../local/run-folder/explain.ts';
import { type FolderRun, runInFolder } from '../local/run-folder/run-in-folder.ts';
import { UsageError } from '../local/usage-error.ts';
import type { Machine, RunInput } from '../shared/contracts/run.ts';
import { skyParametersSchema } from '../shared/contracts/sky-map/parameters.ts';
import { checkSky } from '../shared/run/check-sky.ts';
import { objectUrl } from '../shared/store/url.ts';
import { openRun, type Run } from './open-run.ts';

/**
 * Images by path, `s3://bucket/key` or `https://…`, each with an HDU behind it if need be
 * (`a.fits[SCI,2]`); or a list of them in a file.
 */
export type Images = readonly string[] | { readonly list: string };

/** How far a stage is. */
export interface Progress {
  /** such as `detections` or `tiles` */
  readonly stage: string;
  /** tasks done, and all of the stage */
  readonly done: number;
  readonly total: number;
}

/** What both kinds of run take. */
export interface RunOptions {
  /** folder of the run; a second run into it does only what is missing */
  readonly out: string;
  /** images at a time; default one per processor */
  readonly concurrency?: number;
  /** makes one run of the images that the folder's run has and of these */
  readonly add?: boolean;
  /** removes first what a run made in the folder */
  readonly replace?: boolean;
  /** pixels of exactly this value are no data */
  readonly blank?: number;
  /** per cent of the images that may fail in a run that succeeds; default 20 */
  readonly toleratedFailurePercentage?: number;
  /** stops the run; the promise is rejected with the signal's reason, and what is done stays */
  readonly signal?: AbortSignal;
  /** called as tasks end */
  readonly onProgress?: (progress: Progress) => void;
}

/** How sources are found. */
export interface DetectOptions extends RunOptions {
  /** path of a Source Extractor configuration */
  readonly config?: string;
  /** magnitude of one unit of the pixels */
  readonly zeropoint?: number;
  /** bits of the data quality that say nothing against a pixel */
  readonly bits?: string;
  /** one row in the merged catalogue for what was found in several images */
  readonly unique?: boolean;
  /** stars are fitted by the image's PSF, beside the apertures */
  readonly psf?: boolean;
}

/** How a sky is made; each option is that of `starfan sky-map`. */
export interface SkyMapOptions extends RunOptions, Readonly<z.input<typeof skyParametersSchema>> {}

/**
 * Finds and measures the sources of images. Lines that fail are in `failures()` of the run, and
 * where they are more than is tolerated its summary says FAILED; UsageError for what cannot be
 * begun, and an Error with the name of `contracts/errors.ts` where the run ends early.
 */
export function detect(images: Images, options: DetectOptions): Promise<Run> {
  const { config, zeropoint, bits, unique, psf } = options;
  return makeRun('detect-sources', images, options, {
    ...given({ zeropoint, bits, unique, psf }),
    ...(config === undefined ? {} : { config: objectUrl(config) }),
  });
}

/**
 * Makes a HiPS sky of overlapping images, one per band and one in colour. Ends as `detect` does.
 */
export function skyMap(images: Images, options: SkyMapOptions): Promise<Run> {
  const {
    out,
    concurrency,
    add,
    replace,
    blank,
    toleratedFailurePercentage,
    signal,
    onProgress,
    ...asked
  } = options;
  const sky = skyParametersSchema.safeParse(given(asked));
  if (!sky.success) {
    const [issue] = sky.error.issues;
    return Promise.reject(new UsageError(`${issue?.path.join('.')}: ${issue?.message}`));
  }
  return makeRun('sky-map', images, options, { sky: checkSky(sky.data) });
}

async function makeRun(
  machine: Machine,
  images: Images,
  options: RunOptions,
  input: Omit<RunInput, 'list' | 'run'>,
): Promise<Run> {
  const {
    out,
    concurrency = availableParallelism(),
    replace = false,
    signal = new AbortController().signal,
  } = options;
  const { add, blank, toleratedFailurePercentage, onProgress } = options;
  signal.throwIfAborted();
  const end = await runInFolder({
    machine,
    inputs: inputsOf(images),
    out,
    concurrency,
    replace,
    input: { ...input, ...given({ add, blank, toleratedFailurePercentage }) },
    signal,
    onEvent: (event) => onProgress && progressOf(event, onProgress),
    onChangedOptions: () => {},
    onAnswer: async () => undefined,
  });
  if (end.status === 'SUCCEEDED' || end.error === 'TooManyFailures') return openRun(resolve(out));
  signal.throwIfAborted();
  const { error, message } = explain(end.status, end.error, end.cause);
  throw Object.assign(new Error(message), { name: error });
}

function inputsOf(images: Images): FolderRun['inputs'] {
  if ('list' in images) return { list: objectUrl(images.list) };
  if (images.length === 0) throw new UsageError('no images were given');
  return { images: [...images] };
}

function progressOf(event: EngineEvent, tell: (progress: Progress) => void): void {
  if (event.type !== 'MapRunProgress') return;
  const { state, total, succeeded, failed } = event;
  tell({ stage: state.toLowerCase(), done: succeeded + failed, total });
}

/** Those that were given. */
const given = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
