import { describe, expect, it } from 'vitest';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { headerOf } from './truth.ts';

type Values = Record<string, string | number | boolean>;

const good: Values = {
  CTYPE1: 'RA---TAN',
  CTYPE2: 'DEC--TAN',
  CRVAL1: 10,
  CRVAL2: 20,
  CRPIX1: 5,
  CRPIX2: 5,
  CD1_1: -0.01,
  CD2_2: 0.01,
};

const without = (...keywords: string[]): Values =>
  Object.fromEntries(Object.entries(good).filter(([keyword]) => !keywords.includes(keyword)));

describe('headers that are refused by name', () => {
  const cases: [string, Values, 'MalformedWcs' | 'UnsupportedWcs', string][] = [
    [
      'singular CD',
      { ...good, CD1_2: 0.01, CD2_1: -0.01, CD1_1: 0.01, CD2_2: -0.01 },
      'MalformedWcs',
      'CD1_1',
    ],
    ['half a CD', without('CD2_2'), 'MalformedWcs', 'CD1_1'],
    ['CDELT of 0', { ...without('CD1_1', 'CD2_2'), CDELT1: 0 }, 'MalformedWcs', 'CDELT1'],
    ['no number', { ...good, CRVAL1: 'unknown' }, 'MalformedWcs', 'CRVAL1'],
    ['not finite', { ...good, CRPIX1: Number.NaN }, 'MalformedWcs', 'CRPIX1'],
    ['a comma for a point', { ...good, CRVAL1: '10,5' }, 'MalformedWcs', 'CRVAL1'],
    ['a scale without end', { ...good, CD1_1: 1e200, CD2_2: 1e200 }, 'MalformedWcs', 'CD1_1'],
    ['a truth value', { ...good, CRPIX2: true }, 'MalformedWcs', 'CRPIX2'],
    ['latitude beyond the pole', { ...good, CRVAL2: 95 }, 'MalformedWcs', 'CRVAL2'],
    [
      'unknown projection',
      { ...good, CTYPE1: 'RA---XYZ', CTYPE2: 'DEC--XYZ' },
      'UnsupportedWcs',
      'CTYPE1',
    ],
    [
      'TNX of IRAF',
      { ...good, CTYPE1: 'RA---TNX', CTYPE2: 'DEC--TNX' },
      'UnsupportedWcs',
      'CTYPE1',
    ],
    [
      'unknown distortion',
      { ...good, CTYPE1: 'RA---TAN-TPD', CTYPE2: 'DEC--TAN-TPD' },
      'UnsupportedWcs',
      'CTYPE1',
    ],
    ['polynomial CPDIS', { ...good, CPDIS1: 'Polynomial' }, 'UnsupportedWcs', 'CPDIS1'],
    ['sequent distortion', { ...good, CQDIS2: 'Polynomial' }, 'UnsupportedWcs', 'CQDIS2'],
    ['missing partner', { ...good, CTYPE2: 'LINEAR' }, 'MalformedWcs', 'CTYPE1'],
    ['mixed frames', { ...good, CTYPE2: 'GLAT-TAN' }, 'MalformedWcs', 'CTYPE2'],
    ['mixed projections', { ...good, CTYPE2: 'DEC--SIN' }, 'MalformedWcs', 'CTYPE2'],
    ['unit that is no angle', { ...good, CUNIT1: 'm' }, 'UnsupportedWcs', 'CUNIT1'],
    [
      'one SIP axis',
      { ...good, CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP', A_ORDER: 2 },
      'MalformedWcs',
      'B_ORDER',
    ],
    [
      'endless SIP',
      { ...good, CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP', A_ORDER: 1e9 },
      'MalformedWcs',
      'A_ORDER',
    ],
    [
      'ZPN without coefficients',
      { ...good, CTYPE1: 'RA---ZPN', CTYPE2: 'DEC--ZPN' },
      'MalformedWcs',
      'PV2_1',
    ],
    [
      'HPX of 4.5 facets',
      { ...good, CTYPE1: 'RA---HPX', CTYPE2: 'DEC--HPX', PV2_1: 4.5 },
      'MalformedWcs',
      'PV2_1',
    ],
    [
      'AZP from the surface',
      { ...good, CTYPE1: 'RA---AZP', CTYPE2: 'DEC--AZP', PV2_1: -1 },
      'MalformedWcs',
      'PV2_1',
    ],
    [
      'NCP on the equator',
      { ...good, CTYPE1: 'RA---NCP', CTYPE2: 'DEC--NCP', CRVAL2: 0 },
      'MalformedWcs',
      'CRVAL2',
    ],
    [
      'impossible pole',
      { ...good, CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', LONPOLE: 90, CRVAL2: 20 },
      'MalformedWcs',
      'LONPOLE',
    ],
    [
      'TPV term 40',
      { ...good, CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV', PV1_40: 1 },
      'MalformedWcs',
      'PV1_40',
    ],
    ['equinox in days', { ...good, EQUINOX: 2451545 }, 'MalformedWcs', 'EQUINOX'],
  ];
  for (const [title, values, name, keyword] of cases) {
    it(title, () => {
      const where = { uri: 'file:x.fits', hdu: 3 };
      expect(() => parseWcs(headerOf(values), undefined, where)).toThrow(
        expect.objectContaining({ name, where: { ...where, keyword } }),
      );
    });
  }

  it('a frame without a way to ICRS still has its own positions', () => {
    const wcs = parseWcs(headerOf({ ...good, CTYPE1: 'SLON-TAN', CTYPE2: 'SLAT-TAN' }));
    expect(wcs?.hasIcrs).toBe(false);
    expect(wcs?.frame).toBe('SLON');
    expect(wcs?.pixelToSky(4, 4)[1]).toBeCloseTo(20, 12);
    expect(() => wcs?.pixelToIcrs(4, 4)).toThrow(
      expect.objectContaining({ name: 'UnsupportedWcs' }),
    );
  });
});

describe('headers that are taken as meant', () => {
  const positions = (values: Values): (number | undefined)[] => [
    ...(parseWcs(headerOf({ ...good, ...values }))?.pixelToSky(50, 80) ?? []),
  ];

  it('give undefined without celestial axes', () => {
    expect(parseWcs(headerOf({}))).toBeUndefined();
    expect(parseWcs(headerOf({ ...good, CTYPE1: 'RA', CTYPE2: 'DEC' }))).toBeUndefined();
    expect(parseWcs(headerOf({ ...good, CTYPE1: '', CTYPE2: '' }))).toBeUndefined();
  });

  it('include a DSS plate solution without any CTYPE', () => {
    const plate = {
      AMDX1: 67,
      AMDY1: 67,
      PPO3: 177500,
      PPO6: 177500,
      CNPIX1: 11000,
      CNPIX2: 12000,
      XPIXELSZ: 15,
      YPIXELSZ: 15,
      PLTRAH: 5,
      PLTRAM: 42,
      PLTRAS: 23.86,
      PLTDECSN: '-',
      PLTDECD: 4,
      PLTDECM: 56,
      PLTDECS: 47.9,
    };
    const wcs = parseWcs(headerOf(plate));
    // The plate's centre: pixel PPO3/15 - CNPIX1 + 0.5, counted from 1.
    const [ra, dec] = wcs?.pixelToSky(177500 / 15 - 11000 - 0.5, 177500 / 15 - 12000 - 0.5) ?? [];
    expect(ra).toBeCloseTo(15 * (5 + 42 / 60 + 23.86 / 3600), 11);
    expect(dec).toBeCloseTo(-(4 + 56 / 60 + 47.9 / 3600), 11);
    expect(wcs?.pixelScale).toBeCloseTo(67 * 0.015, 11);
  });

  it('SIP coefficients left over behind a plain TAN are not applied', () => {
    expect(positions({ A_ORDER: 2, B_ORDER: 2, A_2_0: 1e-3, B_0_2: 1e-3 })).toEqual(positions({}));
  });

  it("SCAMP's polynomial behind a plain TAN is TPV, but not beside SIP and not if all zero", () => {
    const scamp = { PV1_0: 0, PV1_1: 1.01, PV1_2: 0.002, PV2_0: 0, PV2_1: 0.99, PV2_2: 0.003 };
    expect(positions(scamp)).toEqual(
      positions({ ...scamp, CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV' }),
    );
    expect(positions({ PV2_1: 0 })).toEqual(positions({}));
    const sip = {
      CTYPE1: 'RA---TAN-SIP',
      CTYPE2: 'DEC--TAN-SIP',
      A_ORDER: 2,
      B_ORDER: 2,
      A_2_0: 1e-5,
      B_0_2: 1e-5,
      PV2_1: 1.0,
      PV2_4: 0.1,
    };
    expect(positions(sip)).toEqual(positions({ ...sip, PV2_1: 0, PV2_4: 0 }));
  });

  it('include numbers in quotes, equinoxes with a letter and old spellings of the matrix', () => {
    expect(positions({ CRVAL1: ' 10.0' })).toEqual(positions({}));
    expect(parseWcs(headerOf({ ...good, EQUINOX: 'J2000.0' }))?.frame).toBe('FK5');
    expect(parseWcs(headerOf({ ...good, EQUINOX: 'B1950' }))?.equinox).toBe(1950);
    expect(positions({ CD1_2: 0.001 })).toEqual(positions({ CD001002: 0.001 }));
    expect(positions({ CD1_2: 0.001 })).toEqual(positions({ CD01_02: 0.001 }));
    expect(positions({ CD1_2: 0.001 })).toEqual(positions({ CD1_2: ' 1.0D-3' }));
  });
});
