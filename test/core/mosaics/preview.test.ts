import { expect, test } from 'vitest';
import { reduced, reductionOf } from '../../../shared/core/mosaics/preview.ts';
import { seededRandom } from '../../../shared/core/random.ts';

/** One block after the other, pixel by pixel. */
function slowly(pixels: Float32Array, width: number, side: number): number[] {
  const height = pixels.length / width;
  const means: number[] = [];
  for (let bottom = 0; bottom < height; bottom += side)
    for (let left = 0; left < width; left += side) {
      let [sum, count] = [0, 0];
      for (let y = bottom; y < Math.min(bottom + side, height); y++)
        for (let x = left; x < Math.min(left + side, width); x++) {
          const value = pixels[y * width + x]!;
          if (!Number.isFinite(value)) continue;
          sum += value;
          count++;
        }
      means.push(count > 0 ? Math.fround(sum / count) : Number.NaN);
    }
  return means;
}

test.each([
  [1, 1, 1],
  [7, 5, 1],
  [7, 5, 2],
  [64, 33, 4],
  [131, 70, 8],
  [100, 9, 32],
])('of %i × %i pixels each %i × %i are one, as one by one', (width, height, side) => {
  const { uniform, normal } = seededRandom(width);
  const pixels = Float32Array.from({ length: width * height }, (_, k) =>
    uniform() < 0.3 ? [Number.NaN, Number.POSITIVE_INFINITY][k % 2]! : 1000 + 30 * normal(),
  );
  pixels.fill(Number.NaN, 0, Math.min(pixels.length, 40));
  const small = reduced(pixels, width, side);
  expect([small.width, small.height]).toEqual([Math.ceil(width / side), Math.ceil(height / side)]);
  expect([...small.pixels]).toEqual(slowly(pixels, width, side));
});

test('a preview has about 1,000 pixels along its longer side', () => {
  expect([reductionOf(600, 1024), reductionOf(1025, 10), reductionOf(7900, 7900)]).toEqual([
    1, 2, 8,
  ]);
});
