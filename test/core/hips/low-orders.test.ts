import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allsky, allskyOrder, allskyShape } from '../../../shared/core/hips/allsky.ts';
import { lowOrders, type TilePixels } from '../../../shared/core/hips/low-orders.ts';
import { greys, pictures, type TileKind, values } from '../../../shared/core/hips/pixel-kind.ts';
import { parseTilePath, tilePath } from '../../../shared/core/hips/tile-path.ts';

const W = 8;

/**
 * Pixel x, y of a face, x to the north-east and y to the north-west, is this place of the tile's
 * array.
 */
const placeOf = (x: number, y: number, isBottomUp: boolean): number =>
  (isBottomUp ? W - 1 - (x % W) : x % W) * W + (y % W);

/** The face coordinates of a nested number: its even and odd bits. */
function xyOf(ipix: number): [number, number] {
  let [x, y] = [0, 0];
  for (let bit = 0; bit < 15; bit++) {
    x |= ((ipix >> (2 * bit)) & 1) << bit;
    y |= ((ipix >> (2 * bit + 1)) & 1) << bit;
  }
  return [x, y];
}

/** The slow twin: every parent pixel asks the whole-face map of its order for its four children. */
function slowParents(order: number, tiles: Map<number, Float32Array>): Map<string, Float32Array> {
  const all = new Map<string, Float32Array>();
  let below = tiles;
  for (let up = order - 1; up >= 0; up--) {
    const here = new Map<number, Float32Array>();
    for (const child of below.keys()) {
      const parent = Math.floor(child / 4);
      if (here.has(parent)) continue;
      const [px, py] = xyOf(parent);
      const pixels = new Float32Array(W * W);
      for (let x = 0; x < W; x++) {
        for (let y = 0; y < W; y++) {
          const [X, Y] = [2 * (px * W + x), 2 * (py * W + y)];
          const found: number[] = [];
          // Row by row from the bottom of the FITS tile, as sums are made.
          for (const [dx, dy] of [
            [1, 0],
            [1, 1],
            [0, 0],
            [0, 1],
          ] as const) {
            const [cx, cy] = [Math.floor((X + dx) / W), Math.floor((Y + dy) / W)];
            const ipix = [...below.keys()].find(
              (one) => xyOf(one)[0] === cx && xyOf(one)[1] === cy,
            );
            const value =
              ipix === undefined ? Number.NaN : below.get(ipix)![placeOf(X + dx, Y + dy, true)]!;
            if (!Number.isNaN(value)) found.push(value);
          }
          pixels[placeOf(x, y, true)] = found.reduce((a, b) => a + b, 0) / found.length;
        }
      }
      here.set(parent, pixels);
      all.set(`${up}/${parent}`, pixels);
    }
    below = here;
  }
  return all;
}

async function collect<Pixels>(
  order: number,
  tiles: Iterable<TilePixels<Pixels>>,
  kind: TileKind<Pixels>,
): Promise<TilePixels<Pixels>[]> {
  const all: TilePixels<Pixels>[] = [];
  for await (const tile of lowOrders(order, W, tiles, kind)) all.push(tile);
  return all;
}

