import type { Workflow } from './usage.ts';

/** What bounds a map. Rates are per second; Infinity where nothing bounds. */
export interface Limits {
  /** executions of functions at the same time */
  readonly concurrency: number;
  /** children that a Map starts */
  readonly startRate: number;
  /**
   * environments of one function that may be made at once, and how fast that allowance grows again
   */
  readonly burst: number;
  readonly environmentRate: number;
  /** requests that S3 answers below the prefixes read and those written */
  readonly readRate: number;
  readonly writeRate: number;
  /** seconds from a request to its first byte */
  readonly latency: number;
  /** bytes a second of one environment, in and out together */
  readonly network: number;
}

/** Children of a Distributed Map at the same time. */
export const MAX_CHILDREN = 10_000;

/** Children that are enough for one list: their starts take twenty seconds. */
const ENOUGH_CHILDREN = 2_000;

/**
 * Images of 4096 x 4096 pixels that are searched in a minute, and then some: a child's share at
 * most.
 */
const MAX_IMAGES_PER_CHILD = 20;

/**
 * Images of a list that are searched by one child of detect-sources' map. `isLong`: each takes many
 * searches, seconds to minutes, and is a child of its own.
 */
export const imagesPerChild = (images: number, isLong: boolean): number =>
  isLong ? 1 : Math.min(MAX_IMAGES_PER_CHILD, Math.max(1, Math.ceil(images / ENOUGH_CHILDREN)));

/**
 * Seconds that a child of each kind may take: an Express workflow ends after five minutes, a Lambda
 * function after fifteen.
 */
export const longestTask = { express: 300, standard: 900 } as const;

/** Seconds that one invocation may take. */
export const LONGEST_INVOCATION_SECONDS = 900;

/** Starts a second of a Distributed Map. */
const starts = { express: 1000, standard: 100 } as const;

/** The account and the region that a run is simulated in. */
export interface CloudModel {
  readonly concurrency: number;
  readonly workflow: Workflow;
  /**
   * parts that S3 has split the keys of a stage's prefixes into: 1 is what it warrants from the
   * start
   */
  readonly partitions: number;
  /** seconds */
  readonly latency: number;
}

/** AWS' limits (facts of November 2026). Throws RangeError for a concurrency that cannot be. */
export function cloudLimits({ concurrency, workflow, partitions, latency }: CloudModel): Limits {
  if (!(concurrency >= 1 && concurrency <= MAX_CHILDREN))
    throw new RangeError(
      `a concurrency of ${concurrency}: a Distributed Map has 1 to ${MAX_CHILDREN} children`,
    );
  return {
    concurrency,
    startRate: starts[workflow],
    burst: 1000,
    environmentRate: 100,
    readRate: 5500 * partitions,
    writeRate: 3500 * partitions,
    latency,
    network: 625e6 / 8,
  };
}

/** One's own machine: so many processes, and files instead of S3. */
export const localLimits = (concurrency: number): Limits => ({
  concurrency,
  startRate: Number.POSITIVE_INFINITY,
  burst: Number.POSITIVE_INFINITY,
  environmentRate: Number.POSITIVE_INFINITY,
  readRate: Number.POSITIVE_INFINITY,
  writeRate: Number.POSITIVE_INFINITY,
  latency: 0,
  network: Number.POSITIVE_INFINITY,
});
