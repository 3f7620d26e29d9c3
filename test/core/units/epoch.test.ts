import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { exposureOf } from '../../../shared/core/units/epoch.ts';
import { keywordsOf } from '../../../shared/core/units/keywords.ts';
import { regimeOf, wavelengthsOf } from '../../../shared/core/units/wavelengths.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';
import { headerOf } from './keywords.ts';

describe('the time of an exposure', () => {
  it.each([
    [{ 'DATE-OBS': 'yesterday' }, 'DATE-OBS = yesterday is no possible time'],
    [
      { 'DATE-OBS': '2009-07-21T12:00:00', TIMESYS: 'LOCAL' },
      'DATE-OBS is in a time scale that is not known: LOCAL',
    ],
    [
      { 'DATE-OBS': ['2009-07-21T12:00:00', 'Local time at start'] },
      'DATE-OBS is in a time scale that is not known: LOCAL',
    ],
    [{ 'DATE-OBS': '2009-07-21T24:00:00' }, 'DATE-OBS = 2009-07-21T24:00:00 is no possible time'],
    [{ TSTART: 123.5 }, 'TSTART = 123.5 counts from a time that no MJDREF, JDREF or DATEREF gives'],
    [{ 'DATE-END': 'tomorrow' }, 'DATE-END = tomorrow is no possible time'],
    [{}, 'no keyword gives the time of the exposure'],
  ])('of %j says why there is none', (cards, why) => {
    expect(exposureOf(headerOf(cards as Parameters<typeof headerOf>[0])).from).toBe(why);
  });

  // MJDs: astropy.time.Time('…', scale=…).utc.mjd
  it.each<[Parameters<typeof headerOf>[0], number | null, number | null]>([
    [{ EXPSTART: 55_000.25, EXPEND: 55_000.5 }, 55_000.375, null],
    [{ EXPSTART: 55_000.25, EXPEND: 55_000.5, EXPTIME: 900 }, 55_000.375, 900],
    [{ 'MJD-OBS': 51_300, EXPTIME: 864 }, 51_300.005, 864],
    // a whole MJD beside a clock or a day alone is that day, else it is a moment
    [{ 'MJD-OBS': 57_024, UT: '06:00:00' }, 57_024.25, null],
    [{ 'MJD-OBS': 57_024, 'DATE-OBS': '2015-01-02T12:00:00' }, 57_024.5, null],
    [{ 'MJD-OBS': 57_024, 'DATE-OBS': '2015-01-02' }, null, null],
    [{ 'MJD-OBS': 57_024, JD: 2_457_025.25 }, 57_024.75, null],
    [{ 'MJD-OBS': 57_024, MJDREFI: 57_000, TSTART: 2_095_200 }, 57_024.25, null],
    [{ 'MJD-OBS': 57_024, JD: 2_457_125.25 }, 57_024, null],
    // an end alone
    [{ 'DATE-END': '2009-07-21T12:00:00', EXPTIME: 864 }, 55_033.495, 864],
    [{ 'MJD-END': 51_300.25, EXPTIME: 864 }, 51_300.245, 864],
    [{ 'DATE-OBS': '2009-07-21', 'DATE-END': '2009-07-21T12:00:00' }, 55_033.5, null],
    // a begin's keyword that is of the middle
    [{ 'MJD-OBS': [57_024.25, '[d] MJD at mid-exposure'], EXPTIME: 6000 }, 57_024.25, 6000],
    [{ 'DATE-OBS': ['2009-07-21T12:00:00', 'UTC mid exposure'], EXPTIME: 6000 }, 55_033.5, 6000],
    [{ 'DATE-OBS': ['2009-07-21T12:00:00', 'not midnight'], EXPTIME: 864 }, 55_033.505, 864],
    // local only where the image names no scale
    [{ 'DATE-OBS': ['2009-07-21T12:00:00', 'local time'], TIMESYS: 'UTC' }, 55_033.5, null],
    [{ 'DATE-OBS': '2009-07-21', UT: ['12:00:00', 'locally known UT'] }, 55_033.5, null],
    // WISE Atlas; Keck LRIS; X-rays; clocks of other names and forms
    [
      {
        ...{ MIDOBS: '2010-06-01T12:00:00Z', UTCBGN: '2010-01-01T00:00:00Z' },
        ...{ UTCEND: '2010-12-01T00:00:00Z' },
      },
      55_348.5,
      null,
    ],
    [{ 'DATE-OBS': '2009-07-21', UTC: '12:00:00', TTIME: 900, ELAPTIME: 864 }, 55_033.505, 864],
    [{ 'DATE-OBS': '2009-07-21T12:00:00', ONTIME: 900, LIVETIME: 864 }, 55_033.505, 864],
    [{ 'DATE-OBS': '2009-07-21', UTC_OBS: '12:00:00' }, 55_033.5, null],
    [{ 'DATE-OBS': '2009-07-21', UT_OBS: '12 00 00.0' }, 55_033.5, null],
    [{ 'DATE-OBS': '2009-07-21', 'TIME-OBS': '2009-07-21T12:00:00' }, 55_033.5, null],
    [{ UT: '2009-07-21T12:00:00' }, 55_033.5, null],
    // TESS: days after BJD 2457000, TDB; the light reached the barycentre 0.005 d later
    [
      {
        ...{ BJDREFI: 2_457_000, BJDREFF: 0, TIMEUNIT: 'd', TIMESYS: 'TDB', BARYCORR: 0.005 },
        ...{ TSTART: 1325.5, TSTOP: 1325.52 },
      },
      58_325.004199,
      null,
    ],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: 0, EXPOSURE: 86.4 }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86_400, 'exposure, ms'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86_400, '(ms) exposure'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [1.44, 'Exposure time (min)'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86.4, 'Exposure time (s), min of 3'] }, 51_300.2505, 86.4],
    [
      { 'MJD-OBS': 51_300.25, EXPTIME: [86.4, 'total exposure time of 4 exposures over 12 days'] },
      51_300.2505,
      86.4,
    ],
    [
      { 'MJD-OBS': 51_300.25, EXPTIME: [86.4, 'exposure time, two frames a minute'] },
      51_300.2505,
      86.4,
    ],
    [
      { 'MJD-OBS': 51_300.25, EXPTIME: [86.4, 'exposure per frame, hour angle 3 hours'] },
      51_300.2505,
      86.4,
    ],
    [
      { 'MJD-OBS': 51_300.25, EXPTIME: [86_400, 'Exposure time in ms (shutter)'] },
      51_300.2505,
      86.4,
    ],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86_400, 'exp time ms'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86_400, 'ms'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86_400, 'ms, exposure time'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86_400, '{ms}'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, EXPTIME: [86_400, 'units: ms'] }, 51_300.2505, 86.4],
    [{ 'MJD-OBS': 51_300.25, ITIME: 2.88, COADDS: 30 }, 51_300.2505, 86.4],
    [
      { 'MJD-OBS': 51_300.25, EXPTIME: 14.4, 'ESO DET DIT': 14.4, 'ESO DET NDIT': 6 },
      51_300.2505,
      86.4,
    ],
    [
      { 'MJD-OBS': 51_300.25, EXPTIME: 86.4, 'ESO DET DIT': 14.4, 'ESO DET NDIT': 6 },
      51_300.2505,
      86.4,
    ],
    [{ 'MJD-OBS': '51300.5', EXPTIME: '8.64E2' }, 51_300.505, 864],
    [{ 'MJD-OBS': 0, 'DATE-OBS': '2009-07-21T06:00:00.00', EXPTIME: 0 }, 55_033.25, 0],
    [{ 'DATE-OBS': '2009-07-21', 'TIME-OBS': '12:00:00' }, 55_033.5, null],
    [{ 'DATE-OBS': '2009-07-21T12:00:00(TAI)' }, 55_033.499606, null],
    [{ 'DATE-OBS': '2009-07-21T12:00:00Z', TIMESYS: 'TDB' }, 55_033.5, null],
    [{ 'DATE-OBS': '2009-07-21T12:00:00', TIMESYS: 'TT' }, 55_033.499234, null],
    [{ 'DATE-OBS': '2009-07-21T12:00:00', TIMESYS: 'UTC approximate' }, 55_033.5, null],
    [{ 'DATE-OBS': '21/07/98', UT: '06:00:00' }, 51_015.25, null],
    [{ UT_DATE: '990502', UT: '12:00:00.00' }, 51_300.5, null],
    [{ 'MJD-OBS': 55_404.5, EXPTIME: 40, TELESCOP: 'PS1' }, 55_404.499838, 40],
    [{ MJD_OBS: 55_309.85, EXPTIME: 7.7, TELESCOP: 'WISE' }, 55_309.85, 7.7],
    [{ MJD_OBS: 55_309.85, FRAMTIME: 12, EXPTIME: 8.64, TELESCOP: 'Spitzer' }, 55_309.85005, 8.64],
    [{ OBSJD: 2_458_345.8, EXPOSURE: 864 }, 58_345.305, 864],
    [{ 'DATE-OBS': '1993-03-28T00:00:00', EXPTIME: [864_000, '[ms] exposure'] }, 49_074.005, 864],
    [
      { 'DATE-OBS': '1953-03-28T00:00:00', EXPOSURE: [14.4, 'Exposure time minutes'] },
      34_464.005,
      864,
    ],
    [{ 'DATE-OBS': '2016-12-31T23:59:60.5', EXPTIME: -1 }, 57_754.000006, null],
    [{ 'DATE-OBS': '2015-01-02T03:04:05', TIMESYS: 'TCB' }, 57_024.126843, null],
    [{ 'DATE-OBS': '2015-01-02T03:04:05', TIMESYS: 'TCG' }, 57_024.127048, null],
    [{ 'DATE-OBS': '2015-01-02T03:04:05+02:00', TIMESYS: 'TT' }, 57_024.044502, null],
    [{ 'DATE-OBS': '2015-01-01T20:34:05.000-04:30' }, 57_024.044502, null],
    [{ 'DATE-OBS': '2009-07-21T12:00:00,864' }, 55_033.50001, null],
    // as Swift has it
    [
      {
        ...{ MJDREFI: 51_910, MJDREFF: 7.428703703703703e-4, TIMESYS: 'TT', TIMEUNIT: 's' },
        ...{ TSTART: 5e8, TSTOP: 5e8 + 864, EXPOSURE: 800 },
      },
      57_697.041991,
      800,
    ],
    [{ JDREF: 2_455_000.5, TSTART: 24, TIMEUNIT: 'h', EXPTIME: 864 }, 55_001.005, 864],
    [{ DATEREF: '2009-06-18', TSTART: 1, TSTOP: 2, TIMEUNIT: 'd', TIMEOFFS: 0.5 }, 55_002, null],
    [
      { 'MJD-AVG': 60_000.5, 'MJD-BEG': 60_000, 'MJD-END': 60_000.2, XPOSURE: 5, EXPTIME: 6 },
      60_000.5,
      5,
    ],
  ])('of %j is %s, %s s', (cards, middle, seconds) => {
    const found = exposureOf(headerOf(cards));
    expect(found.middle && Math.round(found.middle * 1e6) / 1e6).toBe(middle);
    expect(found.seconds && Math.round(found.seconds * 1e6) / 1e6).toBe(seconds);
  });

  it.each([
    {},
    { 'DATE-OBS': 'yesterday' },
    { 'DATE-OBS': '2009-13-45' },
    { 'DATE-OBS': '2009-02-30T01:00:00' },
    { 'DATE-OBS': '2009-07-21T12:00:00', TIMESYS: 'LOCAL' },
    { 'MJD-OBS': 2_455_000.5 }, // a JD
    { 'MJD-OBS': 'unknown' },
    { DATASET: 'constructor' },
  ])('is not known of %j', (cards) => {
    expect(exposureOf(headerOf(cards as Record<string, string>))).toMatchObject({
      middle: null,
      span: null,
    });
  });

  it('is a day, a survey or the span of a mosaic where no more is known', () => {
    const day = exposureOf(headerOf({ 'DATE-OBS': '2009-07-21' }));
    expect(day).toMatchObject({
      middle: null,
      from: expect.stringContaining('DATE-OBS'),
      span: [55_033, 55_034],
    });
    expect(exposureOf(headerOf({ DATASET: '2MASS   ' })).span).toEqual([50_606, 51_955]);
    expect(exposureOf(headerOf({ EXPSTART: 55_000, EXPEND: 55_001, EXPTIME: 9 })).span).toEqual([
      55_000, 55_001,
    ]);
  });
});