describe('low orders', () => {
  it('are the means of what has data among 2 × 2 children, to the last bit', async () => {
    const value = fc.oneof(fc.constant(Number.NaN), fc.float({ noNaN: true, min: -1e6, max: 1e6 }));
    const tile = fc
      .array(value, { minLength: W * W, maxLength: W * W })
      .map((all) => Float32Array.from(all));
    // One face, order 2: sixteen cells, some of them.
    const some = fc.dictionary(fc.integer({ min: 0, max: 15 }).map(String), tile, {
      minKeys: 1,
      maxKeys: 9,
    });
    await fc.assert(
      fc.asyncProperty(some, async (given) => {
        const tiles = new Map(Object.entries(given).map(([key, pixels]) => [Number(key), pixels]));
        const sorted = [...tiles].sort(([a], [b]) => a - b);
        const found = await collect(
          2,
          sorted.map(([ipix, pixels]) => ({ order: 2, ipix, pixels })),
          values,
        );
        const wanted = slowParents(2, tiles);
        expect(found.map(({ order, ipix }) => `${order}/${ipix}`).sort()).toEqual(
          [...wanted.keys()].sort(),
        );
        for (const { order, ipix, pixels } of found)
          expect(pixels).toEqual(wanted.get(`${order}/${ipix}`));
      }),
      { numRuns: 30 },
    );
  });

  it('come as soon as they are whole: one parent of an order is held', async () => {
    let pulled = 0;
    function* twelveFaces(): Generator<TilePixels<Float32Array>> {
      for (let ipix = 0; ipix < 192; ipix++) {
        pulled++;
        yield { order: 2, ipix, pixels: new Float32Array(W * W).fill(ipix) };
      }
    }
    const seen: string[] = [];
    for await (const { order, ipix, pixels } of lowOrders(2, W, twelveFaces(), values)) {
      // The last child of the parent, and one more that told that it is the last.
      const last = (ipix + 1) * 4 ** (2 - order);
      expect(pulled).toBe(Math.min(192, last + 1));
      expect(pixels[0]).toBeGreaterThan(ipix * 4 ** (2 - order) - 1);
      seen.push(`${order}/${ipix}`);
    }
    expect(seen.length).toBe(48 + 12);
    expect(new Set(seen).size).toBe(60);
  });

  it('of pictures take opaque pixels alone, round halves up, and lie the other way up', async () => {
    const child = (ipix: number, fill: readonly number[]): TilePixels<Uint8Array> => {
      const pixels = new Uint8Array(4 * W * W);
      for (let i = 0; i < pixels.length; i += 4) pixels.set(fill, i);
      return { order: 1, ipix, pixels };
    };
    const holed = child(2, [100, 101, 7, 255]);
    holed.pixels.set([3, 4, 8, 255], 0);
    holed.pixels[4 + 3] = 0;
    holed.pixels[4 * W + 3] = 0;
    const [parent] = await collect(1, [child(1, [10, 20, 30, 255]), holed], pictures);
    const at = (column: number, row: number): number[] => [
      ...parent!.pixels.subarray(4 * (row * W + column), 4 * (row * W + column) + 4),
    ];
    // Seen from the top: 0 2 above 1 3.
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    expect(at(0, W - 1)).toEqual([10, 20, 30, 255]);
    expect(at(W - 1, W - 1)).toEqual([0, 0, 0, 0]);
    expect(at(W - 1, 0)).toEqual([100, 101, 7, 255]);
    // (3 + 100) / 2 = 51.5, (4 + 101) / 2 = 52.5, (8 + 7) / 2 = 7.5
    expect(at(W / 2, 0)).toEqual([52, 53, 8, 255]);
  });

  it('refuses tiles out of turn', async () => {
    const tile = (order: number, ipix: number) => ({
      order,
      ipix,
      pixels: new Float32Array(W * W),
    });
    await expect(collect(2, [tile(2, 5), tile(2, 4)], values)).rejects.toThrow(RangeError);
    await expect(collect(2, [tile(2, 5), tile(2, 5)], values)).rejects.toThrow(RangeError);
    await expect(collect(2, [tile(1, 5)], values)).rejects.toThrow(RangeError);
    expect(await collect(2, [], values)).toEqual([]);
    expect(await collect(0, [tile(0, 3)], values)).toEqual([]);
  });
});

