/**
 * What bench/rates.ts measures of photometry: stars that are fitted by the PSF, and matches.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRunner } from '../local/runner.ts';
import { keys } from '../shared/contracts/keys.ts';
import { MARGIN, matchItemSchema, matchKeys } from '../shared/contracts/matches.ts';
import { taskRecordSchema } from '../shared/contracts/task-record.ts';
import { cellName, type HealpixRange, rangesAround } from '../shared/core/hats/cells.ts';
import { matchReach } from '../shared/core/matching/match-detections.ts';
import { seededRandom } from '../shared/core/random.ts';
import { RADIANS_PER_ARCSEC } from '../shared/core/sphere/angle.ts';
import type { Amounts, StageName } from '../shared/estimate/work.ts';
import { openParquet } from '../shared/parquet/read-table.ts';
import { headOf } from '../shared/run/head.ts';
import type { Store } from '../shared/store/store.ts';
import { crowdField } from './made-detections.ts';
import { makeStarfield } from './starfield.ts';
import { makeSurvey } from './survey.ts';

/** Where it is measured, and who keeps what was: seconds of CPU, bytes. */
interface Tools {
  readonly folder: string;
  readonly store: Store;
  readonly urlOf: (path: string) => string;
  readonly runStarfan: (args: string[]) => void;
  readonly took: (stage: StageName, amounts: Amounts, seconds: number) => void;
  readonly held: (stage: StageName, amounts: Amounts, bytes: number) => void;
}

/** The places of all detections of so many images, rising. */
async function placesOf(
  { store, urlOf }: Tools,
  run: string,
  images: number,
): Promise<BigInt64Array> {
  const all: bigint[] = [];
  for (let i = 0; i < images; i++) {
    const url = urlOf(run) + keys.image(`i${String(i).padStart(6, '0')}`, 'sources.parquet');
    const file = await openParquet(store, await headOf(store, url));
    const { columns } = await file.read(['_healpix_29'], '_healpix_29', () => true);
    all.push(...(columns.get('_healpix_29') as ArrayLike<bigint> & Iterable<bigint>));
  }
  return BigInt64Array.from(all).sort();
}