/** Rows of a CSV file without quotes before the last column. */
const rowsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

it.skipIf(!hasSharedCases)('headers of 29 cameras (skipped without ../shared/cases)', async () => {
  const rows = rowsOf(sharedCase('photometry/time-keywords/expected.csv'));
  expect(rows).toHaveLength(29);
  for (const [file = '', mjd = '', tolerance, seconds = '', mayBeNull = ''] of rows) {
    const path = sharedCase(`photometry/time-keywords/${file}`);
    const hdus = await (await openFits(memorySource(new Uint8Array(readFileSync(path))))).hdus();
    const found = exposureOf(keywordsOf(hdus.at(-1)!.header, hdus[0]!.header));
    const off = found.middle === null ? Number.NaN : Math.abs(found.middle - Number(mjd)) * 86_400;
    if (mjd === '' || (mayBeNull.includes('mjd') && found.middle === null))
      expect(found.middle, file).toBeNull();
    else expect(off, file).toBeLessThanOrEqual(Number(tolerance));
    if (mayBeNull.includes('exp')) expect([0, null], file).toContain(found.seconds);
    else if (seconds === '') expect(found.seconds, file).toBeNull();
    else expect(found.seconds, file).toBeCloseTo(Number(seconds), 3);
  }
});

describe('the light of an image', () => {
  it('is told by PHOTPLAM and PHOTBW, else by the name of the filter', () => {
    const [least, most] = wavelengthsOf(
      headerOf({ PHOTPLAM: 15_369.18, PHOTBW: 826.28 }),
      'F160W',
    )!;
    // WFC3 Instrument Handbook: F160W lets 1.4 to 1.7 µm through
    expect(least).toBeCloseTo(1.4e-6, 7);
    expect(most).toBeCloseTo(1.68e-6, 7);
    expect(wavelengthsOf(headerOf({}), 'ks')).toEqual([1.98e-6, 2.33e-6]);
    expect(wavelengthsOf(headerOf({}), 'r')).not.toEqual(wavelengthsOf(headerOf({}), 'R'));
    expect(wavelengthsOf(headerOf({}), 'unknown')).toBeUndefined();
    expect(wavelengthsOf(headerOf({}), 'constructor')).toBeUndefined();
  });

  it('has a name by its middle', () => {
    expect(regimeOf([1.98e-6, 2.33e-6])).toBe('Infrared');
    expect(regimeOf([0.5e-6, 0.59e-6])).toBe('Optical');
    expect(regimeOf([1e-7, 2e-7])).toBe('UV');
    expect(regimeOf([0.2, 0.22])).toBe('Radio');
  });
});
