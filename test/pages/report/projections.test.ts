import { describe, expect, it } from 'vitest';
import {
  galacticEquator,
  skyToGnomonic,
  skyToMollweide,
} from '../../../shared/pages/report/projections.ts';
import { separation } from '../../core/separation.ts';
import truth from '../../truth/report/sky.json' with { type: 'json' };

describe('projections, against astropy (test/truth/report/make.py)', () => {
  it('agree for Mollweide, turned so that RA increases to the left', () => {
    // wcslib's MOL is in degrees, x to the east: the pole is at y = √2 rad
    const unit = (Math.SQRT2 * 180) / Math.PI;
    for (const [ra, dec, x, y] of truth.mollweide as [number, number, number, number][]) {
      const [u, v] = skyToMollweide(ra, dec, 180);
      // 1e-6 of the map's half height is far below a pixel, and above what Newton leaves near the
      // poles
      expect(Math.abs(u + x / unit), `${ra} ${dec}`).toBeLessThan(1e-6);
      expect(Math.abs(v - y / unit), `${ra} ${dec}`).toBeLessThan(1e-6);
    }
    expect(skyToMollweide(90, 90, 180)[1]).toBeCloseTo(1, 12);
    expect(skyToMollweide(90, -90, 180)[1]).toBeCloseTo(-1, 12);
  });

  it('agree for the gnomonic projection', () => {
    for (const [ra0, dec0, ra, dec, x, y] of truth.gnomonic as [
      number,
      number,
      number,
      number,
      number,
      number,
    ][]) {
      const at = skyToGnomonic(ra, dec, { ra: ra0, dec: dec0 })!;
      expect(Math.abs(at[0] - x)).toBeLessThan(1e-7); // degrees: the truth is rounded to 1e-9
      expect(Math.abs(at[1] - y)).toBeLessThan(1e-7);
    }
    expect(skyToGnomonic(180, 0, { ra: 0, dec: 0 })).toBeNull();
  });

  it('agree for the Galactic plane', () => {
    for (const [l, ra, dec] of truth.galactic as [number, number, number][]) {
      const at = galacticEquator(l);
      // 1″: the pole's coordinates are rounded to 0.04″
      expect(separation(at.ra, at.dec, ra, dec)).toBeLessThan(1 / 3600);
    }
  });
});
