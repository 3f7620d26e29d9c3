import { describe, expect, it } from 'vitest';
import {
  addPixels,
  emptyHistogram,
  type Histogram,
} from '../../../shared/core/histogram/histogram.ts';
import { type Lupton, luptonTile, makeLupton } from '../../../shared/core/pictures/lupton.ts';
import { colourTile, type Rgb } from '../../../shared/core/pictures/tile-colour.ts';
import { type LevelOf, levelOf } from '../../../shared/core/stretch/level-of.ts';
import { makeStretch } from '../../../shared/core/stretch/stretch.ts';
import { truth } from '../stretch/truth.ts';
import { seeded } from './slow-twins.ts';

const NO = Number.NaN;
const histogramOf = (...pixels: number[]): Histogram => {
  const histogram = emptyHistogram();
  addPixels(histogram, Float32Array.from(pixels));
  return histogram;
};
const linear = (high: number): LevelOf =>
  levelOf(makeStretch(histogramOf(0, high), { kind: 'linear', cut: `0 ${high}` }));
const plain: Rgb<LevelOf> = [linear(254), linear(254), linear(127)];
const one = (...values: number[]): Float32Array => Float32Array.from(values);

describe('colourTile', () => {
  it('shows each band with its own stretch, rows turned', () => {
    const { data, channels } = colourTile(
      [one(1, 2, 3, 4), one(5, 6, 7, 8), one(10, 20, 30, 40)],
      2,
      plain,
    );
    expect(channels).toBe(4);
    expect([...data]).toEqual([4, 8, 61, 255, 5, 9, 81, 255, 2, 6, 21, 255, 3, 7, 41, 255]);
  });

  it('is transparent only where no band has data; a missing band takes the mean of the others', () => {
    const { data } = colourTile([one(NO, NO, 9, NO), one(9, NO, 9, 100), undefined], 2, plain);
    expect([...data]).toEqual([10, 10, 10, 255, 101, 101, 101, 255, 10, 10, 10, 255, 0, 0, 0, 0]);
    const two = colourTile([one(10), one(21), one(NO)], 1, plain).data;
    expect([...two]).toEqual([11, 22, 17, 255]); // (11 + 22)/2 = 16.5, rounded
  });
});

describe('luptonTile', () => {
  const plainModel = (q: number): Lupton => ({ q, scale: [1, 1, 1], offset: [0, 0, 0] });

  it("has the colours of astropy's make_lupton_rgb", () => {
    const random = seeded(5);
    const rgb = Array.from({ length: 3 }, () =>
      Float32Array.from({ length: 1024 }, () => random() ** 4 * 3 - 0.05),
    ) as unknown as Rgb<Float32Array>;
    for (const [q, colours] of Object.entries(truth.lupton)) {
      const { data } = luptonTile(rgb, 32, plainModel(Number(q)));
      let differing = 0;
      for (let y = 0; y < 32; y++) {
        for (let x = 0; x < 32; x++) {
          for (let c = 0; c < 3; c++) {
            const ours = data[4 * ((31 - y) * 32 + x) + c]!;
            const theirs = colours[3 * (y * 32 + x) + c]!;
            // astropy cuts to whole numbers where we round: ours is the same or one more
            expect(ours - theirs).toBeGreaterThanOrEqual(0);
            expect(ours - theirs).toBeLessThanOrEqual(1);
            differing += ours - theirs;
          }
        }
      }
      // about half of those that are neither 0 nor 255
      expect(differing / 3072).toBeLessThan(0.6);
    }
  });

  it('keeps the hue, also where one colour is cut', () => {
    for (const bright of [0.01, 0.2, 1, 30]) {
      const { data } = luptonTile(
        [one(4 * bright), one(2 * bright), one(bright)],
        1,
        plainModel(8),
      );
      // rounding is at most half a level in each
      expect(Math.abs(data[0]! - 2 * data[1]!)).toBeLessThanOrEqual(1.5);
      expect(Math.abs(data[1]! - 2 * data[2]!)).toBeLessThanOrEqual(1.5);
      if (bright === 30) expect(data[0]).toBe(255);
    }
  });

  it('has rows turned, black for the negative, and is transparent only where no band has data', () => {
    const model = plainModel(8);
    const { data } = luptonTile([one(-1, NO, 1, 2), one(-1, NO, 0, NO), undefined], 2, model);
    const pixel = (i: number) => [...data.subarray(4 * i, 4 * i + 4)];
    expect(pixel(2)).toEqual([0, 0, 0, 255]);
    expect(pixel(3)).toEqual([0, 0, 0, 0]);
    const [red, green, blue, alpha] = pixel(0);
    expect([green, alpha]).toEqual([0, 255]);
    // the missing band is the mean of 1 and 0
    expect(Math.abs(red! - 2 * blue!)).toBeLessThanOrEqual(1.5);
    expect(new Set(pixel(1).slice(0, 3)).size).toBe(1);
    expect(pixel(1)[3]).toBe(255);
    const infinite = luptonTile([one(Infinity), one(1), one(1)], 1, model).data;
    expect(infinite[0]).toBe(infinite[1]);
  });
});

describe('makeLupton', () => {
  it('puts black and white at the limits of each band', () => {
    const histograms: Rgb<Histogram> = [
      histogramOf(100, 200),
      histogramOf(0, 5),
      histogramOf(-1, 3),
    ];
    for (const q of [3, 8, 20, 60]) {
      const model = makeLupton(histograms, { cut: 'min max', q });
      const white = luptonTile([one(200), one(5), one(3)], 1, model).data;
      const black = luptonTile([one(100), one(0), one(-1)], 1, model).data;
      expect([...white]).toEqual([255, 255, 255, 255]);
      expect([...black]).toEqual([0, 0, 0, 255]);
      expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    }
  });

  it('refuses by name what it cannot use', () => {
    const good = histogramOf(0, 1);
    expect(() => makeLupton([good, emptyHistogram(), good], { cut: 'min max', q: 8 })).toThrow(
      expect.objectContaining({ name: 'NoGoodPixels' }),
    );
    expect(() => makeLupton([good, histogramOf(2, 2), good], { cut: 'min max', q: 8 })).toThrow(
      expect.objectContaining({ name: 'MalformedConfig' }),
    );
  });
});
