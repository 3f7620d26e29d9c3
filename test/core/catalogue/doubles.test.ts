import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance2, radius2 } from '../../../shared/core/catalogue/clusters.ts';
import { FINE_ORDER } from '../../../shared/core/catalogue/counts.ts';
import {
  type Doubles,
  markDoubles,
  type RowsToMatch,
} from '../../../shared/core/catalogue/doubles.ts';
import { isAround } from '../../../shared/core/catalogue/margin.ts';
import { matchRows, reachOf } from '../../../shared/core/catalogue/match-rows.ts';
import type { SkyRows } from '../../../shared/core/catalogue/sky-rows.ts';
import { healpix29 } from '../../../shared/core/healpix/pixel.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { RADIANS_PER_DEGREE } from '../../../shared/core/sphere/angle.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';

/** From an index of order 29 to one of `FINE_ORDER`. */
const toCell = BigInt(2 * (29 - FINE_ORDER));

const ARCSEC = 1 / 3600;
interface Row {
  ra: number;
  dec: number;
  picture: number;
  /** arcsec */
  radius?: number;
  flags?: number;
  flux?: number;
}

function sorted(rows: Row[]): Row[] {
  return rows
    .map((row) => ({ row, pixel: healpix29(row.ra, row.dec) }))
    .sort((a, b) =>
      a.pixel < b.pixel ? -1 : a.pixel > b.pixel ? 1 : a.row.picture - b.row.picture,
    )
    .map(({ row }) => row);
}

const toMatch = (rows: Row[]): RowsToMatch => ({
  healpix: rows.map(({ ra, dec }) => healpix29(ra, dec)),
  ra: rows.map(({ ra }) => ra),
  dec: rows.map(({ dec }) => dec),
  picture: Int32Array.from(rows, ({ picture }) => picture),
  radius: Float64Array.from(rows, ({ radius = 1 }) => radius * ARCSEC * RADIANS_PER_DEGREE),
  flags: rows.map(({ flags = 0 }) => flags),
  flux: rows.map(({ flux = 1 }) => flux),
  fluxerr: rows.map(() => 1),
});

const mark = (rows: Row[]): Doubles => markDoubles(toMatch(rows));

/** The pictures of each group. */
function groupsOf(rows: Row[], { group }: Doubles): number[][] {
  const groups = new Map<bigint, number[]>();
  for (const [i, id] of group.entries()) {
    if (id !== null) groups.set(id, [...(groups.get(id) ?? []), rows[i]!.picture]);
  }
  return [...groups.values()].map((pictures) => pictures.sort((a, b) => a - b));
}

/**
 * Away from a place by so many arcsec, along a great circle with the position angle `towards`
 * (degrees).
 */
function away(ra: number, dec: number, by: number, towards: number): { ra: number; dec: number } {
  const [d, p, s] = [
    dec * RADIANS_PER_DEGREE,
    towards * RADIANS_PER_DEGREE,
    by * ARCSEC * RADIANS_PER_DEGREE,
  ];
  const sine = Math.sin(d) * Math.cos(s) + Math.cos(d) * Math.sin(s) * Math.cos(p);
  const lon = Math.atan2(
    Math.sin(p) * Math.sin(s),
    Math.cos(d) * Math.cos(s) - Math.sin(d) * Math.sin(s) * Math.cos(p),
  );
  return {
    ra: (((ra + lon / RADIANS_PER_DEGREE) % 360) + 360) % 360,
    dec: Math.asin(Math.max(-1, Math.min(1, sine))) / RADIANS_PER_DEGREE,
  };
}

