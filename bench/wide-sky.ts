import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { keys } from '../shared/contracts/keys.ts';
import {
  chunkName,
  type ImagesChunk,
  type PlannedImage,
} from '../shared/contracts/sky-map/images.ts';
import { COLOUR_SURVEY, skyKeys } from '../shared/contracts/sky-map/keys.ts';
import {
  OVERLAPS_PER_PACK,
  type OverlapItem,
  overlapName,
  type overlapsSchema,
} from '../shared/contracts/sky-map/overlaps.ts';
import { skyParametersSchema } from '../shared/contracts/sky-map/parameters.ts';
import type { pictureItemSchema } from '../shared/contracts/sky-map/pictures.ts';
import type { PlanBand, SkyPlan } from '../shared/contracts/sky-map/plan.ts';
import { type PlateItem, type PlatePlan, packOfPlate } from '../shared/contracts/sky-map/tiles.ts';
import type { TaskRecord } from '../shared/contracts/task-record.ts';
import { tilePath } from '../shared/core/hips/tile-path.ts';
import { encodeHistogram } from '../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../shared/core/histogram/histogram.ts';
import { squareBorder } from '../shared/core/plan/outline.ts';
import { type Random, seededRandom } from '../shared/core/random.ts';
import { RADIANS_PER_DEGREE } from '../shared/core/sphere/angle.ts';
import { indexOfFiles, type TileEntry } from '../shared/core/tiles/plate-file.ts';
import { tileToFits } from '../shared/core/tiles/tile-file.ts';
import { encodePng } from '../shared/pictures/png.ts';
import type { GroupPlan } from '../shared/run/plan/plan-packs.ts';

/*
 * A sky of thousands of images for the reduces alone: what the maps would have left is made up, so
 * that no pixel is read or painted. Images are 2MASS's, anywhere in a field at its equator.
 */

/** Shape of a synthetic survey of much of the sky. */
export interface WideShape {
  readonly images: number;
  /** images over one another in a band */
  readonly depth: number;
  /** images whose headers one task has read */
  readonly chunk: number;
  readonly publish: 'all' | 'colour';
  readonly seed: number;
}

/** Bands of the sky, with as many images each. */
export const bands = ['J', 'H', 'K'] as const;
const [width, height] = [512, 1024];
const ETAG = '101580-18ea15fba5fdd874-404022';

