import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { type CardToWrite, writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { indexOfFiles } from '../../shared/core/tiles/plate-file.ts';
import { TilePacker } from '../../shared/core/tiles/tile-packer.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import { imageSource } from '../../shared/run/image-source.ts';
import { numbersOf } from '../../shared/run/numbers.ts';
import { openPlate, PlateReader } from '../../shared/run/plate-tiles.ts';
import { readWcs } from '../../shared/run/read-wcs.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { RUN, urlOf } from './run-objects.ts';

const IMAGE_URL = 'memory://bucket/x.fits';
const cards = (values: Record<string, string | number>): CardToWrite[] =>
  Object.entries(values).map(([keyword, value]) => ({ keyword, value }));

/** A store that counts its requests. */
function counting(): { store: Store; asked: string[] } {
  const store = memoryStore();
  const asked: string[] = [];
  return {
    asked,
    store: {
      ...store,
      get(at, etag) {
        asked.push('get');
        return store.get(at, etag);
      },
      getRange(at, ...rest) {
        asked.push('getRange');
        return store.getRange(at, ...rest);
      },
    },
  };
}

describe('the bytes of an image', () => {
  it('of up to 8 MiB come in one request, of gzip unpacked', async () => {
    const { store, asked } = counting();
    const plain = writeFits([writeImage(new Float32Array(64), [8, 8])]);
    for (const bytes of [plain, gzipSync(plain)]) {
      await store.put(IMAGE_URL, bytes);
      const source = await imageSource(store, (await store.head(IMAGE_URL))!);
      expect(source.size).toBe(plain.length);
      expect(await source.read(0, plain.length)).toEqual(plain);
    }
    expect(asked).toEqual(['get', 'get']);
  });

  it('of more are read by their ranges', async () => {
    const { store, asked } = counting();
    await store.put(IMAGE_URL, new Uint8Array(8 * 2 ** 20 + 1).fill(7));
    const source = await imageSource(store, (await store.head(IMAGE_URL))!);
    expect(asked).toEqual([]);
    expect(await source.read(5, 3)).toEqual(Uint8Array.of(7, 7, 7));
    expect(asked).toEqual(['getRange']);
  });

  it('of damaged gzip come as they are', async () => {
    const store = memoryStore();
    const damaged = gzipSync(new Uint8Array(5000)).subarray(0, 20);
    await store.put(IMAGE_URL, damaged);
    const source = await imageSource(store, (await store.head(IMAGE_URL))!);
    expect(await source.read(0, 100)).toEqual(Uint8Array.from(damaged));
  });

  it('are of the version that was looked at, or none', async () => {
    const store = memoryStore();
    await store.put(IMAGE_URL, 'first');
    const head = (await store.head(IMAGE_URL))!;
    await store.put(IMAGE_URL, 'second');
    await expect(imageSource(store, head)).rejects.toMatchObject({ name: 'Changed' });
  });
});

describe('the WCS of an HDU', () => {
  const tan = {
    ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 20, CRPIX1: 3, CRPIX2: 3 },
    ...{ CDELT1: -0.001, CDELT2: 0.001 },
  };
  const read = async (header: Record<string, string | number>, ...more: Uint8Array[]) => {
    const first = writeFits([writeImage(new Float32Array(25), [5, 5], cards(header))]);
    const bytes = Buffer.concat([first, ...more]);
    const file = await openFits(memorySource(new Uint8Array(bytes), IMAGE_URL));
    return readWcs(file, await file.hdu(0));
  };

  it('places its pixels', async () => {
    const { wcs } = await read(tan);
    const [ra, dec] = wcs!.pixelToIcrs(2, 2);
    expect([ra, dec].map((angle) => Math.round(angle * 1e9) / 1e9)).toEqual([10, 20]);
  });

  it.each([
    [{}, 'the header has no celestial WCS'],
    [{ ...tan, CDELT1: 0 }, /CDELT1.* singular/],
    [{ ...tan, CTYPE1: 'RA---XYZ', CTYPE2: 'DEC--XYZ' }, /XYZ/],
    [
      { ...tan, CTYPE1: 'HLON-TAN', CTYPE2: 'HLAT-TAN' },
      'positions in the frame HLON cannot be converted to ICRS',
    ],
  ])('that cannot be used is said, not thrown (%#)', async (header, because) => {
    const reading = await read(header as Record<string, string | number>);
    expect(reading.wcs).toBeUndefined();
    expect(reading).toMatchObject({ because: expect.stringMatching(because) });
  });

  it('follows the table of a distortion, read from its HDU', async () => {
    // As HST's headers have it: half a pixel along x everywhere.
    const records: CardToWrite[] = cards(tan);
    records.push({ keyword: 'CPDIS1', value: 'LOOKUP' });
    for (const text of ['EXTVER: 1', 'NAXES: 2', 'AXIS.1: 1', 'AXIS.2: 2'])
      records.push({ keyword: 'DP1', value: text });
    const bytes = writeFits([
      writeImage(new Float32Array(25), [5, 5], records),
      writeImage(
        new Float32Array(4).fill(0.5),
        [2, 2],
        cards({
          ...{ EXTNAME: 'WCSDVARR', EXTVER: 1, CRPIX1: 1, CRPIX2: 1, CRVAL1: 1, CRVAL2: 1 },
          ...{ CDELT1: 4, CDELT2: 4 },
        }),
      ),
    ]);
    const file = await openFits(memorySource(bytes, IMAGE_URL));
    const { wcs } = await readWcs(file, await file.hdu(0));
    const [plain] = (await read(tan)).wcs!.pixelToIcrs(2.5, 2);
    expect(wcs!.pixelToIcrs(2, 2)[0]).toBeCloseTo(plain, 9);
  });
});

