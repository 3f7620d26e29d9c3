import { describe, expect, it } from 'vitest';
import { blankBorder, blankValue } from '../../../shared/core/fits/blanks.ts';
import { normal } from '../overlaps/made-images.ts';
import { seeded } from '../pictures/slow-twins.ts';

const SIDE = 120;
const isInside = (k: number): boolean => {
  const [x, y] = [(k % SIDE) - 60, Math.floor(k / SIDE) - 60];
  return Math.abs(0.9 * x + 0.44 * y) < 40 && Math.abs(0.9 * y - 0.44 * x) < 40;
};
const image = (value: (k: number) => number): Float32Array =>
  Float32Array.from({ length: SIDE * SIDE }, (_, k) => value(k));
/** A turned square of sky, and one value around it. */
const bordered = (fill: number, sky = 50): Float32Array => {
  const deviate = normal(2);
  return image((k) => (isInside(k) ? sky + deviate() : fill));
};

describe('blankBorder', () => {
  it.each([
    [0, 50],
    [0, 0],
    [-32768, 50],
    [1e30, 50],
  ])('takes a border of %d around a sky of %d for no data, and no other pixel', (fill, sky) => {
    const pixels = bordered(fill, sky);
    const before = pixels.slice();
    const found = blankBorder(pixels, SIDE, SIDE);
    expect(found).toMatchObject({ value: Math.fround(fill) });
    for (let k = 0; k < pixels.length; k++)
      expect(pixels[k]).toBe(isInside(k) ? before[k] : Number.NaN);
  });

  it('leaves zeros within the picture', () => {
    const pixels = bordered(0);
    pixels[60 * SIDE + 60] = 0;
    blankBorder(pixels, SIDE, SIDE);
    expect(pixels[60 * SIDE + 60]).toBe(0);
  });

  const counted = seeded(5);
  const deviate = normal(9);
  it.each([
    ['counted photons, most pixels 0', image(() => (counted() < 0.03 ? 1 : 0))],
    ['counted photons, a third of the pixels', image(() => (counted() < 0.3 ? 1 : 0))],
    ['noise alone', image(() => deviate())],
    ['a constant', image(() => 7)],
    ['zeros', image(() => 0)],
    ['steps of whole numbers', image((k) => 10 + Math.round((k % SIDE) / 20))],
    ['one bad column at the edge', image((k) => (k % SIDE === 0 ? 0 : 50 + deviate()))],
  ])('leaves %s alone', (_, pixels) => {
    const before = pixels.slice();
    expect(blankBorder(pixels, SIDE, SIDE)).toBeUndefined();
    expect(pixels).toEqual(before);
  });
});

it('blankValue takes every pixel of a value, as float32', () => {
  const pixels = Float32Array.of(0.1, 1, 0.1, Number.NaN);
  expect(blankValue(pixels, 0.1)).toEqual({ value: 0.1, count: 2 });
  expect(pixels).toEqual(Float32Array.of(Number.NaN, 1, Number.NaN, Number.NaN));
});
