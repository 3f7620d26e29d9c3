import { expect, test } from 'vitest';
import { parseCutSize } from '../../../shared/core/cutouts/cut-size.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { lonLatToHealpix, nestedPixel, split } from '../../../shared/core/healpix/pixel.ts';
import { icrsToHips } from '../../../shared/core/hips/frame.ts';
import { tileCards } from '../../../shared/core/hips/tile-header.ts';
import { tilePath } from '../../../shared/core/hips/tile-path.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { cutFolder } from '../../../shared/run/cutout/cut-folder.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';

const ORDER = 3;
const WIDTH = 16;

/** A HiPS whose pixels are the numbers of their cells of order 7. */
async function putHips(
  store: Store,
  folder: string,
  frame: 'equatorial' | 'galactic',
  without: readonly number[] = [],
): Promise<void> {
  await store.put(
    `${folder}properties`,
    `hips_order = ${ORDER}\nhips_tile_width = ${WIDTH}\nhips_frame = ${frame}\nhips_tile_format = fits png\n`,
  );
  for (let npix = 0; npix < 12 * 4 ** ORDER; npix++) {
    if (without.includes(npix)) continue;
    const [face, cellX, cellY] = split(ORDER, npix);
    const pixels = Float32Array.from({ length: WIDTH * WIDTH }, (_, i) =>
      nestedPixel(
        ORDER + 4,
        face,
        (cellX + 1) * WIDTH - 1 - Math.floor(i / WIDTH),
        cellY * WIDTH + (i % WIDTH),
      ),
    );
    const cards = [
      ...tileCards({ order: ORDER, npix, width: WIDTH, frame }),
      { keyword: 'BUNIT', value: 'MJy/sr' },
    ];
    await store.put(
      folder + tilePath(ORDER, npix, 'fits'),
      writeFits([writeImage(pixels, [WIDTH, WIDTH], cards)]),
    );
  }
}

const centres: [number, number][] = [
  [10, 5],
  [179.9, -2],
  [134.5, 41],
  [226, -42],
  [0.05, 0.05],
  [45.2, 89],
  [315, -70],
];
test.each(['equatorial', 'galactic'] as const)(
  'every pixel of a piece of a map, %s, is that of its place, over tiles and faces',
  async (frame) => {
    const store = memoryStore();
    await putHips(store, 'memory://sky-bucket/map/', frame);
    for (const [ra, dec] of centres) {
      const { cuts } = await cutFolder(
        store,
        'memory://sky-bucket/map/',
        { ra, dec, size: parseCutSize('41x38')! },
        undefined,
      );
      const [{ pixels, cards, box, name }] = cuts as [(typeof cuts)[0]];
      expect(name).toBe('map');
      expect(cards.find(({ keyword }) => keyword === 'BUNIT')?.value).toBe('MJy/sr');
      const values = new Map(cards.map(({ keyword, value }) => [keyword, value]));
      const wcs = parseWcs({ get: (keyword) => values.get(keyword), cards })!;
      let seen = 0;
      pixels.forEach((value, i) => {
        const sky = wcs.pixelToIcrs(i % box.width, Math.floor(i / box.width));
        if (Number.isNaN(value)) return;
        seen++;
        expect(value).toBe(lonLatToHealpix(ORDER + 4, ...icrsToHips(frame, ...sky)));
      });
      // about the poles much of the plane is a gap
      expect(seen).toBeGreaterThan(400);
      // the middle is the position
      const at = wcs.icrsToPixel(ra, dec);
      expect(Math.abs(at[0] - 20)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(at[1] - 19)).toBeLessThanOrEqual(1);
    }
  },
);

test('what has no tile is NaN; where there is none nothing is cut out', async () => {
  const store = memoryStore();
  const [ra, dec] = [10, 5];
  const here = lonLatToHealpix(ORDER, ra, dec);
  await putHips(store, 'memory://sky-bucket/map/', 'equatorial', [here]);
  const cut = (size: string) =>
    cutFolder(store, 'memory://sky-bucket/map/', { ra, dec, size: parseCutSize(size)! }, undefined);
  const { cuts } = await cut('40x40');
  const blank = cuts[0]!.pixels.filter(Number.isNaN).length;
  expect(blank).toBe(WIDTH * WIDTH);
  expect(await cut('1x1')).toMatchObject({
    cuts: [],
    outside: [expect.stringContaining('no tile')],
  });
});

test('of a sky map the bands of its plan, in the order asked for', async () => {
  const store = memoryStore();
  for (const band of ['K', 'H'])
    await putHips(store, `memory://sky-bucket/run/hips/${band}/`, 'equatorial');
  const plan = {
    order: ORDER,
    plateOrder: 0,
    width: WIDTH,
    frame: 'equatorial',
    bands: ['H', 'K'],
    images: 1,
    pairs: 0,
    plates: 1,
    warnings: [],
  };
  await store.put('memory://sky-bucket/run/plan/plan.json', JSON.stringify(plan));
  const request = { ra: 10, dec: 5, size: parseCutSize('4x4')! };
  const names = async (wanted?: string[]) =>
    (await cutFolder(store, 'memory://sky-bucket/run/', request, wanted)).cuts.map(
      ({ name }) => name,
    );
  expect(await names()).toEqual(['H', 'K']);
  expect(await names(['K', 'H'])).toEqual(['K', 'H']);
  await expect(names(['J'])).rejects.toThrow('There is no band J: H, K are there.');
});

/** A square image, its middle at a declination. */
function image(dec: number, value: number, filter?: string): Uint8Array {
  const cards = Object.entries({
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRVAL1: 40,
    CRVAL2: dec,
    CRPIX1: 10.5,
    CRPIX2: 10.5,
    CDELT1: -1 / 3600,
    CDELT2: 1 / 3600,
    ...(filter === undefined ? {} : { FILTER: filter }),
  }).map(([keyword, one]) => ({ keyword, value: one }));
  return writeFits([writeImage(new Float32Array(400).fill(value), [20, 20], cards)]);
}

test('of images and mosaics of one band the one that has most of the piece, else the nearest', async () => {
  const store = memoryStore();
  await store.put('memory://sky-bucket/images/a.fits', image(0, 1, 'r'));
  await store.put('memory://sky-bucket/images/b.fits', image(10 / 3600, 2, 'r'));
  await store.put('memory://sky-bucket/images/c.fits.fz', image(1, 3, 'g'));
  await store.put('memory://sky-bucket/images/notes.txt', 'x');
  const at = async (folder: string, arcsec: number, size: string) => {
    const request = { ra: 40, dec: arcsec / 3600, size: parseCutSize(size)! };
    const { cuts, outside } = await cutFolder(store, folder, request, undefined);
    return { cuts: cuts.map(({ name, pixels }) => [name, pixels[0]]), outside: outside.length };
  };
  expect(await at('memory://sky-bucket/images/', 1.2, '4x4')).toEqual({
    cuts: [['r', 1]],
    outside: 1,
  });
  expect(await at('memory://sky-bucket/images/', 8.2, '4x4')).toEqual({
    cuts: [['r', 2]],
    outside: 1,
  });
  await store.put('memory://sky-bucket/run/mosaics/r/one.fits', image(0, 5));
  await store.put('memory://sky-bucket/run/mosaics/W%203/one.fits', image(0, 6));
  expect((await at('memory://sky-bucket/run/', 1, '4x4')).cuts).toEqual([
    ['W 3', 6],
    ['r', 5],
  ]);
  await expect(at('memory://sky-bucket/nothing/', 1, '4x4')).rejects.toThrow('holds no HiPS');
});
