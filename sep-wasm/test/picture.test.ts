// Reduction, percentiles, byte order and bad pixels against the obvious way to do them.
import { beforeAll, describe, expect, it } from 'vitest';
import { createImage, loadSep, percentiles, reduce } from '../src/index.ts';
import { blobs, randomNumbers } from './random.ts';

beforeAll(loadSep);

/** Means of blocks: the sum over rows of the sums along them. */
function slowReduce(
  pixels: Float32Array,
  width: number,
  height: number,
  factor: number,
  mask?: Uint8Array,
) {
  const out: number[] = [];
  for (let y = 0; y < height; y += factor) {
    for (let x = 0; x < width; x += factor) {
      let [sum, count] = [0, 0];
      for (let j = y; j < Math.min(y + factor, height); j++) {
        let row = 0;
        for (let i = x; i < Math.min(x + factor, width); i++) {
          const value = pixels[j * width + i]!;
          if (!Number.isFinite(value) || mask?.[j * width + i]) continue;
          row += value;
          count++;
        }
        sum += row;
      }
      out.push(Math.fround(sum / count));
    }
  }
  return out;
}

function slowPercentile(pixels: Float32Array, percentile: number): number {
  const sorted = pixels.filter(Number.isFinite).sort();
  const at = (percentile / 100) * (sorted.length - 1);
  const low = Math.floor(at);
  return (
    sorted[low]! * (1 - (at - low)) + sorted[Math.min(low + 1, sorted.length - 1)]! * (at - low)
  );
}

/** An image with NaN, infinities and both signs. */
function awkward(width: number, height: number): Float32Array {
  const next = randomNumbers(5);
  const pixels = blobs(3, width, height, 6);
  for (let k = 0; k < pixels.length / 20; k++) {
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    pixels[Math.floor(next() * pixels.length)] = bad[k % 3]!;
  }
  return pixels;
}

// the mean of sums in this very order: the same bits
describe('reduction', () => {
  it.each([
    [64, 48, 2],
    [61, 47, 2],
    [3, 5, 2],
    [61, 47, 3],
    [40, 9, 16],
    [20, 10, 1],
  ])('of %i x %i by %i gives the means of blocks', (width, height, factor) => {
    for (const pixels of [blobs(1, width, height, 4), awkward(width, height)]) {
      const next = randomNumbers(8);
      const mask = Uint8Array.from(pixels, () => (next() < 0.3 ? 1 : 0));
      const image = createImage(width, height, pixels);
      for (const bad of [undefined, mask]) {
        const reduced = reduce(image, factor, bad);
        expect([...reduced.data]).toEqual(slowReduce(pixels, width, height, factor, bad));
        reduced.free();
      }
      image.free();
    }
  });

  it('takes whole factors from 1', () => {
    const image = createImage(4, 4);
    for (const factor of [0, -1, 1.5, Number.NaN])
      expect(() => reduce(image, factor)).toThrow(RangeError);
  });
});

it('percentiles are those of sorting, to the last bit', () => {
  const wanted = [0, 1, 49.7, 50, 99, 100];
  for (const pixels of [
    awkward(61, 47),
    Float32Array.of(-3, Number.NaN, -1, 2),
    Float32Array.of(-0.5),
  ]) {
    const image = createImage(pixels.length, 1, pixels);
    expect(percentiles(image, wanted)).toEqual(wanted.map((one) => slowPercentile(pixels, one)));
    image.free();
  }
  const nothing = createImage(2, 1, [Number.NaN, Number.NaN]);
  expect(percentiles(nothing, [50])).toEqual([Number.NaN]);
});

it('bytes are turned around in place, bad pixels counted', () => {
  for (const [width, height] of [
    [61, 47],
    [3, 1],
  ] as const) {
    const pixels = awkward(width, height);
    const image = createImage(width, height);
    const bytes = new DataView(image.data.buffer, image.data.byteOffset);
    for (const [k, value] of pixels.entries()) bytes.setFloat32(4 * k, value);
    image.swapBytes();
    expect([...image.data]).toEqual([...pixels]);
    const next = randomNumbers(4);
    const mask = Uint8Array.from(pixels, () => (next() < 0.2 ? 200 : 0));
    const isBad = (value: number, k: number) => !Number.isFinite(value) || mask[k] !== 0;
    expect(image.countBad()).toBe(pixels.filter((value) => !Number.isFinite(value)).length);
    expect(image.countBad(mask)).toBe(pixels.filter(isBad).length);
    const numbers = pixels.filter((value) => !Number.isNaN(value));
    expect(image.brightest()).toBe(numbers.reduce((most, value) => Math.max(most, value)));
    image.free();
  }
});
