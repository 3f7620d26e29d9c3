import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { bandOf, folderNames } from '../../../shared/core/units/band.ts';
import { keywordsOf } from '../../../shared/core/units/keywords.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';
import { headerOf } from './keywords.ts';

describe('the band by the camera', () => {
  it.each<[Record<string, string | number>, string | undefined]>([
    [{ INSTRUME: 'ACS', FILTER1: 'CLEAR1L', FILTER2: 'F814W' }, 'F814W'],
    [{ INSTRUME: 'ACS', FILTER1: 'F606W', FILTER2: 'CLEAR2L' }, 'F606W'],
    [{ INSTRUME: 'ACS', FILTER1: 'F606W', FILTER2: 'POL0V' }, 'F606W+POL0V'],
    [{ INSTRUME: 'ACS', FILTER1: 'CLEAR1S', FILTER2: 'CLEAR2S' }, undefined],
    [{ INSTRUME: 'ACS', FILTER: 'CLEAR1L;F814W' }, 'F814W'],
    [{ INSTRUME: 'WFC3', FILTER: 'F160W' }, 'F160W'],
    [{ INSTRUME: 'WFPC2', FILTNAM1: 'F606W', FILTNAM2: '', FILTER1: 37, FILTER2: 0 }, 'F606W'],
    [{ INSTRUME: 'NICMOS', FILTER: 'F110W' }, 'F110W'],
    [{ INSTRUME: 'NIRCAM', FILTER: 'F444W', PUPIL: 'CLEAR' }, 'F444W'],
    [{ INSTRUME: 'NIRCAM', FILTER: 'F444W', PUPIL: 'F405N' }, 'F405N'],
    [{ INSTRUME: 'NIRCAM', FILTER: 'F444W', PUPIL: 'GRISMR' }, 'F444W+GRISMR'],
    [{ INSTRUME: 'NIRISS', FILTER: 'CLEAR', PUPIL: 'F200W' }, 'F200W'],
    [{ INSTRUME: 'NIRISS', FILTER: 'F277W', PUPIL: 'CLEARP' }, 'F277W'],
    [{ INSTRUME: 'MIRI', FILTER: 'F1130W' }, 'F1130W'],
    [{ INSTRUME: 'GMOS-N', FILTER1: 'open1-6', FILTER2: 'r_G0303' }, 'r_G0303'],
    [{ INSTRUME: 'Goodman Spectro', FILTER: 'NO_FILTER', FILTER2: 'GG455' }, 'GG455'],
    [
      { INSTRUME: 'ghts_red', TELESCOP: 'SOAR 4.1m', FILTER: 'r-SDSS', FILTER2: '<NO FILTER>' },
      'r-SDSS',
    ],
    [{ INSTRUME: 'EFOSC', 'ESO INS FILT1 NAME': 'R#642', 'ESO INS GRIS1 NAME': 'Free' }, 'R#642'],
    [{ INSTRUME: 'HAWKI', 'ESO INS FILT1 NAME': 'OPEN', 'ESO INS FILT2 NAME': 'Ks' }, 'Ks'],
    [{ INSTRUME: 'DECam', FILTER: 'r DECam SDSS c0002 6415.0 1480.0' }, 'r'],
    [{ INSTRUME: 'Hyper Suprime-Cam', FILTER01: 'HSC-G' }, 'HSC-G'],
    [{ INSTRUME: 'MegaPrime', FILTER: 'r.MP9601' }, 'r.MP9601'],
    [{ TELESCOP: 'UKIRT', FILTER: 'K' }, 'K'],
    [{ ORIGIN: 'SDSS', FILTER: 'r' }, 'r'],
    [{ 'FPA.FILTERID': 'r.00000' }, 'r'],
    [{ TELESCOP: 'WISE', BAND: 3 }, 'W3'],
    [{ INSTRUME: 'IRAC', CHNLNUM: 2 }, 'I2'],
    [{ ORIGIN: '2MASS', FILTER: 'k' }, 'K'],
    [{ TELESCOP: 'Herschel', INSTRUME: 'PACS', WAVELNTH: 70 }, 'PACS70'],
    [{ TELESCOP: '1m0-03', FILTER: 'rp', FILTER1: 'air', FILTER2: 'rp' }, 'rp'],
    [{ INSTRUME: 'NIRCAM', FILTER: 'F444W', PUPIL: 'F470N' }, 'F470N'],
    [{ INSTRUME: 'SIMCAM', FILTER: 'F444W', PUPIL: 'F470N' }, 'F470N'],
    [{ FILTER: 606 }, '606'],
    [{ BAND: 2 }, '2'],
    [{ FILTER: 3, FILTER1: 'r' }, 'r'],
    [{ FILTER: 'N/A' }, undefined],
    [{ FILTER: '   ' }, undefined],
    [{ FILTER: '_unknown_' }, undefined],
    [{ FILTER: 'OPEN' }, undefined],
    [{}, undefined],
  ])('%j is %s', (cards, name) => {
    expect(bandOf(headerOf(cards))?.name).toBe(name);
  });

  it('names the keywords that it was read from', () => {
    expect(bandOf(headerOf({ FILTER1: 'F606W', FILTER2: 'POL0V' }))?.from).toBe('FILTER1, FILTER2');
  });
});

