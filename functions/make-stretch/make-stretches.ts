import { keys } from '../../shared/contracts/keys.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { PictureItem } from '../../shared/contracts/sky-map/pictures.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { bandSumSchema } from '../../shared/contracts/sky-map/stretch.ts';
import { plateItemSchema } from '../../shared/contracts/sky-map/tiles.ts';
import { neighbours } from '../../shared/core/healpix/neighbours.ts';
import type { Histogram } from '../../shared/core/histogram/histogram.ts';
import { type Lupton, makeLupton } from '../../shared/core/pictures/lupton.ts';
import { tasksPerChild } from '../../shared/core/plan/children.ts';
import { drawingSeconds } from '../../shared/core/plan/cost.ts';
import { makeStretch, type Stretch, stretchKind } from '../../shared/core/stretch/stretch.ts';
import { jsonLines, readJson, readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { readRecord } from '../../shared/run/record.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { paintedAmong } from './mixed-plates.ts';
import { readMerged } from './read-merged.ts';

/** records asked for at the same time */
const READ_AHEAD = 64;

/** How far Lupton's curve bends: three times as steep at black as a straight line. */
const LUPTON_Q = 8;

/** An image that is in one plate and that another one did not find any more. */
export async function firstMixed(
  store: Store,
  run: string,
  gone: ReadonlySet<string>,
): Promise<string | undefined> {
  const plates = readJsonLines(store, joinUrl(run, skyKeys.plateItems), plateItemSchema);
  const records = ahead(plates, READ_AHEAD, ({ band, npix }) =>
    readRecord(store, joinUrl(run, keys.task('tiles', `${band}-${npix}`))),
  );
  for await (const record of records) {
    if (!(record instanceof Object && record.state === 'done')) continue;
    const image = paintedAmong(record, gone);
    if (image !== undefined) return image;
  }
  return undefined;
}

/**
 * Writes the stretches and the items of the pictures, from the sums of the bands. Answers the bands
 * that have any, the base cells that they are in, images that a plate did not find any more, and
 * how many plates a child draws, `asked` at least.
 */
export async function makeStretches(
  store: Store,
  run: string,
  asked: number,
): Promise<{ bands: string[]; cells: number[]; gone: Set<string>; perChild: number }> {
  const sky = await readSkyParameters(store, run);
  const { bands, order, plateOrder } = await readJson(
    store,
    joinUrl(run, skyKeys.plan),
    skyPlanSchema,
  );
  const { merged, platesOf, gone } = await readSums(store, run, bands);
  const stretches = stretchesOf(merged, sky);
  const lupton = luptonOf(merged, sky);
  await store.put(joinUrl(run, skyKeys.stretch), `${JSON.stringify(stretches)}\n`);
  if (lupton) await store.put(joinUrl(run, skyKeys.lupton), `${JSON.stringify(lupton)}\n`);
  const items = [...pictureItems(platesOf, sky.adaptive ? plateOrder : undefined)];
  await store.put(joinUrl(run, skyKeys.pictureItems), jsonLines(items));
  const cells = new Set(items.map(({ npix }) => Math.floor(npix / 4 ** plateOrder)));
  // As if every plate had all its tiles.
  const tiles = (4 ** (order - plateOrder + 1) - 1) / 3;
  const seconds = items.reduce((sum, { bands: { length } }) => {
    const drawn = (sky.publish === 'all' ? length : 0) + (sky.bands ? 1 : 0);
    return sum + drawingSeconds(tiles, { bands: length, drawn });
  }, 0);
  const perChild = tasksPerChild(items.length, seconds, asked);
  return { bands: Object.keys(stretches), cells: [...cells], gone, perChild };
}

/** By band. */
type MergedHistograms = ReadonlyMap<string, Histogram>;

/** The plates of each band that have any pixels, and images that a plate did not find any more. */
async function readSums(store: Store, run: string, bands: readonly string[]) {
  const merged = new Map<string, Histogram>();
  const platesOf = new Map<string, ReadonlySet<number>>();
  const gone = new Set<string>();
  for (const band of bands) {
    const sum = await readJson(store, joinUrl(run, skyKeys.bandSum(band)), bandSumSchema);
    merged.set(band, await readMerged(store, run, band));
    platesOf.set(band, new Set(sum.plates));
    for (const image of sum.gone) gone.add(image);
  }
  return { merged, platesOf, gone };
}

/** Of the bands that have any pixels. */
function stretchesOf(
  merged: MergedHistograms,
  { stretch, cut }: SkyParameters,
): Record<string, Stretch> {
  const kind = stretchKind(stretch);
  return Object.fromEntries(
    [...merged]
      .filter(([, { count }]) => count > 0)
      .map(([band, histogram]) => [band, makeStretch(histogram, { kind, cut })]),
  );
}

/** The colour model of Lupton et al., where it is asked for. */
function luptonOf(
  merged: MergedHistograms,
  { colour, bands, cut }: SkyParameters,
): Lupton | undefined {
  if (colour !== 'lupton' || !bands) return undefined;
  const [r, g, b] = [merged.get(bands.r)!, merged.get(bands.g)!, merged.get(bands.b)!];
  return makeLupton([r, g, b], { cut, q: LUPTON_Q });
}

/** The plates of all bands, each cell once, in the order of the sky. */
function* pictureItems(
  platesOf: ReadonlyMap<string, ReadonlySet<number>>,
  adaptiveOrder: number | undefined,
): Generator<PictureItem> {
  const cells = new Set([...platesOf.values()].flatMap((plates) => [...plates]));
  for (const npix of [...cells].sort((a, b) => a - b)) {
    const bands = [...platesOf].filter(([, plates]) => plates.has(npix));
    const item = { npix, bands: bands.map(([band]) => band) };
    if (adaptiveOrder === undefined) yield item;
    else {
      const cells = [...new Set([npix, ...neighbours(adaptiveOrder, npix)])].sort((a, b) => a - b);
      const around = bands.map(([band, plates]) => [
        band,
        cells.filter((cell) => plates.has(cell)),
      ]);
      yield { ...item, around: Object.fromEntries(around) };
    }
  }
}
