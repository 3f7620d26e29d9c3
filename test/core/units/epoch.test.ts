import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../shared/core/units/epoch.ts';
import { regimeOf, wavelengthsOf } from '../../../shared/core/units/wavelengths.ts';

const header = (cards: Record<string, unknown>) => (keyword: string) => cards[keyword];

describe('the time of an exposure', () => {
  // MJDs: astropy.time.Time('…', scale='utc').mjd
  it.each([
    [{ EXPSTART: 55_000.25, EXPEND: 55_000.5 }, [55_000.25, 55_000.5]],
    [{ 'MJD-OBS': 51_300, EXPTIME: 864 }, [51_300, 51_300.01]],
    [{ 'DATE-OBS': '2009-07-21T06:00:00.00', EXPTIME: 0 }, [55_033.25, 55_033.25]],
    [{ 'DATE-OBS': '2009-07-21', 'TIME-OBS': '12:00:00' }, [55_033.5, 55_033.5]],
    [{ 'DATE-OBS': '2009-07-21' }, [55_033, 55_033]],
    [{ 'DATE-OBS': '21/07/98' }, [51_015, 51_015]],
    [{ UT_DATE: '990502', UT: '12:00:00.00' }, [51_300.5, 51_300.5]],
    [{ UT_DATE: '010115' }, [51_924, 51_924]],
    [{ DATASET: '2MASS   ' }, [50_606, 51_955]],
  ])('of %o is %o', (cards, epoch) => {
    const found = exposureOf(header(cards));
    expect(found?.map((mjd) => Math.round(mjd * 1e6) / 1e6)).toEqual(epoch);
  });

  it.each([
    {},
    { 'DATE-OBS': 'yesterday' },
    { 'DATE-OBS': '2009-13-45' },
    { 'MJD-OBS': 2_455_000.5 }, // a JD
    { 'MJD-OBS': Number.NaN },
    { EXPSTART: 55_000, EXPEND: 54_000 },
    { DATASET: 'constructor' },
  ])('is not known of %o', (cards) => {
    expect(exposureOf(header(cards))).toBeUndefined();
  });
});

describe('the light of an image', () => {
  it('is told by PHOTPLAM and PHOTBW, else by the name of the filter', () => {
    const [least, most] = wavelengthsOf(header({ PHOTPLAM: 15_369.18, PHOTBW: 826.28 }), 'F160W')!;
    // WFC3 Instrument Handbook: F160W lets 1.4 to 1.7 µm through
    expect(least).toBeCloseTo(1.4e-6, 7);
    expect(most).toBeCloseTo(1.68e-6, 7);
    expect(wavelengthsOf(header({}), 'ks')).toEqual([1.98e-6, 2.33e-6]);
    expect(wavelengthsOf(header({}), 'r')).not.toEqual(wavelengthsOf(header({}), 'R'));
    expect(wavelengthsOf(header({}), 'unknown')).toBeUndefined();
    expect(wavelengthsOf(header({}), 'constructor')).toBeUndefined();
  });

  it('has a name by its middle', () => {
    expect(regimeOf([1.98e-6, 2.33e-6])).toBe('Infrared');
    expect(regimeOf([0.5e-6, 0.59e-6])).toBe('Optical');
    expect(regimeOf([1e-7, 2e-7])).toBe('UV');
    expect(regimeOf([0.2, 0.22])).toBe('Radio');
  });
});
