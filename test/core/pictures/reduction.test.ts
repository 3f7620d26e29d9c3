import { describe, expect, it } from 'vitest';
import { reduce, reducedCoordinate, reductionFactor } from '../../../shared/core/pictures/reduction.ts';
import { seeded } from './slow-twins.ts';

/** Every block gathered and averaged by itself. */
function slowReduce(
  pixels: Float32Array,
  width: number,
  height: number,
  factor: number,
  mask?: Uint8Array,
): number[] {
  const out: number[] = [];
  for (let y = 0; y < height; y += factor) {
    for (let x = 0; x < width; x += factor) {
      const good: number[] = [];
      for (let j = y; j < Math.min(y + factor, height); j++) {
        for (let i = x; i < Math.min(x + factor, width); i++) {
          const k = j * width + i;
          if (Number.isFinite(pixels[k]!) && !mask?.[k]) good.push(pixels[k]!);
        }
      }
      out.push(Math.fround(good.reduce((a, b) => a + b, 0) / good.length));
    }
  }
  return out;
}

describe('reduce', () => {
  it('gives the mean of the good pixels of each block, cut blocks too', () => {
    const random = seeded(3);
    const [width, height] = [23, 17];
    const pixels = Float32Array.from({ length: width * height }, () => {
      const r = random();
      return r < 0.3 ? Number.NaN : r < 0.35 ? Number.POSITIVE_INFINITY : Math.round(r * 1000);
    });
    const mask = Uint8Array.from({ length: width * height }, () => (random() < 0.2 ? 4 : 0));
    for (const factor of [2, 3, 5, 23]) {
      for (const m of [undefined, mask]) {
        const plane = reduce({ pixels, width, height }, factor, m);
        expect([plane.width, plane.height]).toEqual([Math.ceil(width / factor), Math.ceil(height / factor)]);
        expect(Array.from(plane.pixels)).toEqual(slowReduce(pixels, width, height, factor, m)); // whole numbers: exact
      }
    }
  });

  it('copies nothing where there is nothing to do', () => {
    const pixels = new Float32Array(6);
    expect(reduce({ pixels, width: 3, height: 2 }, 1).pixels).toBe(pixels);
  });

  it('makes masked pixels NaN at factor 1', () => {
    const plane = reduce(
      { pixels: new Float32Array([1, 2]), width: 2, height: 1 },
      1,
      new Uint8Array([0, 1]),
    );
    expect(Array.from(plane.pixels)).toEqual([1, Number.NaN]);
  });

  it('takes the smallest whole factor that fits', () => {
    expect(reductionFactor(2048, 2048, 2048)).toBe(1);
    expect(reductionFactor(2049, 10, 2048)).toBe(2);
    expect(reductionFactor(10, 4096, 2048)).toBe(2);
    expect(reductionFactor(10, 4097, 2048)).toBe(3);
  });

  it('keeps a point of the sky where it is: the edges of the first block stay edges', () => {
    expect(reducedCoordinate(-0.5, 4)).toBe(-0.5);
    expect(reducedCoordinate(3.5, 4)).toBe(0.5);
    expect(reducedCoordinate(1.5, 4)).toBe(0); // the middle of block 0
  });
});
