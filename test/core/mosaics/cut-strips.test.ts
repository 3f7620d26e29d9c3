import { describe, expect, it } from 'vitest';
import { gridOf } from '../../../shared/core/grids/grids.ts';
import { cutStrips, type StripWay } from '../../../shared/core/mosaics/cut-strips.ts';
import type { PlanImage } from '../../../shared/core/plan/sky-images.ts';

/** 18,000² pixels of 1″, as a tile of the Galactic plane. */
const tile = gridOf({ kind: 'car', size: 5, step: 4, scale: 1, frame: 'galactic' }).tile([0, 0]);
const lossless: StripWay = { multiple: 512, isStacked: false };
const stacked: StripWay = { multiple: 512, isStacked: true };

const images = (count: number, side: number, pixelScale = 1): PlanImage[] =>
  Array.from({ length: count }, () => {
    return { band: 'K', width: side, height: side, pixelScale, cell: 0 };
  });
const cut = (some: readonly PlanImage[], way: StripWay) =>
  cutStrips(tile, some, way, () => [...some.keys()]);

describe('the rows of the strips of a mosaic', () => {
  it('are whole compressed tiles where few images meet', () => {
    const { step, strips } = cut(images(32, 18_000), lossless);
    expect(step).toBe(512);
    expect(strips.map(({ rows }) => rows)).toEqual([...new Array(35).fill(512), 80]);
  });

  it('are fewer where planes of context would pass 1 GB: 44 + 8 · ⌈n/32⌉ bytes a pixel', () => {
    // 18,000 × 512 pixels of 116 bytes are 1.07e9, and 2^30 is 1.074e9.
    expect(cut(images(9 * 32, 100), lossless).step).toBe(512);
    expect(cut(images(9 * 32 + 1, 100), lossless).step).toBe(256);
    expect(cut(images(2000, 100), lossless).step).toBe(64);
  });

  it('are fewer where a median keeps each value: 12 bytes more for each of them', () => {
    // (44 + 8 + 12 · 5) · 18,000 · 512 = 1.03e9; of six images 1.14e9
    expect(cut(images(5, 40_000), stacked).step).toBe(512);
    expect(cut(images(6, 40_000), stacked).step).toBe(256);
    expect(cut(images(30, 40_000), stacked).step).toBe(128);
  });

  it('count of a small image what it has, in pixels of the mosaic', () => {
    // 32 images of 1000² pixels have 32e6 values at most, 0.38 GB, beside 0.48 GB of planes.
    expect(cut(images(32, 1000), stacked).step).toBe(512);
    // The same pixels of 10″ are 10,000² each.
    expect(cut(images(32, 1000, 10), stacked).step).toBe(128);
  });

  it('are never fewer than a painted square, and leave out what no image touches', () => {
    const many = images(20_000, 100);
    const { step, strips } = cutStrips(tile, many, stacked, (first) => (first < 64 ? [0] : []));
    expect(step).toBe(32);
    expect(strips.map(({ firstRow }) => firstRow)).toEqual([0, 32]);
  });
});
