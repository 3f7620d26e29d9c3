import { describe, expect, it } from 'vitest';
import { healpixToLonLat, join, split } from '../../../shared/core/healpix/pixel.ts';
import {
  adjacentTiles,
  type Border,
  isVisible,
  lowerBorder,
  rightBorder,
  seamOf,
} from '../../../shared/core/pictures/tile-seams.ts';
import { sky } from '../stretch/truth.ts';

const width = 256;

/** Two tiles side by side of a sky with noise 1, a slope of 0.05 a pixel and stars; the second with an offset. */
function pair(offset: number, across: (a: Float32Array, b: Float32Array) => Border): Border {
  const pixels = sky(11, 2 * width * width, 0, 1);
  const a = new Float32Array(width * width);
  const b = new Float32Array(width * width);
  const horizontal = across === right;
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      a[i] = pixels[i]! + 0.05 * (horizontal ? x : -y);
      b[i] = pixels[width * width + i]! + 0.05 * (horizontal ? x + width : width - y) + offset;
    }
  }
  return across(a, b);
}
const right = (a: Float32Array, b: Float32Array) => rightBorder(a, b, width);
const below = (a: Float32Array, b: Float32Array) => lowerBorder(a, b, width);

describe('seamOf', () => {
  for (const [name, across] of [
    ['right', right],
    ['below', below],
  ] as const) {
    it(`sees nothing where there is no seam, and the step where there is one: ${name}`, () => {
      const without = seamOf(pair(0, across))!;
      // medians of 256 and 512 |differences| are known to 8 % and 6 %: three of both together
      expect(Math.abs(without.ratio - 1)).toBeLessThan(0.3);
      expect(Math.abs(without.step)).toBeLessThan(4 * without.error);
      expect(isVisible(without, 0)).toBe(false);
      const faint = seamOf(pair(2, across))!;
      expect(Math.abs(faint.step - 2)).toBeLessThan(4 * faint.error);
      expect(isVisible(faint, 0)).toBe(true);
      expect(isVisible(faint, 3)).toBe(false);
      const strong = seamOf(pair(-20, across))!;
      expect(strong.ratio).toBeGreaterThan(10);
      expect(isVisible(strong, 3)).toBe(true);
    });
  }

  it('leaves out places without data, and has no answer for less than 16', () => {
    const border = pair(5, right);
    const edge = Float32Array.from(border.edge, (v, i) => (i % 2 ? v : Number.NaN));
    expect(seamOf({ ...border, edge })!.pixels).toBe(width / 2);
    const few = Float32Array.from(border.edge, (v, i) => (i < 15 ? v : Number.NaN));
    expect(seamOf({ ...border, edge: few })).toBeUndefined();
  });

  it('of two tiles of one constant is none', () => {
    const flat = new Float32Array(width * width).fill(3);
    expect(seamOf(right(flat, flat))).toEqual({ pixels: width, ratio: 1, step: 0, error: 0 });
    const other = new Float32Array(width * width).fill(4);
    expect(seamOf(right(flat, other))!.ratio).toBe(Infinity);
    expect(isVisible(seamOf(right(flat, other))!, 1)).toBe(true);
  });
});

describe('adjacentTiles', () => {
  /** Position of a pixel of a tile, FITS order: facts of HiPS, n = spread(W − 1 − y) | spread(x) << 1. */
  const positionOf = (order: number, npix: number, x: number, y: number): [number, number] => {
    const [face, i, j] = split(order, npix);
    return healpixToLonLat(order + 3, join(order + 3, face, 8 * i + 7 - y, 8 * j + x));
  };
  const distance = ([lon, lat]: [number, number], [lon2, lat2]: [number, number]): number =>
    Math.hypot((lon - lon2) * Math.cos((lat * Math.PI) / 180), lat - lat2);

  it('are where the pixels along the border are neighbours on the sky', () => {
    const order = 5;
    const spacing = 58.6 / 2 ** (order + 3);
    for (const npix of [100, 4203, 9000]) {
      const { right, below } = adjacentTiles(order, npix);
      for (const k of [0, 3, 7]) {
        const across = distance(positionOf(order, npix, 7, k), positionOf(order, right!, 0, k));
        const down = distance(positionOf(order, npix, k, 0), positionOf(order, below!, k, 7));
        // a pixel is up to 1.5 times its mean size long
        expect(across).toBeLessThan(1.6 * spacing);
        expect(down).toBeLessThan(1.6 * spacing);
      }
    }
  });

  it('are not given across the border of a face', () => {
    expect(adjacentTiles(0, 3)).toEqual({ right: undefined, below: undefined });
    // children of order 1 as a picture with FITS rows from the bottom: [[k1, k3], [k0, k2]] from the facts, so k1 is below k0
    expect(adjacentTiles(1, 0)).toEqual({ right: 2, below: 1 });
    expect(adjacentTiles(1, 3)).toEqual({ right: undefined, below: undefined });
  });
});
