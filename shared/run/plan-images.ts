import type * as z from 'zod';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import { IMAGES_PER_PART, type PlanBand, planBandSchema } from '../contracts/sky-map/plan.ts';
import { ahead } from '../store/ahead.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { fromJson, readJsonLines } from './json.ts';

/** parts asked for at the same time: a megabyte each */
const READ_AHEAD = 8;

/** The bands of a plan, in the order of their first images; none before there is a plan. */
export async function readPlanBands(store: Store, run: string): Promise<PlanBand[]> {
  const url = joinUrl(run, skyKeys.bands);
  if (!(await store.head(url))) return [];
  const bands: PlanBand[] = [];
  for await (const band of readJsonLines(store, url, planBandSchema)) bands.push(band);
  return bands;
}

/** What a schema takes of the images of a band of the plan, in their order. Streams. */
export async function* readBandImages<T>(
  store: Store,
  run: string,
  band: PlanBand & { firstPart?: number },
  schema: z.ZodType<T>,
): AsyncGenerator<T> {
  for await (const { image } of readBandLines(store, run, band, schema)) yield image;
}

/** The same, each with the bytes of its line; from a part's first image on. */
export async function* readBandLines<T>(
  store: Store,
  run: string,
  { band, images, firstPart = 0 }: PlanBand & { firstPart?: number },
  schema: z.ZodType<T>,
): AsyncGenerator<{ image: T; length: number }> {
  const count = Math.ceil(images / IMAGES_PER_PART);
  const parts = ahead(new Array(count).keys(), READ_AHEAD, async (part) => {
    const url = joinUrl(run, skyKeys.images(band, firstPart + part));
    return { url, bytes: await store.get(url) };
  });
  for await (const { url, bytes } of parts) yield* linesIn(bytes, schema, url);
}

/** The same of the images of one part, by their places. */
export async function readImagePart<T>(
  store: Store,
  run: string,
  { band, part }: { band: string; part: number },
  schema: z.ZodType<T>,
): Promise<Map<number, T>> {
  const url = joinUrl(run, skyKeys.images(band, part));
  const images = [...linesIn(await store.get(url), schema, url)];
  return new Map(images.map(({ image }, k) => [part * IMAGES_PER_PART + k, image]));
}

function* linesIn<T>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  url: string,
): Generator<{ image: T; length: number }> {
  for (const line of new TextDecoder().decode(bytes).split('\n'))
    if (line !== '')
      yield { image: fromJson(line, schema, url), length: Buffer.byteLength(line) + 1 };
}

/** The images of all bands of the plan, band by band. Streams. */
export async function* readPlanImages<T>(
  store: Store,
  run: string,
  schema: z.ZodType<T>,
): AsyncGenerator<T> {
  for (const band of await readPlanBands(store, run))
    yield* readBandImages(store, run, band, schema);
}

/** Where the images of each band begin, of all bands one after another. */
export async function firstPlaces(store: Store, run: string): Promise<Map<string, number>> {
  const firstOf = new Map<string, number>();
  let first = 0;
  for (const { band, images } of await readPlanBands(store, run)) {
    firstOf.set(band, first);
    first += images;
  }
  return firstOf;
}
