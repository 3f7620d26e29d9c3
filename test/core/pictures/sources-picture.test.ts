import { describe, expect, it } from 'vitest';
import { greyPicture, noValue } from '../../../shared/core/pictures/grey.ts';
import { renderSources } from '../../../shared/core/pictures/sources-picture.ts';
import { thumbnail } from '../../../shared/core/pictures/thumbnail.ts';
import { ellipses, seeded } from './slow-twins.ts';

const pixel = (p: { rgb: Uint8Array; width: number }, x: number, row: number): number[] =>
  Array.from(p.rgb.subarray(3 * (row * p.width + x), 3 * (row * p.width + x) + 3));

describe('greyPicture', () => {
  const plane = { pixels: new Float32Array([0, 10, 5, Number.NaN, -4, 99]), width: 2, height: 3 };

  it('is black at low, white at high, y up, and slate where there is no value', () => {
    const picture = greyPicture(plane, { low: 0, high: 10 }, 'linear');
    expect([0, 1, 2].map((row) => [pixel(picture, 0, row), pixel(picture, 1, row)])).toEqual([
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
      [[128, 128, 128], [...noValue]],
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
    ]);
  });

  it('lifts the faint end by asinh', () => {
    const picture = greyPicture(
      { pixels: new Float32Array([0, 1, 10]), width: 3, height: 1 },
      { low: 0, high: 10 },
      'asinh',
    );
    // asinh(1)/asinh(10) = 0.2940; ±1 for the table's step
    expect(Math.abs(pixel(picture, 1, 0)[0]! - 75)).toBeLessThanOrEqual(1);
    expect([pixel(picture, 0, 0)[0], pixel(picture, 2, 0)[0]]).toEqual([0, 255]);
  });

  it('shows a constant image as a middle grey', () => {
    const picture = greyPicture(
      { pixels: new Float32Array([7, 7]), width: 2, height: 1 },
      { low: 7, high: 7 },
      'linear',
    );
    expect(Array.from(picture.rgb)).toEqual([128, 128, 128, 128, 128, 128]);
  });
});

describe('renderSources', () => {
  it('says how far it was reduced and what is black and white, and never touches the pixels', () => {
    const random = seeded(5);
    const pixels = Float32Array.from({ length: 100 * 60 }, () => random());
    const before = pixels.slice();
    const picture = renderSources(pixels, 100, 60, ellipses({ x: 50, y: 30, a: 20, b: 10, theta: 0 }), {
      maxSize: 40,
    });
    expect([picture.width, picture.height, picture.factor]).toEqual([34, 20, 3]);
    expect(picture.low).toBeLessThan(picture.high);
    expect(pixels).toEqual(before);
    // rightmost point: x = 70 → (70.5/3 − 0.5) = 23, y = 30 → 9.67 → row 9 from the top
    const [r, g] = pixel(picture, 23, 9);
    expect(r! - g!).toBeGreaterThan(150);
  });

  it('shows masked pixels as pixels without a value, and leaves them out of the levels', () => {
    const picture = renderSources(new Float32Array([1, 2, 3, 1e6]), 4, 1, ellipses(), {
      mask: new Uint8Array([0, 0, 0, 1]),
      percentiles: { low: 0, high: 100 },
    });
    expect([picture.low, picture.high]).toEqual([1, 3]);
    expect(pixel(picture, 3, 0)).toEqual([...noValue]);
  });

  it('refuses a picture without a good pixel', () => {
    expect(() => renderSources(new Float32Array([Number.NaN]), 1, 1, ellipses())).toThrow(/finite/);
  });
});

describe('thumbnail', () => {
  it('keeps the mean: each pixel is the mean of the area it covers', () => {
    const random = seeded(9);
    const [width, height] = [50, 30];
    const rgb = Uint8Array.from({ length: 3 * width * height }, () => Math.floor(256 * random()));
    const small = thumbnail({ rgb, width, height }, 20);
    expect([small.width, small.height]).toEqual([20, 12]);
    for (const [x, y] of [
      [0, 0],
      [7, 5],
      [19, 11],
    ] as const) {
      for (const colour of [0, 1, 2]) {
        let sum = 0; // the same area on a grid ten times as fine, on which 2.5 is whole
        for (let j = 0; j < 25; j++) {
          for (let i = 0; i < 25; i++) {
            const k = Math.floor((y * 25 + j) / 10) * width + Math.floor((x * 25 + i) / 10);
            sum += rgb[3 * k + colour]!;
          }
        }
        expect(pixel(small, x, y)[colour]).toBe(Math.floor(sum / 625 + 0.5));
      }
    }
  });

  it('never enlarges, and keeps a sliver at least one pixel wide', () => {
    const picture = { rgb: new Uint8Array(3), width: 1, height: 1 };
    expect(thumbnail(picture, 240)).toBe(picture);
    const sliver = thumbnail({ rgb: new Uint8Array(3 * 1000).fill(9), width: 1, height: 1000 }, 240);
    expect([sliver.width, sliver.height]).toEqual([1, 240]);
    expect(sliver.rgb.every((v) => v === 9)).toBe(true);
  });
});
