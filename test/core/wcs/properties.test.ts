import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';
import { separation } from '../separation.ts';
import { headerOf } from './truth.ts';

type Values = Record<string, string | number>;

const wcsOf = (values: Values): Wcs => {
  const wcs = parseWcs(headerOf(values));
  if (!wcs) throw new Error('no celestial axes');
  return wcs;
};

const allSky = (code: string, values: Values = {}): Values => ({
  CTYPE1: `RA---${code}`,
  CTYPE2: `DEC--${code}`,
  CRPIX1: 181,
  CRPIX2: 91,
  CDELT1: -1,
  CDELT2: 1,
  CRVAL1: 40,
  CRVAL2: 20,
  ...values,
});

/** Projections that show the whole sphere, so that every position has a pixel. */
const whole = ['ARC', 'ZEA', 'CAR', 'CEA', 'PAR', 'AIT', 'MOL', 'SFL', 'TSC', 'HPX'];

describe('round trips', () => {
  for (const code of whole) {
    it(`of ${code} from sky to pixel to sky return everywhere`, () => {
      fc.assert(
        fc.property(
          fc.double({ min: 0, max: 360, noNaN: true }),
          fc.double({ min: -90, max: 90, noNaN: true }),
          fc.double({ min: 0, max: 360, noNaN: true }),
          fc.double({ min: -90, max: 90, noNaN: true }),
          (lon, lat, lon0, lat0) => {
            const wcs = wcsOf(allSky(code, { CRVAL1: lon0, CRVAL2: lat0 }));
            const [lon2, lat2] = wcs.pixelToSky(...wcs.skyToPixel(lon, lat));
            // Near the antipode of ZEA and the poles of the pseudo-cylinders a pixel's rounding
            // (1e-13) grows to its root;
            // 1e-6 deg is that root with room for the pixel coordinates' size.
            expect(separation(lon, lat, lon2, lat2)).toBeLessThan(2e-6);
          },
        ),
        { numRuns: 300, seed: 7 },
      );
    });
  }

  it('of TAN-SIP from pixel to sky to pixel return within the image', () => {
    const wcs = wcsOf({
      ...allSky('TAN-SIP', {
        CRPIX1: 2048,
        CRPIX2: 1024,
        CRVAL1: 5.6,
        CRVAL2: -72,
        CDELT1: -1.4e-5,
        CDELT2: 1.4e-5,
      }),
      A_ORDER: 4,
      B_ORDER: 4,
      A_2_0: 8e-6,
      A_1_1: -5e-6,
      A_0_4: 2e-14,
      B_2_0: -2e-6,
      B_1_3: 1e-14,
      B_0_2: -7e-6,
    });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 4096, noNaN: true }),
        fc.double({ min: 0, max: 2048, noNaN: true }),
        (x, y) => {
          const [x2, y2] = wcs.skyToPixel(...wcs.pixelToSky(x, y));
          // 1e-14 rad on the sky is 4e-8 pixels of 0.05 arcsec.
          expect(Math.hypot(x2 - x, y2 - y)).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('edges', () => {
  for (const code of [...whole, 'TAN', 'SIN', 'STG']) {
    it(`the reference pixel of ${code} is at CRVAL, on the poles too`, () => {
      for (const [lon, lat] of [
        [0, 0],
        [0, 90],
        [0, -90],
        [359.9999999, -0.5],
        [180, 89.9999999],
      ] as const) {
        const [lon2, lat2] = wcsOf(allSky(code, { CRVAL1: lon, CRVAL2: lat })).pixelToSky(180, 90);
        expect(separation(lon2, lat2, lon, lat)).toBeLessThan(1e-12);
      }
    });
  }

  it('the seam at ±180° of native longitude has two pixels and one position', () => {
    for (const code of ['CAR', 'CEA', 'MER', 'PAR', 'AIT', 'MOL', 'SFL', 'HPX']) {
      const wcs = wcsOf(allSky(code, { CRVAL2: 0 }));
      // The equator of the map is 360° long, but AIT and MOL stretch it by 4√2/2π.
      const half = code === 'AIT' || code === 'MOL' ? (2 * Math.SQRT2 * 180) / Math.PI : 180;
      const [left, right] = [
        wcs.pixelToSky(180 - half * (1 - 1e-14), 90),
        wcs.pixelToSky(180 + half * (1 - 1e-14), 90),
      ];
      // At AIT's limb the rounding of 1e-14 grows to its root.
      expect(separation(...left, 220, 0)).toBeLessThan(1e-5);
      expect(separation(...right, 220, 0)).toBeLessThan(1e-5);
    }
  });

  it('longitudes stay in [0, 360)', () => {
    const wcs = wcsOf(allSky('TAN', { CRVAL1: 0, CRVAL2: 0, CDELT1: -1e-17 }));
    const [lon] = wcs.pixelToSky(181, 90);
    expect(lon).toBeGreaterThanOrEqual(0);
    expect(lon).toBeLessThan(360);
  });

  it('what has no counterpart is NaN, in both outputs', () => {
    const off: [string, number, number][] = [
      ['SIN', 250, 90],
      ['ARC', 400, 90],
      ['ZEA', 400, 90],
      ['CAR', 400, 90],
      ['CAR', 180, 190],
      ['AIT', 360, 170],
      ['MOL', 350, 150],
      ['SFL', 350, 150],
      ['TSC', 100, 170],
      ['HPX', 200, 175],
    ];
    for (const [code, x, y] of off)
      expect(wcsOf(allSky(code)).pixelToSky(x, y), code).toEqual([Number.NaN, Number.NaN]);
    for (const code of ['TAN', 'SIN'])
      expect(wcsOf(allSky(code)).skyToPixel(220, -20), code).toEqual([Number.NaN, Number.NaN]);
    for (const code of [...whole, 'TAN', 'SIN', 'STG']) {
      const wcs = wcsOf(allSky(code));
      expect(wcs.pixelToSky(Number.NaN, 90), code).toEqual([Number.NaN, Number.NaN]);
      expect(wcs.skyToPixel(10, Number.NaN), code).toEqual([Number.NaN, Number.NaN]);
    }
  });
});

describe('arrays', () => {
  it('of any length, in place, by vectors: all say what single points say', () => {
    const wcs = wcsOf(
      allSky('TAN', { CDELT1: -0.01, CDELT2: 0.01, RADESYS: 'FK5', EQUINOX: 1975 }),
    );
    const x = Float64Array.from({ length: 777 }, (_, i) => i * 0.7);
    const y = Float64Array.from(x, (value) => 500 - value);
    const [ra, dec] = [x.slice(), y.slice()];
    wcs.pixelsToIcrs(ra, dec, ra, dec);
    for (const i of [0, 255, 256, 776])
      expect([ra[i], dec[i]]).toEqual(wcs.pixelToIcrs(x[i]!, y[i]!));
    const [vx, vy, vz] = [x.slice(), x.slice(), x.slice()];
    for (let i = 0; i < x.length; i++) {
      const [a, d] = [toRadians(ra[i]!), toRadians(dec[i]!)];
      vx[i] = Math.cos(d) * Math.cos(a);
      vy[i] = Math.cos(d) * Math.sin(a);
      vz[i] = Math.sin(d);
    }
    const [px, py] = [x.slice(), x.slice()];
    wcs.icrsVectorsToPixels(vx, vy, vz, px, py);
    wcs.icrsToPixels(ra, dec, ra, dec);
    // Rounding of a few 1e-16 rad against 0.01 deg a pixel.
    for (let i = 0; i < x.length; i++) {
      expect(Math.hypot(px[i]! - x[i]!, py[i]! - y[i]!)).toBeLessThan(1e-10);
      expect(Math.hypot(ra[i]! - x[i]!, dec[i]! - y[i]!)).toBeLessThan(1e-10);
    }
  });
});

describe('what a WCS says of itself', () => {
  it('includes pixel scale and parity', () => {
    const values = {
      CTYPE1: 'RA---TAN',
      CTYPE2: 'DEC--TAN',
      CD1_1: -0.0003,
      CD1_2: 0.0004,
      CD2_1: 0.0004,
      CD2_2: 0.0003,
    };
    const wcs = wcsOf(values);
    expect(wcs.pixelScale).toBeCloseTo(1.8, 12);
    expect(wcs.isMirrored).toBe(false);
    expect(wcsOf({ ...values, CD1_1: 0.0003, CD1_2: -0.0004 }).isMirrored).toBe(true);
  });

  it('includes the parity when DEC is the first axis', () => {
    const swapped = wcsOf({
      CTYPE1: 'DEC--TAN',
      CTYPE2: 'RA---TAN',
      CDELT1: 0.001,
      CDELT2: -0.001,
    });
    // x grows with declination, y falls with right ascension: the mirror image of the usual.
    expect(swapped.isMirrored).toBe(true);
  });

  it('includes the footprint: corners and edge middles around the area of the pixels', () => {
    const wcs = wcsOf(allSky('CAR', { CRVAL2: 0, CRPIX1: 0.5, CRPIX2: 0.5, RADESYS: 'ICRS' }));
    const { ra, dec } = wcs.footprint(20, 10);
    const close = (values: Float64Array, expected: number[]): void => {
      for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 11);
    };
    close(ra, [40, 30, 20, 20, 20, 30, 40, 40]);
    close(dec, [0, 0, 0, 5, 10, 10, 10, 5]);
  });
});
