import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbours } from '../../../shared/core/healpix/neighbours.ts';
import {
  fillHealpix29,
  healpix29,
  healpixCorners,
  healpixToLonLat,
  lonLatToHealpix,
} from '../../../shared/core/healpix/pixel.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';

interface Positions {
  lon: number[];
  lat: number[];
  /** by order, then by position */
  pixels: string[][];
}

/** What healpy says (test/truth/healpix/make.py). */
interface Truth extends Positions {
  /** positions on the lines between pixels */
  marks: Positions;
  orders: {
    order: number;
    ipix: string[];
    lon: number[];
    lat: number[];
    neighbours: string[][];
    cornerOf: string[];
    corners: [number, number, number][][];
  }[];
}

const truth = JSON.parse(
  gunzipSync(
    readFileSync(new URL('../../truth/healpix/pixels.json.gz', import.meta.url)),
  ).toString(),
) as Truth;

const vector = ([lon, lat]: [number, number]) => lonLatToVector(lon, lat);

const distance = (a: [number, number, number], b: [number, number, number]): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe('pixel numbers, exactly those of healpy', () => {
  for (const [title, { lon, lat, pixels }] of [
    ['at random, near poles and edges', truth],
    ['on the lines between pixels', truth.marks],
  ] as const) {
    it(`${title}: orders 0 to 24 as numbers`, () => {
      for (let order = 0; order <= 24; order++) {
        expect(lon.map((value, i) => String(lonLatToHealpix(order, value, lat[i]!)))).toEqual(
          pixels[order],
        );
      }
    });

    it(`${title}: orders 25 to 29 as bigints`, () => {
      for (let order = 25; order <= 29; order++) {
        const shift = BigInt(2 * (29 - order));
        expect(lon.map((value, i) => String(healpix29(value, lat[i]!) >> shift))).toEqual(
          pixels[order],
        );
      }
    });

    it(`${title}: a column of order 29`, () => {
      const out = new BigInt64Array(lon.length);
      fillHealpix29(Float64Array.from(lon), Float64Array.from(lat), out);
      expect(Array.from(out, String)).toEqual(pixels[29]);
    });
  }

  it('a column has −1 where there is no position', () => {
    const out = new BigInt64Array(4);
    const lon = Float64Array.of(Number.NaN, 10, 10, Number.POSITIVE_INFINITY);
    fillHealpix29(lon, Float64Array.of(0, Number.NaN, 90.1, 0), out);
    expect([...out]).toEqual([-1n, -1n, -1n, -1n]);
  });

  it('a column may be a part of a larger array', () => {
    const all = new BigInt64Array(3);
    fillHealpix29(Float64Array.of(10), Float64Array.of(20), all.subarray(1, 2));
    expect([...all]).toEqual([0n, healpix29(10, 20), 0n]);
  });
});

describe('positions of pixels', () => {
  for (const { order, ipix, lon, lat, cornerOf, corners } of truth.orders) {
    it(`order ${order}: centres and corners as healpy's`, () => {
      for (const [i, name] of ipix.entries()) {
        const expected = vector([lon[i]!, lat[i]!]);
        // healpy takes its latitudes from an arccosine, good to 1e-15 at mid latitude and through a
        // sine near the poles.
        expect(distance(vector(healpixToLonLat(order, BigInt(name))), expected)).toBeLessThan(
          1e-14,
        );
        if (order <= 24)
          expect(healpixToLonLat(order, Number(name))).toEqual(
            healpixToLonLat(order, BigInt(name)),
          );
      }
      for (const [i, name] of cornerOf.entries()) {
        // boundaries() goes north, west, south, east.
        for (const [k, corner] of healpixCorners(order, BigInt(name)).entries()) {
          expect(distance(vector(corner), corners[i]![k]!)).toBeLessThan(1e-14);
        }
      }
    });
  }

  it('the centre of a pixel lies in it, at every order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 29 }),
        fc.bigInt({ min: 0n, max: 12n * 4n ** 29n - 1n }),
        (order, deepest) => {
          const shift = BigInt(2 * (29 - order));
          const ipix = deepest >> shift;
          const [lon, lat] = healpixToLonLat(order, ipix);
          expect(healpix29(lon, lat) >> shift).toBe(ipix);
        },
      ),
      { numRuns: 2000, seed: 11 },
    );
  });
});

describe('neighbours, exactly those of healpy', () => {
  for (const { order, ipix, neighbours: expected } of truth.orders.filter(
    ({ order }) => order <= 24,
  )) {
    it(`are those of healpy at order ${order}`, () => {
      expect(ipix.map((name) => neighbours(order, Number(name)).map(String))).toEqual(expected);
    });
  }
});

describe('what is refused', () => {
  it('includes orders and pixels that do not exist', () => {
    expect(() => lonLatToHealpix(25, 0, 0)).toThrow(RangeError);
    expect(() => lonLatToHealpix(-1, 0, 0)).toThrow(RangeError);
    expect(() => lonLatToHealpix(3, Number.NaN, 0)).toThrow(RangeError);
    expect(() => healpix29(0, 91)).toThrow(RangeError);
    expect(() => healpixToLonLat(3, 12 * 64)).toThrow(RangeError);
    expect(() => healpixToLonLat(3, 1.5)).toThrow(RangeError);
    expect(() => healpixToLonLat(30, 0n)).toThrow(RangeError);
    expect(() => healpixToLonLat(3, -1n)).toThrow(RangeError);
    expect(() => neighbours(25, 0)).toThrow(RangeError);
  });
});
