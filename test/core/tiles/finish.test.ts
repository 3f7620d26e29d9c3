import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../shared/core/fits/pixels.ts';
import { addPixels, emptyHistogram } from '../../../shared/core/histogram/histogram.ts';
import { finish } from '../../../shared/core/tiles/finish.ts';
import { newPaintMemory } from '../../../shared/core/tiles/paint-memory.ts';
import { createPlate } from '../../../shared/core/tiles/plate.ts';
import { kernels, scratch } from '../../../sky-wasm/src/memory.ts';
import { OpenTiles } from '../../../sky-wasm/src/open-tiles.ts';
import { putTurned } from '../../../sky-wasm/src/turn.ts';

const WIDTH = 16;
const flat = (value: number): Float32Array => new Float32Array(WIDTH * WIDTH).fill(value);

/** A parent of −1 after children were put into it, each at its place; undefined: an empty one. */
function parentOf(
  children: readonly (readonly [place: number, child: Float32Array | undefined])[],
) {
  const tiles = new OpenTiles(2, WIDTH);
  tiles.data(0).fill(-1);
  for (const [place, child] of children) {
    if (child) {
      tiles.data(1).set(child);
      tiles.halve(1, place);
    } else tiles.blank(0, place);
  }
  return tiles.data(0).slice();
}

describe('a parent tile', () => {
  it('has children 1 and 3 in the first half of the rows of a FITS file, 0 and 2 in the second', () => {
    const parent = parentOf([0, 1, 2, 3].map((place) => [place, flat(place)]));
    const at = (column: number, row: number): number => parent[row * WIDTH + column]!;
    expect([at(0, 0), at(15, 0), at(0, 15), at(15, 15)]).toEqual([1, 3, 0, 2]);
    expect([at(7, 7), at(8, 7), at(7, 8), at(8, 8)]).toEqual([1, 3, 0, 2]);
  });

  it('is the mean of those of 2 × 2 pixels that have a value', () => {
    const child = flat(Number.NaN);
    child.set([1, 2], 0);
    child.set([3, 5], WIDTH);
    child.set([4, Number.NaN, 7], 2);
    const parent = parentOf([[1, child], ...[0, 2, 3].map((place) => [place, undefined] as const)]);
    expect([...parent.subarray(0, 3)]).toEqual([2.75, 4, 7]);
    expect(parent.every((value, i) => i < 3 || Number.isNaN(value))).toBe(true);
  });
});

describe('a quarter of a parent', () => {
  it('is the mean of what has a value, to the last bit, infinities among it', () => {
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.float() },
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    const size = { minLength: WIDTH * WIDTH, maxLength: WIDTH * WIDTH };
    fc.assert(
      fc.property(fc.array(value, size), (list) => {
        const child = Float32Array.from(list);
        const parent = parentOf([[1, child]]);
        for (let i = 0; i < WIDTH ** 2 / 4; i++) {
          const [column, row] = [i % (WIDTH / 2), Math.floor(i / (WIDTH / 2))];
          const at = 2 * row * WIDTH + 2 * column;
          const four = [0, 1, WIDTH, WIDTH + 1].map((step) => child[at + step]!);
          const there = four.filter((one) => !Number.isNaN(one));
          const mean = Math.fround(there.reduce((sum, one) => sum + one, 0) / there.length);
          expect(parent[row * WIDTH + column]! + 0).toBe(mean + 0); // −0 is 0
        }
      }),
    );
  });
});

describe('a tile in the memory of the kernels', () => {
  it('outlives that the memory grows, and is turned and counted as any other', () => {
    const pixels = Float32Array.from({ length: WIDTH ** 2 }, (_, i) =>
      i % 7 ? i / 3 - 20 : Number.NaN,
    );
    const tiles = new OpenTiles(3, WIDTH);
    tiles.data(1).set(pixels);
    scratch(kernels().memory.buffer.byteLength);
    const [held, turned] = [new Uint8Array(4 * WIDTH ** 2), new Uint8Array(4 * WIDTH ** 2)];
    expect(putTurned(bytesOf(tiles.data(1)), held)).toBe(putTurned(bytesOf(pixels), turned));
    expect(held).toEqual(turned);
    const [counted, added] = [emptyHistogram(), emptyHistogram()];
    addPixels(counted, tiles.data(1));
    addPixels(added, pixels);
    expect(counted).toEqual(added);
    expect(tiles.data(1)).toEqual(pixels);
  });
});

describe('finishing a plate', () => {
  const grid = { order: 5, plateOrder: 3, npix: 700, width: WIDTH, frame: 'equatorial' } as const;

  it('gives tiles after their children up to the plate, and leaves out what has no value', () => {
    const plate = createPlate(grid, newPaintMemory());
    const { pool } = plate.memory;
    for (const place of [0, 6, 9]) plate.sums[place] = pool.take(WIDTH);
    plate.sums[6]!.values[3] = 12;
    plate.sums[6]!.weights[3] = 4;
    plate.sums[9]!.values.fill(10);
    plate.sums[9]!.weights.fill(2);
    const tiles = Array.from(finish(plate), (tile) => ({ ...tile, data: tile.data.slice() }));
    expect(tiles.map(({ order, npix }) => [order, npix])).toEqual([
      [5, 700 * 16 + 6],
      [4, 2801],
      [5, 700 * 16 + 9],
      [4, 2802],
      [3, 700],
    ]);
    expect(tiles[0]!.data.filter((value) => !Number.isNaN(value))).toEqual(Float32Array.of(3));
    expect(tiles[2]!.data).toEqual(flat(5));
    expect(plate.sums.every((sums) => sums === undefined)).toBe(true);
  });

  it('gives nothing for an empty plate', () => {
    expect([...finish(createPlate(grid, newPaintMemory()))]).toEqual([]);
  });
});

describe('a plate out of range', () => {
  it.each([
    { plateOrder: 6 },
    { plateOrder: -1 },
    { npix: 768 },
    { npix: 1.5 },
    { width: 500 },
    { order: 12 },
  ])('%o is refused', (wrong) => {
    expect(() =>
      createPlate(
        { order: 5, plateOrder: 3, npix: 700, width: 512, frame: 'equatorial', ...wrong },
        newPaintMemory(),
      ),
    ).toThrow(RangeError);
  });
});