describe('Allsky', () => {
  it('of order 3 has 27 × 29 tiles of 64 pixels', () => {
    expect(allskyShape(3)).toEqual({ columns: 27, rows: 29 });
    const sheet = new Allsky(3, 512, values);
    expect([sheet.width, sheet.height]).toEqual([1728, 1856]);
    for (const order of [0, 1, 2, 3]) {
      const { columns, rows } = allskyShape(order);
      expect(columns * rows).toBeGreaterThanOrEqual(12 * 4 ** order);
      expect(columns * (rows - 1)).toBeLessThan(12 * 4 ** order);
    }
    expect([0, 2, 3, 9].map(allskyOrder)).toEqual([0, 2, 3, 3]);
  });

  it('has tile 0 at the top left, of values and of pictures, each pixel a mean', () => {
    const width = 128;
    const grey = new Allsky(3, width, values);
    const colour = new Allsky(3, width, pictures);
    for (const ipix of [0, 450, 767]) {
      const tile = values.blank(width, width);
      const picture = pictures.blank(width, width);
      for (let y = 0; y < width; y++) {
        for (let x = 0; x < width; x++) {
          // Distinct in every direction; a hole in one of the 2 × 2.
          const level = (x >> 1) + 2 * (y >> 1) > 250 ? 250 : (x >> 1) + 2 * (y >> 1);
          if (x % 2 === 0 && y % 2 === 0) continue;
          tile[(width - 1 - y) * width + x] = level;
          picture.set([level, level, level, 255], 4 * (y * width + x));
        }
      }
      grey.put(ipix, tile);
      colour.put(ipix, picture);
    }
    for (const [ipix, column, row] of [
      [0, 0, 0],
      [450, 18, 16],
      [767, 11, 28],
    ] as const) {
      for (const [x, y] of [
        [0, 0],
        [63, 0],
        [0, 63],
        [20, 30],
      ] as const) {
        const [left, top] = [64 * column + x, 64 * row + y];
        const wanted = Math.min(250, x + 2 * y);
        expect(grey.pixels[(grey.height - 1 - top) * grey.width + left], `${ipix} ${x} ${y}`).toBe(
          wanted,
        );
        expect(colour.pixels[4 * (top * colour.width + left)], `${ipix} ${x} ${y}`).toBe(wanted);
      }
    }
    expect(grey.pixels.filter((v) => !Number.isNaN(v)).length).toBe(3 * 64 * 64);
  });
});

describe('paths of tiles', () => {
  it('are those of the standard, and only those', () => {
    expect(tilePath(9, 1863570, 'fits')).toBe('Norder9/Dir1860000/Npix1863570.fits');
    expect(parseTilePath('Norder3/Dir0/Npix450.jpg')).toEqual({
      order: 3,
      ipix: 450,
      extension: 'jpg',
    });
    for (const wrong of [
      'Norder3/Dir10000/Npix450.png',
      'Norder3/Dir0/Npix768.png',
      'Norder03/Dir0/Npix450.png',
      'Norder3/Dir0/Npix0450.png',
      'Norder3/Allsky.png',
      'HpxFinder/Norder3/Dir0/Npix450',
    ])
      expect(parseTilePath(wrong), wrong).toBeUndefined();
  });
});

describe('a grey picture made smaller', () => {
  // by the kernel, and beside it
  it.each([2 * W, W])('is its colour twin made smaller, and has 0 for no data: %i', (width) => {
    const size = { minLength: width * width, maxLength: width * width };
    const level = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(level, size), (list) => {
        const levels = Uint8Array.from(list);
        const rgba = new Uint8Array(4 * levels.length);
        levels.forEach((grey, i) => void rgba.set([grey, grey, grey, grey && 255], 4 * i));
        const half = width / 2;
        const [small, twin] = [greys.blank(half, half), pictures.blank(half, half)];
        const place = { width: half, column: 0, row: 0 };
        greys.shrink({ pixels: levels, width }, 2, { pixels: small, ...place });
        pictures.shrink({ pixels: rgba, width }, 2, { pixels: twin, ...place });
        expect([...small]).toEqual([...twin].filter((_, i) => i % 4 === 0));
      }),
    );
  });
});
