import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addToCrowd,
  type Crowd,
  cellRange,
  cutCells,
  meets,
  rangesAround,
} from '../../../shared/core/hats/cells.ts';
import { healpix29, healpixToLonLat } from '../../../shared/core/healpix/pixel.ts';
import { lonLatToVector, separation } from '../../../shared/core/sphere/vector.ts';

const counts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 * 4 ** 4 - 1 }), fc.integer({ min: 1, max: 900 })))
  .map((pairs) => new Map(pairs));

describe('cells of a table', () => {
  it('hold every pixel with rows once, and no more rows than asked', () => {
    fc.assert(
      fc.property(counts, (pixels) => {
        const cells = cutCells(pixels, 4, 1000);
        expect(cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(
          [...pixels.values()].reduce((a, b) => a + b, 0),
        );
        for (const { rows } of cells) expect(rows).toBeLessThanOrEqual(1000);
        for (const pixel of pixels.keys()) {
          const at = BigInt(pixel) << 50n;
          const holding = cells.filter(
            (cell) => at >= cellRange(cell)[0] && at < cellRange(cell)[1],
          );
          expect(holding).toHaveLength(1);
        }
      }),
    );
  });

  it('of a pixel with more rows are its quarters, their quarters and so on', () => {
    const cells = cutCells(new Map([[7, 3500]]), 1, 1000);
    expect(cells).toEqual([28, 29, 30, 31].map((npix) => ({ order: 2, npix, rows: 875 })));
  });

  it('of a crowded pixel have at most so many where rows crowd in a corner of it', () => {
    const places = fc.array(
      fc.tuple(fc.nat(5), fc.integer({ min: 4 ** 8, max: 4 ** 9 - 1 }), fc.nat(12)),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(places, (crowd) => {
        // rows at pixels of order 10, which are counted in those of order 1 and of order 4
        const rows = crowd.map(([pixel, place, times]) => ({
          at: pixel * 4 ** 9 + place,
          times: times * 10,
        }));
        const pixels = new Map<number, number>();
        const crowds = new Map<number, Crowd>();
        for (const { at, times } of rows) {
          const pixel = Math.floor(at / 4 ** 9);
          pixels.set(pixel, (pixels.get(pixel) ?? 0) + times);
          addToCrowd(crowds, Math.floor(at / 4 ** 6), times);
        }
        const cells = cutCells(pixels, 1, 300, crowds);
        for (const { order, npix, rows: counted } of cells) {
          expect(counted).toBeLessThanOrEqual(300);
          if (order > 4) continue; // evenly
          const own = rows.filter(({ at }) => Math.floor(at / 4 ** (10 - order)) === npix);
          expect(counted).toBe(own.reduce((sum, { times }) => sum + times, 0));
        }
        const [sum, all] = [cells, rows.map(({ times }) => ({ rows: times }))].map((some) =>
          some.reduce((total, one) => total + one.rows, 0),
        );
        expect(sum).toBe(all);
      }),
    );
  });

  it('have all around them that is near', () => {
    const place = fc.tuple(
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
    );
    fc.assert(
      fc.property(
        place,
        fc.integer({ min: 0, max: 12 }),
        fc.double({ min: 1e-6, max: 0.01, noNaN: true }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        ([lon, lat], order, reach, angle) => {
          const npix = Number(healpix29(lon, lat) >> BigInt(2 * (29 - order)));
          const near = [
            lon + ((reach * 57.2) / Math.max(0.01, Math.cos(lat / 57.3))) * Math.cos(angle),
            Math.max(-90, Math.min(90, lat + reach * 57.2 * Math.sin(angle))),
          ] as const;
          fc.pre(separation(lonLatToVector(lon, lat), lonLatToVector(...near)) < reach);
          const index = healpix29(...near);
          expect(meets(rangesAround({ order, npix }, reach), index, index)).toBe(true);
        },
      ),
    );
  });

  it('of all orders hold their centre', () => {
    for (const order of [0, 3, 10])
      for (const npix of [0, 5, 12 * 4 ** order - 1]) {
        const index = healpix29(...healpixToLonLat(order, npix));
        const [from, to] = cellRange({ order, npix });
        expect(index >= from && index < to).toBe(true);
      }
  });
});
