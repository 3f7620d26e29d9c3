import { describe, expect, it } from 'vitest';
import type { ImageRows } from '../../../shared/core/overlaps/image.ts';
import { type OverlapSums, overlapSums } from '../../../shared/core/overlaps/overlap.ts';
import { overlapWindow } from '../../../shared/core/overlaps/window.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { headerOf } from '../wcs/truth.ts';
import { made, normal, tanWcs } from './made-images.ts';

const SIZE = 200;
const ARCSEC = 1 / 3600;

/** Level and slopes of D in i's coordinates, from the sums alone. */
function planeOf({ moments: m, differences: d }: OverlapSums): number[] {
  const matrix = [
    [m[0]!, m[1]!, m[2]!, d[0]!],
    [m[1]!, m[5]!, m[6]!, d[1]!],
    [m[2]!, m[6]!, m[9]!, d[2]!],
  ];
  for (let column = 0; column < 3; column++) {
    for (let row = 0; row < 3; row++) {
      if (row === column) continue;
      const factor = matrix[row]![column]! / matrix[column]![column]!;
      for (let k = 0; k < 4; k++) matrix[row]![k]! -= factor * matrix[column]![k]!;
    }
  }
  return matrix.map((row, k) => row[3]! / row[k]!);
}

const clamped = (at: number, last: number): number => Math.min(Math.max(at, 0), last);

/** The slow twin: every pixel of i, its place in j computed in full, nothing clipped. */
function slowly(i: ImageRows, j: ImageRows): { count: number; mean: number; cross: number } {
  let [count, sum, cross] = [0, 0, 0];
  for (let y = 0; y < i.height; y++) {
    for (let x = 0; x < i.width; x++) {
      const [px, py] = j.wcs.icrsToPixel(...i.wcs.pixelToIcrs(x, y));
      // at an outermost centre but for rounding
      const [jx, jy] = [clamped(px, j.width - 1), clamped(py, j.height - 1)];
      if (!(Math.abs(jx - px) < 1e-6 && Math.abs(jy - py) < 1e-6)) continue;
      const [left, below] = [
        Math.min(Math.floor(jx), j.width - 2),
        Math.min(Math.floor(jy), j.height - 2),
      ];
      const at = (dx: number, dy: number): number => j.pixels[(below + dy) * j.width + left + dx]!;
      const [fx, fy] = [jx - left, jy - below];
      const value =
        (1 - fy) * ((1 - fx) * at(0, 0) + fx * at(1, 0)) +
        fy * ((1 - fx) * at(0, 1) + fx * at(1, 1));
      const d = i.pixels[y * i.width + x]! - value;
      if (Number.isNaN(d)) continue;
      count++;
      sum += d;
      cross += ((y - 99.5) / 200) * ((jy - 99.5) / 200);
    }
  }
  return { count, mean: sum / count, cross };
}

/** An image of one value on a grid of 100 × 80 pixels whose columns begin at `first`. */
function flatOn(name: string, first: number, value: number): ImageRows {
  const [width, height] = [100, 80];
  const wcs = parseWcs(
    headerOf({
      ...{ NAXIS: 2, NAXIS1: width, NAXIS2: height, RADESYS: 'ICRS' },
      ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 150, CRVAL2: 2 },
      ...{ CRPIX1: 50.5 - first, CRPIX2: 40.5, CDELT1: -ARCSEC, CDELT2: ARCSEC },
    }),
  )!;
  const pixels = new Float32Array(width * height).fill(value);
  return { name, width, height, wcs, pixels, firstRow: 0 };
}