describe('doubles', () => {
  // [where, ra, dec]
  it.each([
    ['RA 0', 0, 3],
    ['RA 0 at a high declination', 359.9999, 85],
    ['the north pole', 40, 89.99999],
    ['the pole itself', 0, 90],
    ['the south pole', 200, -89.99999],
    ['the corner of eight pixels', 45, 0],
    ['a corner where three faces meet', 0, 41.8103148957786],
  ])('are found around %s', (_, ra, dec) => {
    const rows = sorted(
      [0, 90, 180, 270].map((towards, picture) => ({ ...away(ra, dec, 0.6, towards), picture })),
    );
    const marked = mark(rows);
    expect(groupsOf(rows, marked)).toEqual([[0, 1, 2, 3]]);
    expect(marked.primary.filter(Boolean)).toHaveLength(1);
    expect(marked.group[0]).toBe(marked.group[marked.primary.indexOf(true)]);
  });

  it('are within the radii of both pictures, added in quadrature', () => {
    const pair = (by: number) =>
      sorted([
        { ra: 10, dec: 20, picture: 0, radius: 3 },
        { ...away(10, 20, by, 30), picture: 1, radius: 4 },
      ]);
    expect(groupsOf(pair(4.99), mark(pair(4.99)))).toEqual([[0, 1]]);
    expect(groupsOf(pair(5.01), mark(pair(5.01)))).toEqual([[0], [1]]);
  });

  it('are never of one picture, and the nearest two are joined first', () => {
    const rows = sorted([
      { ra: 10, dec: 20, picture: 0 },
      { ...away(10, 20, 0.5, 90), picture: 1 },
      { ...away(10, 20, 0.9, 90), picture: 0 },
    ]);
    const marked = mark(rows);
    const tableOf = (by: number) => {
      const { ra } = away(10, 20, by, 90);
      return marked.group[rows.findIndex((row) => Math.abs(row.ra - ra) < 1e-9)];
    };
    expect(tableOf(0.5)).toBe(tableOf(0.9));
    expect(tableOf(0)).not.toBe(tableOf(0.5));
  });

  it('do not run together along a chain: no two of a group are farther apart than the radius', () => {
    const rows = sorted(
      [0, 1, 2, 3, 4, 5].map((step) => ({ ...away(120, -40, 1.2 * step, 0), picture: step })),
    );
    expect(Math.max(...groupsOf(rows, mark(rows)).map((group) => group.length))).toBe(2);
  });

  it('take a row without bad flags for the primary, then the one with most signal, then the first in the table', () => {
    const at = { ra: 10, dec: 20 };
    const primaryOf = (rows: Row[]) => rows[mark(rows).primary.indexOf(true)]?.picture;
    expect(
      primaryOf([
        { ...at, picture: 0, flux: 90, flags: 8 },
        { ...at, picture: 1, flux: 5, flags: 2 },
      ]),
    ).toBe(1);
    expect(
      primaryOf([
        { ...at, picture: 0, flux: 4 },
        { ...at, picture: 1, flux: 5 },
      ]),
    ).toBe(1);
    expect(
      primaryOf([
        { ...at, picture: 0, flux: Number.NaN },
        { ...at, picture: 1, flux: -5 },
      ]),
    ).toBe(1);
    expect(
      primaryOf([
        { ...at, picture: 0 },
        { ...at, picture: 1 },
      ]),
    ).toBe(0);
  });

  it('number two sources in one pixel of order 29 apart, and leave rows without a position alone', () => {
    const rows = toMatch([
      { ra: 10, dec: 20, picture: 0 },
      { ra: 10, dec: 20, picture: 0 },
      { ra: 10, dec: 20, picture: 1 },
      { ra: 10, dec: 20, picture: 2 },
    ]);
    const { group, primary } = markDoubles({
      ...rows,
      healpix: [...rows.healpix.slice(0, 3), null],
    });
    const first = healpix29(10, 20);
    expect(group).toEqual([first, first + 1n, first, null]);
    expect(primary).toEqual([true, true, false, true]);
  });

  it('find the stars of a made sky: each once, whatever the number of pictures', () => {
    const random = seededRandom(7);
    const rows: Row[] = [];
    const stars = 400;
    for (let star = 0; star < stars; star++) {
      // A grid of 8″ so that no two stars are nearer than the radius.
      const place = away(away(0, 60, 8 * (star % 20), 90).ra, 60, 8 * Math.floor(star / 20), 0);
      for (let picture = 0; picture < 30; picture++) {
        if (random.uniform() < 0.3) continue;
        rows.push({
          ...away(place.ra, place.dec, 0.1 * Math.abs(random.normal()), 360 * random.uniform()),
          picture,
        });
      }
    }
    const table = sorted(rows);
    const groups = groupsOf(table, mark(table));
    expect(groups).toHaveLength(stars);
  });
});

/**
 * The rule without an index of the sky: chains of neighbours by trying all pairs, then the nearest
 * two first.
 */
