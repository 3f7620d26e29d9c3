import { UsageError } from '../local/usage-error.ts';
import { RunError } from '../shared/contracts/errors.ts';
import type { RunRequest } from '../shared/contracts/run.ts';
import { readMatchedRuns } from '../shared/run/matched-runs.ts';
import { RunReader } from '../shared/run/run-reader.ts';
import { given } from './given.ts';
import type { Run } from './open-run.ts';
import { folderAddress, redoRequest, type WorkOptions } from './redo.ts';
import type { RunPlace } from './run-place.ts';

/** How detections are matched. */
export interface MatchOptions extends WorkOptions {
  /** arcsec, up to 60; default 0.5 */
  readonly radius?: number;
}

/**
 * What a run is asked for to match its detections with those of others, within a radius in arcsec.
 * Throws UsageError where one of them is no run of `detect`, is named twice, or cannot be
 * matched with the others: before anything of the first is touched.
 */
export async function matchRequest(runs: readonly RunPlace[], radius: number): Promise<RunRequest> {
  const [request, ...others] = await Promise.all(runs.map(requestOf));
  await refuseUnlike(runs);
  if (request === undefined) throw new UsageError('no runs were given');
  const { matchWith: _, ...input } = request.input;
  const matchWith = others.length === 0 ? undefined : runs.slice(1).map(({ run }) => run);
  return { ...request, input: { ...input, match: radius, ...given({ matchWith }) } };
}

/** Throws UsageError for runs that were searched in different ways or have an image in common. */
async function refuseUnlike(runs: readonly RunPlace[]): Promise<void> {
  const [first, ...others] = runs;
  const twice = runs.find(({ run }, i) => runs.findIndex((one) => one.run === run) < i);
  if (twice) throw new UsageError(`${twice.label} is named twice: its detections count once`);
  if (!first || others.length === 0) return;
  try {
    const addresses = others.map(({ run }) => run);
    for await (const _ of readMatchedRuns(first.store, first.run, addresses));
  } catch (error) {
    if (!(error instanceof RunError && error.name === 'BadRequest')) throw error;
    throw new UsageError(error.message);
  }
}

async function requestOf({ store, run, label }: RunPlace): Promise<RunRequest> {
  const { request, machine } = await new RunReader(store, run).refresh();
  if (machine !== 'detect-sources' || !request)
    throw new UsageError(`${label} holds no run of starfan detect`);
  return request;
}

/**
 * Makes objects and measurements out of what `detect` left in folders, a HATS collection in the
 * first of them. Images are not searched again. Ends as `detect` does.
 */
export async function match(
  folders: string | readonly string[],
  { radius = 0.5, ...options }: MatchOptions = {},
): Promise<Run> {
  const runs = await Promise.all([folders].flat().map(folderAddress));
  return redoRequest(runs[0]!, await matchRequest(runs, radius), options);
}