describe('names of folders', () => {
  it('differ by more than case, lead nowhere, and do not depend on the order', () => {
    const bands = [
      'r',
      'R',
      '../../../etc/x',
      'Halpha/[NII]',
      'Halpha [NII]',
      'colour',
      'J.bin',
      'J',
      '..',
      '-x',
      'Hα',
    ];
    const once = bands.map((band) => [band, 1] as const);
    const names = folderNames(once, 'colour');
    expect(names).toEqual(folderNames(once.toReversed(), 'colour'));
    expect(Object.fromEntries(names)).toMatchObject({
      R: 'R',
      r: 'r-2',
      J: 'J',
      'J.bin': 'J_bin',
      colour: 'colour-band',
    });
    const folded = [...names.values()].map((name) => name.toLowerCase());
    expect(new Set(folded).size).toBe(bands.length);
    for (const name of names.values()) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/);
  });
});

describe('a band of two spellings', () => {
  it('keeps the name of most images: one image takes it from none', () => {
    const named = (...bands: [string, number][]) =>
      Object.fromEntries(folderNames(bands, 'colour'));
    expect(named(['R', 1], ['r', 6])).toEqual({ r: 'r', R: 'R-2' });
    expect(named(['r', 1], ['R', 6])).toEqual({ R: 'R', r: 'r-2' });
    expect(named(['H a', 2], ['H/a', 3], ['h_A', 1])).toEqual({
      'H/a': 'H_a',
      'H a': 'H_a-2',
      h_A: 'h_A-3',
    });
  });
});

describe.skipIf(!hasSharedCases)('cases of the field (skipped without ../shared/cases)', () => {
  const bandIn = async (path: string) => {
    const hdus = await (
      await openFits(memorySource(new Uint8Array(readFileSync(sharedCase(path)))))
    ).hdus();
    return bandOf(keywordsOf((hdus[1] ?? hdus[0])!.header, hdus[0]!.header))?.name;
  };

  it('wheels of ACS and NIRCam', async () => {
    expect(await bandIn('filter-wheels/acs_f435w_drz.fits.gz')).toBe('F435W');
    expect(await bandIn('filter-wheels/acs_f814w_drz.fits.gz')).toBe('F814W');
    expect(await bandIn('filter-wheels/nrc_f405n_i2d.fits.gz')).toBe('F405N');
    expect(await bandIn('filter-wheels/nrc_f444w_i2d.fits.gz')).toBe('F444W');
  });

  it('FILTER of every form: 8 bands and none', async () => {
    const numbers = Array.from({ length: 12 }, (_, n) => String(n).padStart(2, '0'));
    const bands = await Promise.all(
      numbers.map((n) => bandIn(`photometry/filter-names/f${n}.fits.gz`)),
    );
    expect([5, 6, 7].map((n) => bands[n])).toEqual([undefined, undefined, undefined]);
    expect(bands[11]).toBe('r');
    const names = folderNames(
      [...new Set(bands.filter((band) => band !== undefined))].map((band) => [band, 1] as const),
      'colour',
    );
    expect(new Set([...names.values()].map((name) => name.toLowerCase())).size).toBe(8);
  });
});
