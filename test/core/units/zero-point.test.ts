import { describe, expect, it } from 'vitest';
import { zeroPointOf } from '../../../shared/core/units/zero-point.ts';
import { headerOf } from './keywords.ts';

const zeroPoint = (cards: Parameters<typeof headerOf>[0]) => zeroPointOf(headerOf(cards));

describe('the AB zero point', () => {
  it('is STScI’s for ACS/WFC F814W', () => {
    // ACS zero point calculator, F814W of 2009: PHOTFLAM 7.033186e-20, PHOTPLAM 8045.038, ABMAG
    // 25.947
    const { magnitude } = zeroPoint({
      PHOTFLAM: 7.033186e-20,
      PHOTPLAM: 8045.038,
      BUNIT: 'ELECTRONS/S',
    });
    expect(magnitude).toBeCloseTo(25.947, 2);
  });

  it('is the same from PHOTFNU, for f_nu = PHOTFLAM * PHOTPLAM² / c', () => {
    const flam = 3.03865739999999e-20;
    const plam = 10551.05;
    const fnu = (flam * plam * plam) / 2.99792458e18 / 1e-23; // Jy
    const byFnu = zeroPoint({ PHOTFNU: fnu, BUNIT: 'COUNTS/S' }).magnitude ?? Number.NaN;
    const byFlam =
      zeroPoint({ PHOTFLAM: flam, PHOTPLAM: plam, BUNIT: 'COUNTS/S' }).magnitude ?? Number.NaN;
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
    [{ MAGZERO: 0, MAGZP: -999, ZP: 'unknown' }, 'MAGZERO'],
    [{ PHOTFLAM: 1e-19, PHOTPLAM: 5000 }, 'BUNIT'],
    [{ PHOTFLAM: 1e-19, PHOTPLAM: 5000, BUNIT: 'COUNTS' }, 'EXPTIME'],
  ])('is none, and it says why, without what it needs', (header, word) => {
    expect(zeroPoint(header as Record<string, number>)).toEqual({
      magnitude: null,
      because: expect.stringContaining(word),
    });
  });

  // -2.5 log10(f / 3631 Jy), f the flux density of one unit in a pixel
  it.each<[Parameters<typeof headerOf>[0], number, string | null]>([
    [{ BUNIT: 'Jy' }, 8.9, 'AB'],
    [{ BUNIT: 'mJy' }, 16.4, 'AB'],
    [{ BUNIT: 'uJy/pixel' }, 23.9, 'AB'],
    [{ BUNIT: 'nJy' }, 31.4, 'AB'],
    [{ BUNIT: 'nanomaggy' }, 22.5, 'AB'],
    [{ BUNIT: 'nanomaggies' }, 22.5, 'AB'],
    [{ BUNIT: 'MJy/sr', PIXAR_SR: 1e-13 }, 26.4, 'AB'],
    [{ BUNIT: 'MJy/sr', PIXAR_A2: 0.004 }, 26.466, 'AB'],
    [{ BUNIT: 'DN/s', PHOTMJSR: 2, PIXAR_SR: 1e-13 }, 25.648, 'AB'],
    [{ BUNIT: 'erg/s/cm2/A', PHOTPLAM: 5500 }, -21.11, 'AB'],
    [{ FLUXMAG0: 63_095_734_448 }, 27, 'AB'],
    [{ BUNIT: 'adu', FLUXMAG0: 10 ** (0.4 * 27) }, 27, 'AB'],
    [{ BUNIT: 'ADU', MAGZERO: 30, INSTRUME: 'DECam' }, 30, 'AB'],
    [{ BUNIT: 'DN', MAGZP: 20.8, ORIGIN: '2MASS' }, 20.8, 'Vega'],
    [{ BUNIT: 'DN', MAGZP: 20.5, TELESCOP: 'WISE' }, 20.5, 'Vega'],
    [{ MAGZP: 26.2, INSTRUME: 'ZTF/MOSAIC' }, 26.2, 'AB'],
    [{ MAGZPT: 23, EXPTIME: 10, TELESCOP: 'UKIRT' }, 25.5, 'Vega'],
    [
      { MAGZPT: 23, EXPTIME: 10, TELESCOP: 'UKIRT', EXTINCT: 0.05, AMSTART: 1.3, AMEND: 1.5 },
      25.48,
      'Vega',
    ],
    [
      {
        MAGZPT: 23,
        EXPTIME: 10,
        INSTRUME: 'VIRCAM',
        EXTINCT: 0.1,
        'ESO TEL AIRM START': 2,
        'ESO TEL AIRM END': 2,
      },
      25.4,
      'Vega',
    ],
    [{ MAGZPT: 23, EXPTIME: 10, TELESCOP: 'UKIRT', EXTINCT: 0.05 }, 25.5, 'Vega'],
    [{ 'FPA.ZP': 25, EXPTIME: 100 }, 30, 'AB'],
    [{ PHOTZP: ['30.0', 'AB zero point'] }, 30, 'AB'],
    [{ PHOTZP: 23.5, PHOTSYS: 'VEGA' }, 23.5, 'Vega'],
    [{ MAGZPT: 25, MAGZERO: 0, ZP: 99 }, 25, null],
    [{ ZP: '2.5D1' }, 25, null],
    [{ ZEROPT: 24.5 }, 24.5, null],
  ])('of %j is %s %s', (cards, magnitude, system) => {
    const found = zeroPoint(cards);
    expect(found.magnitude).toBeCloseTo(magnitude, 2);
    expect(found).toMatchObject({ system });
  });

  it('is AB where the planes alone tell that it is DES', () => {
    const cut = headerOf({ MAGZERO: 30 });
    expect(zeroPointOf(cut, 0.263, 'DES')).toMatchObject({ magnitude: 30, system: 'AB' });
    expect(zeroPointOf(cut, 0.263)).toMatchObject({ magnitude: 30, system: null });
  });

  it('takes the area of a pixel from the WCS where the header has none', () => {
    const { magnitude } = zeroPointOf(headerOf({ BUNIT: 'MJy/sr' }), 0.1);
    expect(magnitude).toBeCloseTo(zeroPoint({ BUNIT: 'MJy/sr', PIXAR_A2: 0.01 }).magnitude!, 9);
  });

  it('is not known for Jy/beam, and it says why', () => {
    expect(zeroPoint({ BUNIT: 'JY/BEAM' })).toMatchObject({
      because: expect.stringContaining('beam'),
    });
  });
});
