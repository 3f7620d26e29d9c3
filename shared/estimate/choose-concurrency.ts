import type { Estimate } from './estimate.ts';

/** Each step tries three quarters of the executions of the one before. */
const STEP = 0.75;
const STEPS = 7;
/** So much longer a run may take to do with fewer executions. */
const LONGER = 1.05;

/** How many executions at a time a run is to have, and what it is then. */
export interface Chosen {
  readonly concurrency: number;
  readonly estimate: Estimate;
}

/**
 * The fewest executions at a time of at most `most` with which a run takes hardly longer than with
 * all of them, and its tasks fit their functions: more would wait for S3, and are paid for it. With
 * `most` where none fit.
 */
export function chooseConcurrency(most: number, estimateWith: (n: number) => Estimate): Chosen {
  const all = estimateWith(most);
  let chosen: Chosen = { concurrency: most, estimate: all };
  let shortest = all.simulation.seconds;
  for (let step = 1; step <= STEPS; step++) {
    const concurrency = Math.max(1, Math.round(most * STEP ** step));
    const estimate = estimateWith(concurrency);
    const { seconds } = estimate.simulation;
    shortest = Math.min(shortest, seconds);
    if (seconds > LONGER * shortest) break;
    if (estimate.fit.fits || !chosen.estimate.fit.fits) chosen = { concurrency, estimate };
  }
  return chosen.estimate.fit.fits ? chosen : { concurrency: most, estimate: all };
}
