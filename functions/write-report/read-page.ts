import type { Broken, Machine } from '../../shared/contracts/run.ts';
import type { ReportInput } from '../../shared/pages/report/input.ts';
import { causeText } from '../../shared/run/broken.ts';
import {
  readMosaicParameters,
  readParameters,
  readSkyParameters,
} from '../../shared/run/parameters.ts';
import type { Store } from '../../shared/store/store.ts';
import { readMosaics } from './read-mosaics.ts';
import { readObjects } from './read-objects.ts';
import type { RunOutcome } from './read-outcome.ts';
import { readSkyMap } from './read-sky-map.ts';
import { readThumbnails } from './read-thumbnails.ts';
import type { SkyPart } from './report-parts.ts';

/** The parameters of a run, by its machine. */
export async function readRunParameters(store: Store, run: string, machine: Machine) {
  if (machine === 'sky-map') return { sky: await readSkyParameters(store, run) };
  if (machine === 'mosaic') return { mosaic: await readMosaicParameters(store, run) };
  return readParameters(store, run);
}

/** What is known of a run before its page is read. */
interface Known {
  outcome: RunOutcome;
  parameters: Awaited<ReturnType<typeof readRunParameters>>;
  /** why the machine could not go on */
  broken: Broken | undefined;
  /** of a run that was cut, those of the sky */
  parts: readonly SkyPart[] | undefined;
}

/** What the page of a run shows: pictures, the map, mosaics, objects. */
export async function readPage(
  store: Store,
  run: string,
  { outcome, parameters, broken, parts }: Known,
): Promise<ReportInput> {
  const { summary, tally, pictured, failures, groups } = outcome;
  const isMatched =
    'detection' in parameters && (parameters.match ?? parameters.positions) !== undefined;
  const sky = 'sky' in parameters ? parameters.sky : undefined;
  return {
    summary,
    records: tally,
    failures,
    thumbnails: await readThumbnails(store, run, pictured),
    parameters,
    map: sky && (await readSkyMap(store, run, sky, { failures, parts })),
    mosaics: 'mosaic' in parameters ? await readMosaics(store, run, groups) : undefined,
    objects: isMatched && !broken ? await readObjects(store, run) : undefined,
    broken: broken && causeText(broken),
  };
}