/** How many of the places lie in some ranges. */
function rowsIn(places: BigInt64Array, ranges: readonly HealpixRange[]): number {
  const before = (end: bigint) => {
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (places[middle]! < end) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return ranges.reduce((sum, [from, to]) => sum + before(to) - before(from), 0);
}

/** Matches of made-up detections, whose margins are small beside their cells, and large. */
export async function measureMatches(tools: Tools): Promise<void> {
  const { folder, urlOf, runStarfan, took, held } = tools;
  const [image] = makeSurvey(join(folder, 'm'), { grid: 1, size: 128, seed: 35 });
  const run = join(folder, 'matched');
  const runner = await startRunner({ concurrency: 1 });
  const recordOf = (stage: StageName, name: string) =>
    taskRecordSchema.parse(JSON.parse(readFileSync(join(run, keys.task(stage, name)), 'utf8')));
  for (const [images, sources, rows, half, fwhm] of [
    [40, 2_000, 10_000, 0.019, 0.25],
    [12, 30_000, 1_000_000, 0.019, 0.25],
    [60, 8_000, 200_000, 0.019, 0.25],
    // stars as near to each other as PHAT's: 18 in a square arcsec
    [64, 2_300, 1_000_000, 0.0016, 0.1],
    [64, 14_000, 1_000_000, 0.004, 0.1],
  ] as const) {
    rmSync(run, { recursive: true, force: true });
    runStarfan(['detect', image!, '--match', '0.1s', '--out', run]);
    crowdField(run, { images, sources, half, fwhm });
    const parameters = JSON.parse(readFileSync(join(run, keys.parameters), 'utf8'));
    parameters.match.rows = rows;
    writeFileSync(join(run, keys.parameters), JSON.stringify(parameters));
    await runner.invoke('plan-matches', { run: urlOf(run) });
    const items = readFileSync(join(run, matchKeys.cells), 'utf8').split('\n').filter(Boolean);
    const places = await placesOf(tools, run, images);
    let objects = 0;
    for (const item of items) {
      const cell = matchItemSchema.parse(JSON.parse(item));
      await runner.invoke('match-sources', { BatchInput: { run: urlOf(run) }, Items: [cell] });
      const sums = JSON.parse(readFileSync(join(run, matchKeys.sums(cell)), 'utf8'));
      const { cpu, memory, inputs, traffic } = recordOf('matches', cellName(cell));
      objects += sums.objects;
      const read = rowsIn(
        places,
        rangesAround(cell, MARGIN * RADIANS_PER_ARCSEC + matchReach(0.1)),
      );
      const amounts = { task: 1, image: inputs.length, row: read, source: sums.measurements };
      took('matches', { ...amounts, object: sums.objects }, cpu);
      held('matches', { task: 1, row: read }, memory);
      console.log(`  ${cellName(cell)} ${JSON.stringify({ ...amounts, cpu, memory, traffic })}`);
    }
    await runner.invoke('build-tables', { run: urlOf(run) });
    took(
      'matching',
      { task: 1, record: images, cell: items.length },
      recordOf('matching', 'matching').cpu,
    );
    took(
      'tables',
      { task: 1, record: images, cell: items.length, object: objects },
      recordOf('tables', 'tables').cpu,
    );
    console.log(
      `  ${images} images of ${sources}, ${items.length} cells: tables ${recordOf('tables', 'tables').cpu} s, ${recordOf('tables', 'tables').memory / 1e6} MB`,
    );
  }
  await runner.close();
}

/** Given places to a pixel: as many as PHAT has. */
const PLACES = 0.07;

/** Places anywhere in a field of `makeStarfield`, as CSV. */
function placesInField(size: number, count: number): string {
  const { uniform } = seededRandom(9);
  const degrees = 0.05 / 3600;
  const rows = Array.from({ length: count }, (_, i) => {
    const [x, y] = [size * (uniform() - 0.5), size * (uniform() - 0.5)];
    const dec = 47.2 + y * degrees;
    return `${i},${202.47 + (x * degrees) / Math.cos((dec * Math.PI) / 180)},${dec}\n`;
  });
  return `id,ra,dec\n${rows.join('')}`;
}

/** Stars of dense images that are fitted by their PSF: what that takes more than a search. */
export async function measureStars({ folder, runStarfan, took }: Tools): Promise<void> {
  for (const [size, stars] of [
    [512, 4_000],
    [1024, 20_000],
    [2048, 60_000],
  ] as const) {
    const image = join(folder, `stars-${size}-${stars}.fits`);
    writeFileSync(image, makeStarfield(size, stars, 0, 77));
    const run = join(folder, 'stars');
    const taken = (args: string[]) => {
      rmSync(run, { recursive: true, force: true });
      runStarfan([...args, '--out', run]);
      const [name = ''] = readdirSync(join(run, keys.tasks('detections')));
      const path = join(run, keys.tasks('detections'), name);
      return taskRecordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    };
    const alone = taken(['detect', image]);
    const fitted = taken(['detect', image, '--psf']);
    const found = fitted.detections?.counts.sources ?? 0;
    const places = join(folder, 'places.csv');
    const given = Math.round(PLACES * size * size);
    writeFileSync(places, placesInField(size, given));
    const forced = taken(['measure', image, '--at', places, '--psf']);
    console.log(
      `  ${found} stars: ${alone.cpu} s, with the PSF ${fitted.cpu} s, at ${given} places ${forced.cpu} s`,
    );
    took('detections', { psf: 1, star: found }, fitted.cpu - alone.cpu);
    took('detections', { place: given }, forced.cpu - fitted.cpu);
  }
}
