import { describe, expect, it } from 'vitest';
import {
  fitMotion,
  isStraightMotion,
  type TimedPlace,
} from '../../../shared/core/matching/motion.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';
import { shifted } from './simulated.ts';

const YEAR = 365.25;

/** A star that moves so many arcsec a year, seen every year from another place of the sky. */
const seen = (ra: number, dec: number, east: number, north: number, years: readonly number[]) =>
  years.map((year): TimedPlace => {
    const at = shifted({ ra, dec }, east * year, north * year);
    return {
      place: lonLatToVector(at.ra, at.dec),
      ...{ mjd: 55_000 + YEAR * year, raErr: 0.01, decErr: 0.01, fwhm: 1 },
    };
  });

describe('the motion of a star', () => {
  it.each([
    [0, 0],
    [269.45, 60],
    [359.9999, -89.99],
    [10, 90],
  ])('at %s %s is on the sky, with cos dec', (ra, dec) => {
    const motion = fitMotion(seen(ra, dec, -0.62, 0.48, [0, 1, 2, 3, 4]))!;
    expect(Math.hypot(motion.ra, motion.dec)).toBeCloseTo(Math.hypot(0.62, 0.48), 6);
    expect(motion.epoch).toBeCloseTo(55_000 + 2 * YEAR, 9);
    // two of five places of one error each: sigma / sqrt(sum of t squared)
    expect(motion.raErr).toBeCloseTo(Math.hypot(0.01, 0.02) / Math.sqrt(10), 6);
  });

  it('is none of two places, or of one time', () => {
    expect(fitMotion(seen(0, 0, 1, 0, [0, 1]))).toBeUndefined();
    expect(fitMotion(seen(0, 0, 1, 0, [1, 1, 1]))).toBeUndefined();
  });
});

describe('places further apart than the radius', () => {
  it('are one star where they are straight in time', () => {
    expect(isStraightMotion(seen(30, 40, 0.8, 0, [0, 1, 2, 3]), 1)).toBe(true);
  });

  it('are none where they turn back, go faster than any star or have no time', () => {
    const back = seen(30, 40, 0.8, 0, [0, 1, 2, 3]).map((place, i) => ({
      ...place,
      mjd: [0, 2, 1, 3][i]! * YEAR,
    }));
    expect(isStraightMotion(back, 1)).toBe(false);
    expect(isStraightMotion(seen(30, 40, 16, 0, [0, 1, 2]), 30)).toBe(false);
    const [first, ...rest] = seen(30, 40, 0.8, 0, [0, 1, 2]);
    expect(isStraightMotion([{ ...first!, mjd: Number.NaN }, ...rest], 1)).toBe(false);
  });
});
