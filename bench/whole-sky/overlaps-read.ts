import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { matchBackground } from '../../functions/match-background/match-background.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { overlapName } from '../../shared/contracts/sky-map/overlaps.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { writeImageParts } from '../../shared/run/plan/image-parts.ts';
import { fileStore } from '../../shared/store/file.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { madeSky } from '../../test/core/background/made-sky.ts';
import { BAND, madeImage } from './made-image.ts';

/** Images of a group of overlaps: those that follow one another. */
const GROUP = 32;

type Sky = ReturnType<typeof madeSky>;

/** Where the run of so many images stands, and the room it takes; in this machine's own folder. */
const place = (count: number): string => join(tmpdir(), `starfan-overlaps-${count}`);

/**
 * Writes what match-background reads of so many images: the plan's images, the groups of overlaps
 * and their records. Sums are made up as for `solveWholeSky`.
 */
export async function writeOverlaps(count: number): Promise<void> {
  const sky = madeSky({ images: count, seed: 100, off: 0.1, wrong: 0.01 });
  const [store, run] = [fileStore(), pathToFileURL(place(count)).href];
  const groups = Math.ceil(sky.images.length / GROUP);
  await store.put(joinUrl(run, keys.parameters), JSON.stringify({ sky: {} }));
  await writeImageParts(store, run, plannedImages(sky), () => {});
  const items = Array.from({ length: groups }, (_, group) => ({ band: BAND, group }));
  await store.put(joinUrl(run, skyKeys.overlapItems), jsonLines(items));
  let pair = 0; // they are sorted by their first images
  for (let group = 0; group < groups; group++) {
    const first = pair;
    while (pair < sky.pairs.count && sky.pairs.i(pair) < (group + 1) * GROUP) pair++;
    await writeGroup(store, run, sky, group, [first, pair]);
  }
}

async function writeGroup(
  store: Store,
  run: string,
  { images, pairs }: Sky,
  group: number,
  [from, to]: [number, number],
): Promise<void> {
  const members = Math.min(GROUP, images.length - group * GROUP);
  const found = {
    skies: Array.from({ length: members }, (_, k) => ({
      place: group * GROUP + k,
      ...images.at(group * GROUP + k).sky!,
    })),
    sums: Array.from({ length: to - from }, (_, k) => {
      const pair = from + k;
      const zero = new Float64Array(5);
      return {
        i: String(pairs.i(pair)),
        j: String(pairs.j(pair)),
        count: pairs.samples(pair),
        moments: [...pairs.moments(pair)],
        differences: [...pairs.differences(pair)],
        squares: pairs.meanSquare(pair, zero) * pairs.samples(pair),
        rms: pairs.rms(pair),
      };
    }),
  };
  const record: TaskRecord = {
    ...{
      stage: 'overlaps',
      name: overlapName({ band: BAND, group }),
      state: 'done',
      parameters: '',
    },
    ...{ inputs: [], outputs: [], warnings: [], failure: null, failures: [] },
    ...{ seconds: 1, cpu: 1, started: '2026-01-01T00:00:00.000Z', memorySize: 0, memory: 0 },
    traffic: { reads: 0, writes: 0, bytesRead: 0, bytesWritten: 0 },
    overlaps: found,
  };
  await store.put(joinUrl(run, keys.task('overlaps', record.name)), JSON.stringify(record));
}

async function* plannedImages({ images }: Sky): AsyncGenerator<PlannedImage> {
  for (let k = 0; k < images.length; k++) {
    const { width, height, frame } = images.at(k);
    yield madeImage(k, {
      ...{ width, height, frame: frame ?? null },
      centre: { ra: 0.5, dec: 0.5 },
      footprint: { ra: [0, 1, 1, 0], dec: [0, 0, 1, 1] },
    });
  }
}

/** match-background as it runs, reading and writing included. Answers what came of it. */
export async function matchWholeSky(count: number): Promise<Record<string, number>> {
  return { ...(await matchBackground(fileStore(), pathToFileURL(place(count)).href, BAND)) };
}

/** Removes what both have written. */
export const removeOverlaps = (count: number): void =>
  rmSync(place(count), { recursive: true, force: true });
