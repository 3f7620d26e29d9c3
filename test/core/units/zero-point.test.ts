import { describe, expect, it } from 'vitest';
import { abZeroPoint } from '../../../shared/core/units/zero-point.ts';

const zeroPoint = (header: Record<string, string | number>) => abZeroPoint((keyword) => header[keyword]);

describe('the AB zero point', () => {
  it('is STScI’s for ACS/WFC F814W', () => {
    // ACS zero point calculator, F814W of 2009: PHOTFLAM 7.033186e-20, PHOTPLAM 8045.038, ABMAG 25.947
    const { magnitude } = zeroPoint({ PHOTFLAM: 7.033186e-20, PHOTPLAM: 8045.038, BUNIT: 'ELECTRONS/S' });
    expect(magnitude).toBeCloseTo(25.947, 2);
  });

  it('is the same from PHOTFNU, for f_nu = PHOTFLAM * PHOTPLAM² / c', () => {
    const flam = 3.03865739999999e-20;
    const plam = 10551.05;
    const fnu = (flam * plam * plam) / 2.99792458e18 / 1e-23; // Jy
    const byFnu = zeroPoint({ PHOTFNU: fnu, BUNIT: 'COUNTS/S' }).magnitude ?? Number.NaN;
    const byFlam = zeroPoint({ PHOTFLAM: flam, PHOTPLAM: plam, BUNIT: 'COUNTS/S' }).magnitude ?? Number.NaN;
    expect(Math.abs(byFnu - byFlam)).toBeLessThan(0.002); // 8.90 and 2.408 are rounded so
  });

  it('takes the exposure time into account where pixels are counts', () => {
    const rate = zeroPoint({ PHOTFNU: 1e-7, BUNIT: 'electrons/s' }).magnitude ?? 0;
    const counts = zeroPoint({ PHOTFNU: 1e-7, BUNIT: 'ELECTRONS', EXPTIME: 100 }).magnitude;
    expect(counts).toBeCloseTo(rate + 5, 10);
  });

  it.each([
    [{}, 'PHOTFNU'],
    [{ PHOTFLAM: 0, PHOTPLAM: 5000, BUNIT: 'COUNTS/S' }, 'PHOTFNU'],
    [{ PHOTFLAM: 1e-19, PHOTPLAM: 5000 }, 'BUNIT'],
    [{ PHOTFLAM: 1e-19, PHOTPLAM: 5000, BUNIT: 'COUNTS' }, 'EXPTIME'],
  ])('is none, and it says why, without what it needs', (header, word) => {
    expect(zeroPoint(header as Record<string, number>)).toEqual({
      magnitude: null,
      because: expect.stringContaining(word),
    });
  });
});