describe('the numbers of an image', () => {
  const item: Item = { line: 1, uri: IMAGE_URL, name: 'x' };
  const keywordsFor = async (values: Record<string, string | number>) => {
    const bytes = writeFits([writeImage(new Float32Array(1), [1, 1], cards(values))]);
    const { header } = await (await openFits(memorySource(bytes, IMAGE_URL))).hdu(0);
    return keywordsOf(header);
  };
  const known = { magnitude: 25, system: 'AB', from: 'MAGZERO' } as const;

  it('are its band, unit and zero point, and where they stand', async () => {
    const keywords = await keywordsFor({ FILTER: 'r', BUNIT: 'adu' });
    expect(numbersOf(keywords, item, known as never)).toEqual({
      ...{ band: 'r', bandFrom: 'FILTER', unit: 'adu' },
      ...{ zeroPoint: 25, zeroPointSystem: 'AB', zeroPointFrom: 'MAGZERO' },
    });
  });

  it('have the band that the list names', async () => {
    const keywords = await keywordsFor({ FILTER: 'r' });
    expect(numbersOf(keywords, { ...item, band: ' V ' }, known as never)).toMatchObject({
      band: 'V',
      bandFrom: 'list',
    });
  });

  it('are null and empty where nothing tells', async () => {
    const none = { magnitude: null, system: 'AB', from: '', because: 'no keyword' };
    expect(numbersOf(await keywordsFor({}), item, none as never)).toEqual({
      ...{ band: '', bandFrom: '', unit: '' },
      ...{ zeroPoint: null, zeroPointSystem: null, zeroPointFrom: '' },
    });
  });
});

describe('the tiles of a plate', () => {
  const grid = { order: 1, plateOrder: 0, npix: 0, width: 4, frame: 'equatorial' } as const;
  const tiles = [
    { order: 0, npix: 0, value: 9 },
    { order: 1, npix: 1, value: 1 },
    { order: 1, npix: 3, value: 3 },
  ];
  const packed = () =>
    new TilePacker(10).pack(
      grid,
      tiles.map(({ value, ...tile }) => ({ ...tile, data: new Float32Array(16).fill(value) })),
    );

  async function plate(isPublished = false): Promise<Store> {
    const store = memoryStore();
    const { bytes, entries } = packed();
    const body = isPublished ? indexOfFiles(grid.width, entries) : bytes.slice();
    await store.put(urlOf(skyKeys.tiles('K', 0)), body);
    if (isPublished)
      for (const { order, npix, offset, length } of entries)
        await store.put(
          urlOf(skyKeys.hips('K', tilePath(order, npix, 'fits'))),
          bytes.slice(offset, offset + length),
        );
    return store;
  }

  it.each([
    ['in its object', false],
    ['in files of their own', true],
  ])('come by range and whole, %s', async (_, isPublished) => {
    const store = await plate(isPublished);
    for (const opened of [
      await openPlate(store, RUN, 'K', 0),
      await new PlateReader().read(store, RUN, 'K', 0),
    ]) {
      expect(opened.entries.map(({ order, npix }) => ({ order, npix }))).toEqual(
        tiles.map(({ order, npix }) => ({ order, npix })),
      );
      const values: number[] = [];
      for await (const { pixels } of opened.read(opened.entries)) values.push(pixels[5]!);
      expect(values).toEqual([9, 1, 3]);
      expect(await opened.pixels(opened.entries[2]!)).toEqual(new Float32Array(16).fill(3));
    }
  });

  it('of a plate that is gone are missed by name', async () => {
    await expect(openPlate(memoryStore(), RUN, 'K', 0)).rejects.toMatchObject({
      name: 'NoSuchObject',
      message: expect.stringContaining('run again'),
    });
  });
});
