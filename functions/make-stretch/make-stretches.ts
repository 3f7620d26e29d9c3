import type * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { PictureItem } from '../../shared/contracts/sky-map/pictures.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { plateItemSchema } from '../../shared/contracts/sky-map/tiles.ts';
import { neighbours } from '../../shared/core/healpix/neighbours.ts';
import { decodeHistogram, encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import {
  addHistogram,
  emptyHistogram,
  type Histogram,
} from '../../shared/core/histogram/histogram.ts';
import { type Lupton, makeLupton } from '../../shared/core/pictures/lupton.ts';
import { makeStretch, type Stretch, stretchKind } from '../../shared/core/stretch/stretch.ts';
import { jsonLines, readJson, readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { readRecord } from '../../shared/run/record.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { missingImages, paintedAmong } from './mixed-plates.ts';

/** histograms asked for at the same time */
const READ_AHEAD = 64;

/** How far Lupton's curve bends: three times as steep at black as a straight line. */
const LUPTON_Q = 8;

const readPlates = (store: Store, run: string) =>
  readJsonLines(store, joinUrl(run, skyKeys.plateItems), plateItemSchema);

const recordOf = async (
  store: Store,
  run: string,
  { band, npix }: z.infer<typeof plateItemSchema>,
) => {
  const record = await readRecord(store, joinUrl(run, keys.task('tiles', `${band}-${npix}`)));
  return record instanceof Object && record.state === 'done' ? record : undefined;
};

/** An image that is in one plate and that another one did not find any more. */
export async function firstMixed(
  store: Store,
  run: string,
  gone: ReadonlySet<string>,
): Promise<string | undefined> {
  const records = ahead(readPlates(store, run), READ_AHEAD, (plate) => recordOf(store, run, plate));
  for await (const record of records) {
    const image = record && paintedAmong(record, gone);
    if (image !== undefined) return image;
  }
  return undefined;
}

/**
 * Writes the merged histograms, the stretches and the items of the pictures. Answers the bands that
 * have any, the base cells that they are in, and images that a plate did not find any more.
 */
export async function makeStretches(
  store: Store,
  run: string,
): Promise<{ bands: string[]; cells: number[]; gone: Set<string> }> {
  const sky = await readSkyParameters(store, run);
  const { bands, plateOrder } = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
  const { merged, platesOf, gone } = await mergePlates(store, run, bands);
  for (const [band, histogram] of merged)
    await store.put(joinUrl(run, skyKeys.mergedHistogram(band)), encodeHistogram(histogram));
  const stretches = stretchesOf(merged, sky);
  const lupton = luptonOf(merged, sky);
  await store.put(joinUrl(run, skyKeys.stretch), `${JSON.stringify(stretches)}\n`);
  if (lupton) await store.put(joinUrl(run, skyKeys.lupton), `${JSON.stringify(lupton)}\n`);
  const items = [...pictureItems(platesOf, sky.adaptive ? plateOrder : undefined)];
  await store.put(joinUrl(run, skyKeys.pictureItems), jsonLines(items));
  const cells = new Set(items.map(({ npix }) => Math.floor(npix / 4 ** plateOrder)));
  return { bands: Object.keys(stretches), cells: [...cells], gone };
}

/** By band. */
type MergedHistograms = ReadonlyMap<string, Histogram>;

/**
 * The plates' histograms, added up by band; the plates that have any pixels; the images that a
 * plate did not find any more.
 */
async function mergePlates(store: Store, run: string, bands: readonly string[]) {
  const merged = new Map(bands.map((band) => [band, emptyHistogram()]));
  const platesOf = new Map(bands.map((band) => [band, new Set<number>()]));
  const gone = new Set<string>();
  const histograms = ahead(readPlates(store, run), READ_AHEAD, async ({ band, npix }) => {
    const record = await recordOf(store, run, { band, npix });
    if (!record) return undefined;
    for (const image of missingImages(record)) gone.add(image);
    const bytes = await store.get(joinUrl(run, skyKeys.histogram(band, npix)));
    return { band, npix, bytes };
  });
  for await (const plate of histograms) {
    if (!plate) continue;
    const { band, npix, bytes } = plate;
    const histogram = decodeHistogram(bytes);
    if (histogram.count === 0) continue;
    platesOf.get(band)!.add(npix);
    addHistogram(merged.get(band)!, histogram);
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