const write = (path: string, content: string | Uint8Array) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const lines = (values: readonly unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
const readLines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

/** A record as a map's task leaves it. */
function record(
  run: string,
  stage: string,
  name: string,
  inputs: readonly string[],
  more: Partial<TaskRecord> = {},
) {
  const whole: TaskRecord = {
    stage,
    name,
    state: 'done',
    parameters: 'bf281d0ff84b49a4b7a2627699b2c4d2',
    inputs: inputs.map((url) => ({ url, bytes: 1_640_000, etag: ETAG })),
    outputs: [],
    warnings: [],
    failure: null,
    failures: [],
    started: '2026-11-21T00:00:00.000Z',
    seconds: 1,
    cpu: 1,
    memorySize: 1769,
    memory: 1e8,
    traffic: { reads: 1, writes: 1, bytesRead: 1, bytesWritten: 1 },
    ...more,
  };
  write(join(run, keys.task(stage, name)), `${JSON.stringify(whole)}\n`);
}

/**
 * Writes what start-run and read-images leave: the list, its chunks, the records with the headers.
 */
export function makeWideSky(run: string, { images, depth, chunk, publish, seed }: WideShape): void {
  const random = seededRandom(seed);
  const area = (images * width * height) / 3600 ** 2 / depth / bands.length;
  const side = Math.sqrt(area);
  const planned = Array.from({ length: images }, (_, i) => {
    const band = bands[Math.floor((i * bands.length) / images)]!;
    return imageAt(i, band, 10 + side * random.uniform(), side * (random.uniform() - 0.5));
  });
  const items = planned.map(({ item }) => `${JSON.stringify(item)}\n`);
  const chunks: ImagesChunk[] = [];
  let offset = 0;
  for (let from = 0; from < images; from += chunk) {
    const length = items
      .slice(from, from + chunk)
      .reduce((sum, line) => sum + Buffer.byteLength(line), 0);
    const some = planned.slice(from, from + chunk);
    record(
      run,
      'images',
      chunkName(chunks.length),
      some.map(({ item }) => item.uri),
      { images: some },
    );
    chunks.push({ chunk: chunks.length, offset, length });
    offset += length;
  }
  const sky = skyParametersSchema.parse({ bands: { r: 'K', g: 'H', b: 'J' }, publish });
  write(join(run, keys.list), items.join(''));
  write(join(run, skyKeys.chunks), lines(chunks));
  write(join(run, keys.badLines), '');
  write(join(run, keys.parameters), JSON.stringify({ sky }));
}

function imageAt(i: number, band: string, ra: number, dec: number): PlannedImage {
  const [u, v] = [(width / 3600) * RADIANS_PER_DEGREE, (height / 3600) * RADIANS_PER_DEGREE];
  const [a, d] = [ra * RADIANS_PER_DEGREE, dec * RADIANS_PER_DEGREE];
  const place = (east: number, north: number): [number, number] => [
    ra + east / RADIANS_PER_DEGREE / Math.cos(d),
    dec + north / RADIANS_PER_DEGREE,
  ];
  const corners = squareBorder.map(([x, y]) => place((0.5 - x) * u, (y - 0.5) * v));
  const name = `${band.toLowerCase()}i${String(i).padStart(9, '0')}`;
  return {
    item: { line: i + 1, uri: `s3://a-bucket/2mass/allsky/${name}.fits.gz`, name },
    etag: ETAG,
    size: 1_640_000,
    hdu: 0,
    band,
    width,
    height,
    pixelScale: 1,
    footprint: { ra: corners.map(([x]) => x), dec: corners.map(([, y]) => y) },
    centre: { ra, dec },
    unit: 'DN',
    bandFrom: 'FILTER',
    zeroPoint: 20,
    zeroPointSystem: 'Vega',
    zeroPointFrom: 'MAGZP',
    epoch: [51_300, 51_300.0001],
    instrument: '2MASS',
    wavelengths: [1.98e-6, 2.33e-6],
    frame: {
      centre: [Math.cos(d) * Math.cos(a), Math.cos(d) * Math.sin(a), Math.sin(d)],
      across: [Math.sin(a) * u, -Math.cos(a) * u, 0],
      up: [-Math.sin(d) * Math.cos(a) * v, -Math.sin(d) * Math.sin(a) * v, Math.cos(d) * v],
    },
  };
}

/** After plan-sky: what measure-overlaps would leave. Images differ by a level and noise. */
export function leaveOverlaps(run: string, seed: number): void {
  const random = seededRandom(seed);
  const levels = new Map<string, number[]>();
  for (const { band, images } of planBands(run))
    levels.set(
      band,
      Array.from({ length: images }, () => 10 * random.normal()),
    );
  const items = readLines<OverlapItem>(join(run, skyKeys.overlapItems));
  for (const { band, group } of items) {
    const level = levels.get(band)!;
    const plan = groupsOf(run, band, Math.floor(group / OVERLAPS_PER_PACK))[
      group % OVERLAPS_PER_PACK
    ]!;
    const found: z.infer<typeof overlapsSchema> = {
      skies: plan.members.map((place) => ({
        place,
        plane: [600 + level[place]! + random.normal(), random.normal(), random.normal()],
        rms: 3.881616013156249,
        count: 65_536,
      })),
      sums: plan.pairs.map(([i, j]) => sumsOf(i, j, level[i]! - level[j]!, random)),
    };
    const inputs = plan.images.map(([place]) => uriOf(band, place));
    record(run, 'overlaps', overlapName({ band, group }), inputs, { overlaps: found });
  }
}

const planBands = (run: string): PlanBand[] => readLines(join(run, skyKeys.bands));
const groupsOf = (run: string, band: string, pack: number): GroupPlan[] =>
  readLines(join(run, skyKeys.overlapGroups(band, pack)));
/** As long as that of any image. */
const uriOf = (band: string, place: number): string =>
  `s3://a-bucket/2mass/allsky/${band.toLowerCase()}i${String(place).padStart(9, '0')}.fits.gz`;

/** Sums over samples of a strip along the edge of both. */
function sumsOf(
  i: number,
  j: number,
  difference: number,
  random: Random,
): z.infer<typeof overlapsSchema>['sums'][number] {
  const samples = 40;
  const moments = new Array<number>(15).fill(0);
  const differences = new Array<number>(5).fill(0);
  let squares = 0;
  for (let k = 0; k < samples; k++) {
    const [u, v] = [0.5 - 0.1 * random.uniform(), random.uniform() - 0.5];
    const phi = [1, u, v, u - 0.9, v];
    const value = difference + random.normal();
    let at = 0;
    for (let a = 0; a < 5; a++) {
      for (let b = a; b < 5; b++) moments[at++]! += 300 * phi[a]! * phi[b]!;
      differences[a]! += 300 * phi[a]! * value;
    }
    squares += 300 * value ** 2;
  }
  return {
    i: String(i),
    j: String(j),
    count: 300 * samples,
    moments,
    differences,
    squares,
    rms: 4,
  };
}

/**
 * After match-background: what paint-tiles would leave. Every plate is full; its top tile alone has
 * pixels.
 */
export function leaveTiles(run: string, seed: number): void {
  const random = seededRandom(seed);
  const { order, plateOrder, width: side, frame } = readPlan(run);
  const pixels = Float32Array.from({ length: side * side }, () => 600 + 4 * random.normal());
  const histogram = emptyHistogram();
  for (let tile = 0; tile < 64; tile++) addPixels(histogram, pixels);
  const counts = encodeHistogram(histogram);
  for (const { band, npix } of readLines<PlateItem>(join(run, skyKeys.plateItems))) {
    const top = tileToFits({ order: plateOrder, npix, width: side, frame }, pixels);
    const entries: TileEntry[] = [];
    for (let level = plateOrder; level <= order; level++) {
      const below = 4 ** (level - plateOrder);
      for (let k = 0; k < below; k++)
        entries.push({
          order: level,
          npix: npix * below + k,
          offset: 0,
          length: top.length,
          headerLength: 2880,
          sum: 0,
          width: side,
        });
    }
    const index = indexOfFiles(side, entries);
    // The first entry is the top tile's: it alone stands behind the index.
    new DataView(index.buffer).setFloat64(24 + 16, index.length, true);
    write(join(run, skyKeys.tiles(band, npix)), Buffer.concat([index, top]));
    write(join(run, skyKeys.histogram(band, npix)), counts);
    const pack = join(run, skyKeys.platePlans(band, packOfPlate(npix)));
    const plans: PlatePlan[] = JSON.parse(readFileSync(pack, 'utf8'));
    const { images } = plans.find((plan) => plan.npix === npix)!;
    const inputs = images.map(([place]) => uriOf(band, place));
    record(run, 'tiles', `${band}-${npix}`, inputs);
  }
}

/** After make-stretch: what draw-pictures would leave, as far as build-hips reads it. */
export function leavePictures(run: string): void {
  const { order, plateOrder, width: side } = readPlan(run);
  const random = seededRandom(7);
  const data = Uint8Array.from({ length: 4 * side * side }, (_, i) =>
    i % 4 === 3 ? 255 : Math.min(255, Math.max(0, 128 + 20 * random.normal())),
  );
  const png = encodePng({ data, width: side, height: side, channels: 4 });
  const items = readLines<z.infer<typeof pictureItemSchema>>(join(run, skyKeys.pictureItems));
  const first = join(run, skyKeys.hips(COLOUR_SURVEY, tilePath(plateOrder, items[0]!.npix, 'png')));
  for (const { npix, bands: own } of items) {
    const path = join(run, skyKeys.hips(COLOUR_SURVEY, tilePath(plateOrder, npix, 'png')));
    mkdirSync(dirname(path), { recursive: true });
    if (path === first) write(path, png);
    else linkSync(first, path);
    const outputs = Array.from({ length: 85 }, (_, k) => ({
      url: skyKeys.hips(COLOUR_SURVEY, tilePath(order, npix * 64 + k, 'png')),
      bytes: png.length,
      etag: ETAG,
    }));
    record(
      run,
      'pictures',
      String(npix),
      own.map((band) => `s3://a-bucket/runs/x/${skyKeys.tiles(band, npix)}`),
      { outputs },
    );
  }
}

const readPlan = (run: string): SkyPlan =>
  JSON.parse(readFileSync(join(run, skyKeys.plan), 'utf8'));
