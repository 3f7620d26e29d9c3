import { describe, expect, it } from 'vitest';
import { keys } from '../../../shared/contracts/keys.ts';
import type { PlannedImage } from '../../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../../shared/contracts/sky-map/keys.ts';
import { PictureLines } from '../../../shared/run/picture-lines.ts';
import { BandCensus } from '../../../shared/run/plan/band-agreement.ts';
import { ValueCensus } from '../../../shared/run/plan/odd-values.ts';
import { MAX_BANDS } from '../../../shared/run/plan/refuse-bands.ts';
import { sortImages } from '../../../shared/run/plan/sort-images.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import { plannedImage, putLines, putRecord, RUN, recordOf, textOf, urlOf } from '../run-objects.ts';

const records = `${RUN}${keys.tasks('images')}`;

/** A run whose images have been read; `reads` counts how often their record was. */
async function runOf(images: readonly PlannedImage[]) {
  const store = memoryStore();
  const items = images.map(({ item }) => item);
  await putLines(store, keys.list, items);
  const { size } = (await store.head(urlOf(keys.list)))!;
  await putLines(store, skyKeys.chunks, [{ chunk: 0, offset: 0, length: size }]);
  await putRecord(store, recordOf('images', '00000', { images: [...images] }));
  let reads = 0;
  const get: Store['get'] = (url, etag) => {
    if (url.startsWith(records)) reads++;
    return store.get(url, etag);
  };
  return { store: { ...store, get }, reads: () => reads };
}

/** The images of each band as they are to stand: all are known before one is decided. */
function expected(images: readonly PlannedImage[]): Record<string, PlannedImage[]> {
  const [census, values, lines] = [new BandCensus(), new ValueCensus(), new PictureLines()];
  for (const image of images) {
    census.add(image);
    values.add(image);
  }
  const agreement = census.agree();
  const bands: Record<string, PlannedImage[]> = {};
  for (const image of images) {
    if (lines.repeatedBy(image.item, [image], 'plan') || values.oddity(image)) continue;
    const agreed = agreement.agreed(image);
    if (agreed) bands[agreed.band] = [...(bands[agreed.band] ?? []), agreed];
  }
  return bands;
}

async function standing(store: Store): Promise<Record<string, unknown[]>> {
  const bands: Record<string, unknown[]> = {};
  const folder = urlOf(skyKeys.images('x', 0)).slice(0, -'x/0.jsonl'.length);
  for await (const { url } of store.list(folder)) {
    const band = url.slice(folder.length).split('/')[0]!;
    const lines = (await textOf(store, url.slice(RUN.length))).trim().split('\n');
    bands[band] = [...(bands[band] ?? []), ...lines.map((line) => JSON.parse(line))];
  }
  return bands;
}

const counts = { unit: 'DN', zeroPointSystem: 'Vega', instrument: 'a' } as const;
const images = (mores: readonly Partial<PlannedImage>[]): PlannedImage[] =>
  mores.map((more, k) => plannedImage(k + 1, more));
/** A file of this machine, and a link to it. */
const file = { ...counts, etag: 'one', item: { line: 1, uri: 'file:///in/1.fits', name: 'file' } };
const link = { ...file, item: { line: 2, uri: 'file:///in/link.fits', name: 'link' } };
const stored = (most: number) => ({ ...counts, stored: { bitpix: 16, most } });

describe('images sorted by band', () => {
  it.each<[string, Partial<PlannedImage>[]]>([
    ['that say the same', [counts, { ...counts, band: 'J' }, counts]],
    [
      'of zero points of one scale',
      [24.9, 25, 25.1].map((zeroPoint) => ({ ...counts, zeroPoint })),
    ],
    ['of numbers alike', [1, 2, 3, 4].map(stored)],
    ['of pixels that hardly differ', [30, 30.1].map((pixelScale) => ({ ...counts, pixelScale }))],
  ])('are read once: %s', async (_, mores) => {
    const all = images(mores);
    const { store, reads } = await runOf(all);
    let written = 0;
    await sortImages(store, RUN, undefined, () => () => written++);
    expect(await standing(store)).toEqual(expected(all));
    expect(written).toBe(all.length);
    expect(reads()).toBe(1);
  });

  it.each<[string, Partial<PlannedImage>[]]>([
    ['units that differ', [counts, { unit: 'adu' }, counts]],
    ['units of another kind', [{}, {}, { unit: 's' }]],
    ['no unit beside one', [counts, { unit: '' }, counts]],
    ['a word for no unit', [{ unit: 'none' }, { unit: 'none' }]],
    ['a zero point apart', [24, 25, 25].map((zeroPoint) => ({ ...counts, zeroPoint }))],
    ['a number that is odd', [1, 2, 3, 4e9].map(stored)],
    ['numbers that no sum can hold', [stored(1e30), stored(1e30)]],
    ['pixels of other sizes', [30, 30, 60].map((pixelScale) => ({ ...counts, pixelScale }))],
    ['pixels at the brink', [30, 30, 30.3].map((pixelScale) => ({ ...counts, pixelScale }))],
    ['a picture on two lines', [file, link, counts]],
    ['a band that is no folder', [counts, { ...counts, band: 'F606W/POL' }]],
    ['a band called colour', [counts, { ...counts, band: 'Colour' }]],
    ['bands that differ in capitals', [{ ...counts, band: 'k' }, counts, counts]],
  ])('are read again for %s, and stand as all of them say', async (_, mores) => {
    const all = images(mores);
    const { store, reads } = await runOf(all);
    let written = 0;
    await sortImages(store, RUN, undefined, () => {
      written = 0;
      return () => written++;
    });
    const right = expected(all);
    expect(await standing(store)).toEqual(right);
    expect(written).toBe(Object.values(right).flat().length);
    expect(reads()).toBe(2);
  });

  it('leave no part that only a first reading wrote', async () => {
    const many = new Array(1025).fill({ ...counts, band: 'k' });
    const all = images([...many, ...new Array(1026).fill(counts)]);
    const { store } = await runOf(all);
    await sortImages(store, RUN, undefined, () => () => {});
    expect(await standing(store)).toEqual(expected(all));
  });

  it('are refused where they are of too many bands, and no more are held than may be', async () => {
    const many = Array.from({ length: 10 * MAX_BANDS }, (_, k) => ({ ...counts, band: `b${k}` }));
    const { store } = await runOf(images(many));
    await expect(sortImages(store, RUN, undefined, () => () => {})).rejects.toThrow(
      '5000 bands (b0, b1, b2, b3, b4 …)',
    );
    expect(Object.keys(await standing(store)).length).toBeLessThanOrEqual(MAX_BANDS);
  });
});
