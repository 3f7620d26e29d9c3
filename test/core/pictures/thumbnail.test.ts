import { describe, expect, it } from 'vitest';
import { thumbnail } from '../../../shared/core/pictures/thumbnail.ts';
import { seeded } from './slow-twins.ts';

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
        expect(small.rgb[3 * (y * 20 + x) + colour]).toBe(Math.floor(sum / 625 + 0.5));
      }
    }
  });

  it('never enlarges, and keeps a sliver at least one pixel wide', () => {
    const picture = { rgb: new Uint8Array(3), width: 1, height: 1 };
    expect(thumbnail(picture, 240)).toBe(picture);
    const sliver = thumbnail(
      { rgb: new Uint8Array(3 * 1000).fill(9), width: 1, height: 1000 },
      240,
    );
    expect([sliver.width, sliver.height]).toEqual([1, 240]);
    expect(sliver.rgb.every((v) => v === 9)).toBe(true);
  });
});