function slowMatch(rows: SkyRows): number[] {
  const n = rows.pixel.length;
  const near = (a: number, b: number) => distance2(rows, a, b) <= radius2(rows, a, b);
  const clusters = new Map(Array.from({ length: n }, (_, i) => [i, [i]]));
  const pairs = Array.from({ length: n }, (_, b) =>
    Array.from({ length: b }, (_, a) => [a, b] as const),
  )
    .flat()
    .filter(([a, b]) => rows.picture[a] !== rows.picture[b] && near(a, b))
    .sort((p, q) => distance2(rows, ...p) - distance2(rows, ...q) || p[0] - q[0] || p[1] - q[1]);
  for (const [a, b] of pairs) {
    const [one, other] = [clusters.get(a)!, clusters.get(b)!];
    const fits = one.every((i) =>
      other.every((j) => rows.picture[i] !== rows.picture[j] && near(i, j)),
    );
    if (one === other || !fits) continue;
    one.push(...other);
    for (const row of other) clusters.set(row, one);
  }
  return Array.from({ length: n }, (_, i) => Math.min(...clusters.get(i)!));
}

const crowd = (seed: number, count: number, side: number): Row[] => {
  const random = seededRandom(seed);
  return sorted(
    Array.from({ length: count }, () => ({
      ra: 45 + side * ARCSEC * (random.uniform() - 0.5),
      dec: side * ARCSEC * (random.uniform() - 0.5),
      picture: Math.floor(6 * random.uniform()),
      radius: random.uniform() < 0.2 ? 3 : 1,
    })),
  );
};

const skyRowsOf = (rows: Row[]): SkyRows => ({
  vectors: Float64Array.from(rows.flatMap(({ ra, dec }) => lonLatToVector(ra, dec))),
  pixel: Float64Array.from(rows, ({ ra, dec }) => Number(healpix29(ra, dec) >> 10n)),
  picture: Int32Array.from(rows, ({ picture }) => picture),
  radius: Float64Array.from(rows, ({ radius = 1 }) => radius * ARCSEC * RADIANS_PER_DEGREE),
});

describe('matching rows', () => {
  it('gives what trying all pairs gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 120 }),
        (seed, count) => {
          const rows = skyRowsOf(crowd(seed, count, 40));
          expect([...matchRows(rows)]).toEqual(slowMatch(rows));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the same for a part of the sky with its margin as for the whole, in a crowd without end too', () => {
    for (const [seed, count, side] of [
      [1, 3000, 400],
      [2, 3000, 150],
      [3, 6000, 900],
    ] as const) {
      const rows = crowd(seed, count, side);
      const whole = mark(rows);
      const middle = healpix29(45, 0);
      // The four cells that meet at RA 45, Dec 0, each by itself.
      const cells = [...new Set(rows.map(({ ra, dec }) => Number(healpix29(ra, dec) >> toCell)))];
      expect(cells.length).toBeGreaterThan(1);
      expect(cells).toContain(Number(middle >> toCell));
      for (const cell of cells) {
        const isNear = isAround(
          { from: cell, to: cell + 1, noSky: false, rows: 0 },
          reachOf(3 * ARCSEC * RADIANS_PER_DEGREE),
        );
        const some = rows.flatMap((row, i) => (isNear(healpix29(row.ra, row.dec)) ? [i] : []));
        const part = mark(some.map((i) => rows[i]!));
        for (const [at, i] of some.entries()) {
          if (Number(healpix29(rows[i]!.ra, rows[i]!.dec) >> toCell) !== cell) continue;
          expect([part.group[at], part.primary[at]]).toEqual([whole.group[i], whole.primary[i]]);
        }
      }
    }
  });
});

describe('the margin of a part', () => {
  it('has every place within the reach of a place inside', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 359, noNaN: true }),
        fc.integer({ min: -24, max: 0 }),
        (ra, z, towards, power) => {
          const dec = Math.asin(z) / RADIANS_PER_DEGREE;
          const reach = 2 ** power;
          const cell = Number(healpix29(ra, dec) >> toCell);
          const there = away(ra, dec, (0.999 * reach) / RADIANS_PER_DEGREE / ARCSEC, towards);
          const isNear = isAround({ from: cell, to: cell + 1, noSky: false, rows: 0 }, reach);
          expect(isNear(healpix29(there.ra, there.dec))).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is not the whole sky', () => {
    const isNear = isAround({ from: 0, to: 1, noSky: false, rows: 0 }, ARCSEC * RADIANS_PER_DEGREE);
    expect(isNear(healpix29(200, 40))).toBe(false);
    expect(isNear(healpix29(...([45, 3] as const)))).toBe(false);
  });
});