describe('overlapSums', () => {
  it.each([
    [100, 0],
    [99, 80],
    [98, 160],
    [-99, 80],
  ])('of images that lie %i columns apart are of the %i pixels that both have', (apart, shared) => {
    const sums = overlapSums(flatOn('i', 0, 14), flatOn('j', apart, 25));
    expect(sums.count).toBe(shared);
    if (shared > 0) expect(sums.differences[0]! / sums.count).toBe(-11);
  });

  it('agrees with the slow twin on a turned pair', () => {
    const i = made('i', tanWcs(10, 60, SIZE), SIZE, (x, y) => 100 + 0.01 * x + 0.02 * y);
    const j = made(
      'j',
      tanWcs(10 + 200 * ARCSEC, 60 + 60 * ARCSEC, SIZE, 30),
      SIZE,
      (x, y) => 90 - 0.02 * x + 0.01 * y,
    );
    const sums = overlapSums(i, j);
    const slow = slowly(i, j);
    expect(slow.count).toBeGreaterThan(5000);
    expect(sums.count).toBe(slow.count);
    // Interpolated positions are within 0.01 px, the images' slopes 0.022 a pixel, pixels within
    // 4e-6.
    expect(Math.abs(sums.differences[0]! / sums.count - slow.mean)).toBeLessThan(3e-4);
    // Σ v v': positions within 0.01 px of 200, v up to 0.5.
    expect(Math.abs(sums.moments[11]! - slow.cross) / slow.count).toBeLessThan(0.01 / 200 / 2);
    // D is a plane to the sky's curvature over 200 arcsec: rms from float32 pixels and position
    // errors.
    expect(sums.rms).toBeLessThan(3e-4);
  });

  it('finds the difference of two skies under the same stars, as exactly as noise allows', () => {
    const noise = normal(5);
    const stars = Array.from({ length: 60 }, (_, k) => [
      (k * 73) % 260,
      (k * 41) % 200,
      200 * 1.1 ** (k % 50),
    ]);
    const star = (x: number, y: number): number =>
      stars.reduce(
        (sum, [sx, sy, f]) => sum + f! * Math.exp(-((x - sx!) ** 2 + (y - sy!) ** 2) / 3.4),
        0,
      );
    const shift = 60;
    const i = made(
      'i',
      tanWcs(0, 0, SIZE),
      SIZE,
      (x, y) => 600 + 20 * ((x - 99.5) / SIZE) + star(x, y) + 4 * noise(),
    );
    const j = made(
      'j',
      tanWcs(360 - shift * ARCSEC, 0, SIZE),
      SIZE,
      (x, y) => 590 + star(x + shift, y) + 4 * noise(),
    );
    const sums = overlapSums(i, j);
    const [a, b, c] = planeOf(sums);
    // σ of D is 4 √(1 + 1) at most; a plane's level at the centre of i, 30 px off the overlap's,
    // and its slopes.
    const sigma = (4 * Math.SQRT2) / Math.sqrt(sums.count);
    expect(sums.count).toBeGreaterThan(0.9 * 140 * 200);
    expect(Math.abs(a! - 10)).toBeLessThan(4 * sigma);
    expect(Math.abs(b! - 20)).toBeLessThan((4 * sigma * Math.sqrt(12)) / 0.7);
    expect(Math.abs(c!)).toBeLessThan(4 * sigma * Math.sqrt(12));
    expect(sums.rms).toBeGreaterThan(4);
    expect(sums.rms).toBeLessThan(4 * Math.SQRT2);
  });

  it('is the same from the rows it asks for, and refuses fewer', () => {
    const noise = normal(6);
    const i = made('i', tanWcs(10, -30, SIZE), SIZE, () => noise());
    const j = made('j', tanWcs(10, -30 + 150 * ARCSEC, SIZE, 3), SIZE, () => noise());
    const { y0, y1, rowsOfJ } = overlapWindow(i, j)!;
    const rows = { i: { first: y0, count: y1 - y0 }, j: rowsOfJ };
    expect(rows.i.count).toBeLessThan(80);
    expect(rows.j.count).toBeLessThan(80);
    const cut = (image: ImageRows, first: number, count: number): ImageRows => ({
      ...image,
      firstRow: first,
      pixels: image.pixels.slice(first * SIZE, (first + count) * SIZE),
    });
    const [ci, cj] = [cut(i, rows.i.first, rows.i.count), cut(j, rows.j.first, rows.j.count)];
    expect(overlapSums(ci, cj)).toEqual(overlapSums(i, j));
    expect(() => overlapSums(cut(i, rows.i.first + 1, rows.i.count - 1), cj)).toThrow(RangeError);
    expect(() => overlapSums(ci, cut(j, rows.j.first, rows.j.count - 1))).toThrow(RangeError);
  });

  it.each([
    ['RA 0', 0, 0, 360 - 100 * ARCSEC, 0],
    ['the north pole', 20, 90 - 20 * ARCSEC, 200, 90 - 40 * ARCSEC],
    ['the south pole', 0, -90, 90, -90 + 50 * ARCSEC],
  ])('works over %s', (_, ra, dec, jRa, jDec) => {
    const i = made('i', tanWcs(ra, dec, SIZE), SIZE, () => 7);
    const j = made('j', tanWcs(jRa, jDec, SIZE), SIZE, () => 4);
    const sums = overlapSums(i, j);
    expect(sums.count).toBe(slowly(i, j).count);
    expect(sums.differences[0]! / sums.count).toBe(3);
  });

  it('takes no more samples than asked, evenly', () => {
    const noise = normal(7);
    const i = made('i', tanWcs(50, 10, SIZE), SIZE, () => 3 + noise());
    const j = made('j', tanWcs(50, 10, SIZE, 45), SIZE, () => noise());
    const sums = overlapSums(i, j, 1000);
    expect(sums.count).toBeLessThanOrEqual(1000);
    expect(sums.count).toBeGreaterThan(500);
    expect(Math.abs(sums.differences[0]! / sums.count - 3)).toBeLessThan(4 * Math.sqrt(2 / 500));
    expect(Math.abs(sums.moments[1]! / sums.count)).toBeLessThan(0.02);
  });

  it('leaves out pixels without a value', () => {
    const i = made('i', tanWcs(50, 10, SIZE), SIZE, (x, y) =>
      x < 100 ? Number.NaN : y === 150 ? Number.POSITIVE_INFINITY : 5,
    );
    const j = made('j', tanWcs(50, 10, SIZE, 15), SIZE, (x, y) =>
      y < 100 && x >= 150 ? Number.NaN : 2,
    );
    const sums = overlapSums(i, j);
    const finite = {
      ...i,
      pixels: i.pixels.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
    };
    expect(sums.differences[0]! / sums.count).toBe(3);
    expect(sums.count).toBe(slowly(finite, j).count);
  });

  it('says count 0 without a real overlap', () => {
    const i = made('i', tanWcs(50, 10, SIZE), SIZE, () => 1);
    const far = made('far', tanWcs(230, -10, SIZE), SIZE, () => 1);
    const beside = made('beside', tanWcs(50, 10 + 200.5 * ARCSEC, SIZE), SIZE, () => 1);
    const blank = made('blank', tanWcs(50, 10, SIZE), SIZE, () => Number.NaN);
    expect(overlapWindow(i, far)).toBeUndefined();
    for (const j of [far, beside, blank]) {
      expect(overlapSums(i, j)).toEqual({
        i: 'i',
        j: j.name,
        count: 0,
        moments: [],
        differences: [],
        squares: 0,
        rms: 0,
      });
    }
  });

  it('finds a small image inside one cell of a large one', () => {
    const i = made('i', tanWcs(50, 10, 1000), 1000, () => 8);
    const j = made('j', tanWcs(50 + 333 * ARCSEC, 10 + 77 * ARCSEC, 9), 9, () => 6);
    expect(overlapSums(i, j)).toMatchObject({ count: expect.any(Number), rms: 0 });
    // 9 × 9 pixel centres span 8 × 8 pixels.
    expect(overlapSums(i, j).count).toBeGreaterThanOrEqual(64);
    expect(overlapSums(j, i).count).toBe(81);
  });
});
