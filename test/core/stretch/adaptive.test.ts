import { describe, expect, it } from 'vitest';
import { neighbours } from '../../../shared/core/healpix/neighbours.ts';
import { tilePixelsToVectors } from '../../../shared/core/hips/tile-pixels.ts';
import {
  addPixels,
  emptyHistogram,
  type Histogram,
} from '../../../shared/core/histogram/histogram.ts';
import {
  adaptiveLevelOf,
  type Corners,
  cornerHistograms,
} from '../../../shared/core/stretch/adaptive.ts';
import type { LevelOf } from '../../../shared/core/stretch/level-of.ts';

const histogramOf = (value: number): Histogram => {
  const histogram = emptyHistogram();
  addPixels(histogram, Float32Array.of(value));
  return histogram;
};

/** A stretch that gives one level to everything. */
const flat =
  (level: number): LevelOf =>
  (pixels, out = new Uint8Array(pixels.length)) =>
    out.fill(level);

describe('the corners of a plate', () => {
  it('see four plates, three where three faces meet, each once', () => {
    for (const [order, plate, counts] of [
      [3, 36, [4, 4, 4, 4]],
      [3, 63, [4, 4, 4, 4]], // its northern corner is the pole
      [3, 21, [4, 3, 4, 4]], // its eastern corner is that of three faces
      [3, 42, [4, 4, 4, 3]], // and its western one
    ] as const) {
      const corners = cornerHistograms(order, plate, () => histogramOf(1));
      expect(corners.map(({ count }) => count)).toEqual(counts);
    }
  });

  it('leave out plates that are not there', () => {
    const corners = cornerHistograms(3, 36, (cell) => (cell === 36 ? histogramOf(1) : undefined));
    expect(corners.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  });
});

describe('the levels of an adaptive stretch', () => {
  const width = 64;
  const order = 4;
  const frame = 'equatorial';

  /** A level for the corner of some plates, whichever of them asks. */
  const levelsOf = (plate: number): Corners<LevelOf> =>
    cornerHistograms(order, plate, (cell) => histogramOf(cell + 1)).map(({ min, max, count }) =>
      flat(20 + ((min * 7 + max * 3 + count) % 200)),
    ) as unknown as Corners<LevelOf>;

  const paint = (plate: number): Uint8Array =>
    adaptiveLevelOf(
      order,
      { order, npix: plate, width },
      levelsOf(plate),
    )(new Float32Array(width * width));

  /** Unit vectors of the pixels along the border, each half a pixel outwards, on the edge. */
  function border(plate: number): { at: string; level: number }[] {
    const levels = paint(plate);
    const found: { at: string; level: number }[] = [];
    for (let k = 0; k < width; k++) {
      for (const [column, row, edgeColumn, edgeRow] of [
        [k, 0, k, -0.5],
        [k, width - 1, k, width - 0.5],
        [0, k, -0.5, k],
        [width - 1, k, width - 0.5, k],
      ] as const) {
        const [x, y, z] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
        const tile = { order, npix: plate, width, frame } as const;
        tilePixelsToVectors(tile)(Float64Array.of(edgeColumn), Float64Array.of(edgeRow), x, y, z);
        const at = [x, y, z].map(([v]) => Math.round(v! * 1e7) / 1e7 + 0).join(' ');
        found.push({ at, level: levels[row * width + column]! });
      }
    }
    return found;
  }

  it('are the same on both sides of every side of a plate, across faces too', () => {
    // inside a face; at a face's border in the north, the middle and the south; at a pole
    for (const plate of [
      100,
      0,
      255,
      170,
      85,
      4 * 256 + 255,
      5 * 256,
      11 * 256,
      8 * 256 + 85,
      255,
    ]) {
      const own = new Map(border(plate).map(({ at, level }) => [at, level]));
      let met = 0;
      for (const other of new Set(neighbours(order, plate))) {
        if (other < 0) continue;
        for (const { at, level } of border(other)) {
          const here = own.get(at);
          if (here === undefined) continue;
          met++;
          // The two pixels' centres are a pixel apart, over which a level may change by (200 / 64)
          // + the two roundings.
          expect(Math.abs(here - level)).toBeLessThanOrEqual(200 / width + 1);
        }
      }
      expect(met).toBeGreaterThanOrEqual(4 * width);
    }
  });

  it('are those of the corners at the corners', () => {
    const corners = [10, 90, 170, 250].map(flat) as unknown as Corners<LevelOf>;
    const levels = adaptiveLevelOf(
      order,
      { order, npix: 100, width },
      corners,
    )(new Float32Array(width * width));
    // FITS tile: x grows with HEALPix's y, y against its x. South: x = 0, y = 0 is the last row's
    // first column.
    expect(levels[(width - 1) * width]).toBeLessThan(13);
    expect(Math.abs(levels[0]! - 90)).toBeLessThan(3);
    expect(Math.abs(levels[width - 1]! - 170)).toBeLessThan(3);
    expect(levels[width * width - 1]).toBeGreaterThan(247);
  });
});
