import { describe, expect, it } from 'vitest';
import { addPixels, emptyHistogram } from '../../../shared/core/histogram/histogram.ts';
import { greyTile } from '../../../shared/core/pictures/tile-grey.ts';
import { levelOf } from '../../../shared/core/stretch/level-of.ts';
import { makeStretch } from '../../../shared/core/stretch/stretch.ts';
import { seeded } from './slow-twins.ts';

/** Levels by Hipsgen's formula for the limits 0 and 100. */
const linear = (() => {
  const histogram = emptyHistogram();
  addPixels(histogram, Float32Array.of(0, 100));
  return levelOf(makeStretch(histogram, { kind: 'linear', cut: '0 100' }));
})();

describe('greyTile', () => {
  it('has the first FITS row at the bottom, and left on the left', () => {
    const { data, width, height, channels } = greyTile(Float32Array.of(0, 10, 90, 100), 2, linear);
    expect([width, height, channels]).toEqual([2, 2, 1]);
    // upper row: 90, 100; lower row: 0, 10. floor(v/100·254 + 1)
    expect([...data]).toEqual([229, 255, 1, 26]);
  });

  it('is level 0 where there is no data and nowhere else', () => {
    const { data } = greyTile(Float32Array.of(Number.NaN, -50, Infinity, 500), 2, linear);
    expect([...data]).toEqual([0, 255, 0, 1]);
  });

  it("is Hipsgen's picture: floor((v − low)/(high − low)·254 + 1), cut to 1…255, rows turned", () => {
    const random = seeded(3);
    const width = 64;
    const pixels = Float32Array.from({ length: width * width }, () =>
      random() < 0.1 ? Number.NaN : 130 * random() - 15,
    );
    const { data } = greyTile(pixels, width, linear);
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < width; x++) {
        const value = pixels[y * width + x]!;
        const level = Number.isNaN(value)
          ? 0
          : Math.min(255, Math.max(1, Math.floor((value / 100) * 254 + 1)));
        expect(data[(width - 1 - y) * width + x]).toBe(level);
      }
    }
  });
});
