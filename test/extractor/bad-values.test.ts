import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairFiles } from './pair.ts';
import { runCase } from './run-case.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-bad-values-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
/** Runs with a line behind three good ones. */
const runWith = (line: string) => {
  put('t.sex', `PARAMETERS_NAME t.param\nFILTER N\nVERBOSE_TYPE QUIET\n${line}\n`);
  return runCase(folder, ['det.fits', '-c', 't.sex']);
};

beforeAll(async () => {
  await loadSep();
  for (const [name, bytes] of Object.entries(pairFiles())) writeFileSync(join(folder, name), bytes);
  put('t.param', 'NUMBER\nX_IMAGE\nY_IMAGE\nFLUX_AUTO\n');
});

/** Values that no keyword takes: out of range, of another kind, too few, too many, misspelt. */
const bad = [
  'DETECT_MINAREA 0',
  'DETECT_MINAREA -3',
  'DETECT_MINAREA abc',
  'DETECT_MINAREA',
  'DETECT_MINAREA 5,6',
  'DETECT_MINAREA 1e400',
  'DETECT_MINAREA NaN',
  'DETECT_MINAREA 0x10',
  'DETECT_MAXAREA -1',
  'DETECT_MAXAREA 1e12',
  'DEBLEND_NTHRESH 100',
  'DEBLEND_NTHRESH 0',
  'DEBLEND_MINCONT -1',
  'DEBLEND_MINCONT 2',
  'DEBLEND_MINCONT 0,005',
  'DETECT_THRESH 0',
  'DETECT_THRESH -2',
  'DETECT_THRESH 1.5 2 3',
  'DETECT_THRESH inf',
  'ANALYSIS_THRESH 0',
  'ANALYSIS_THRESH one',
  'THRESH_TYPE SIGMA',
  'FILTER maybe',
  'FILTER 1',
  'FILTER_NAME',
  'FILTER_NAME gone.conv',
  'FILTER_THRESH a',
  'FILTER_THRESH 1,2,3',
  'CLEAN T',
  'CLEAN_PARAM 0',
  'CLEAN_PARAM 11',
  'MASK_TYPE MIRROR',
  'MASK_TYPE',
  'WEIGHT_TYPE MAP',
  'WEIGHT_TYPE NONE,NONE,NONE',
  'WEIGHT_GAIN 1',
  'WEIGHT_THRESH -1',
  'RESCALE_WEIGHTS maybe',
  'FLAG_TYPE XOR',
  'PHOT_APERTURES 10 pixels',
  'PHOT_APERTURES',
  'PHOT_APERTURES -5',
  'PHOT_APERTURES 5,-5',
  "PHOT_APERTURES '5,6'",
  'PHOT_APERTURES 1e9',
  'PHOT_AUTOPARAMS 2.5',
  'PHOT_AUTOPARAMS 2.5,3.5,4.5',
  'PHOT_PETROPARAMS 2',
  'PHOT_PETROPARAMS -2,3.5',
  'PHOT_AUTOAPERS 0',
  'PHOT_FLUXFRAC 0',
  'PHOT_FLUXFRAC 1.5',
  'PHOT_FLUXFRAC 50%',
  'SATUR_LEVEL none',
  'SATUR_KEY',
  'GAIN -1',
  'GAIN e',
  'MAG_ZEROPOINT 1000',
  'MAG_GAMMA 0',
  'PIXEL_SCALE -1',
  'SEEING_FWHM -1',
  'BACK_TYPE CONSTANT',
  'BACK_VALUE x',
  'BACK_SIZE 0',
  'BACK_SIZE -64',
  'BACK_SIZE 64,32,16',
  'BACK_SIZE 3e9',
  'BACK_FILTERSIZE 0',
  'BACK_FILTERSIZE 15',
  'BACKPHOTO_TYPE RING',
  'BACKPHOTO_THICK 0',
  'BACKPHOTO_THICK 300',
  'CHECKIMAGE_TYPE SEGMENT',
  'CHECKIMAGE_TYPE SEGMENTATION,BACKGROUND',
  'CATALOG_TYPE FITS',
  'CATALOG_NAME ~/x.cat',
  'PARAMETERS_NAME gone.param',
  'PARAMETERS_NAME',
  'MEMORY_OBJSTACK 1',
  'MEMORY_BUFSIZE 1',
  'ASSOC_PARAMS 2',
  'ASSOC_RADIUS 0',
  'ASSOC_TYPE LAST',
  'ASSOCSELEC_TYPE NONE',
  'ASSOCCOORD_TYPE SKY',
  'VERBOSE_TYPE LOUD',
  'WRITE_XML maybe',
  'NTHREADS -1',
  'INTERP_TYPE SOME',
  'INTERP_MAXXLAG 0',
  'DGEO_TYPE PIXEL',
  'PSF_NMAX 99',
  'FITS_UNSIGNED 2',
  'HEADER_SUFFIX',
  'DETECT_THRESH 2 sigma',
  'PHOT_APERTURES [5,6]',
  'PHOT_APERTURES (5,6)',
  'GAIN ++1',
  'DETECT_THRESH 1..5',
];

describe('a wrong value in a configuration', () => {
  it.each(bad)('%s ends the search with keyword, line and what may stand there', async (line) => {
    const filtered = line.startsWith('FILTER_NAME') ? `${line}\nFILTER Y` : line;
    const { error } = await runWith(filtered);
    const [keyword] = line.split(' ');
    expect(error).toMatch(/^(Malformed|Unsupported)Config: t\.sex: line 4: /);
    expect(error).toContain(keyword);
    expect(error).toMatch(/ should|at most|check its name|write NONE|give each/);
  });

  it('of the environment that is not set is named', async () => {
    const { error } = await runWith('CATALOG_NAME $NOSUCHNAME/x.cat');
    expect(error).toMatch(/line 4: the environment has no NOSUCHNAME/);
  });

  it('a result in a folder that is not there is told before the search', async () => {
    for (const line of [
      'CATALOG_NAME none/x.cat',
      'CHECKIMAGE_TYPE OBJECTS\nCHECKIMAGE_NAME none/x.fits',
      'WRITE_XML Y\nXML_NAME none/x.xml',
    ]) {
      const { error } = await runWith(line);
      expect(error).toMatch(/none\/x\.\w+ cannot be written: .* no folder none/);
    }
    expect((await runWith('CHECKIMAGE_NAME none/x.fits')).error).toBeUndefined();
  });

  it('what does not go with another keyword, or with a column, is told', async () => {
    const magnitudes = 'DETECT_THRESH 20,25\nPIXEL_SCALE 1\nWEIGHT_TYPE BACKGROUND';
    expect((await runWith(magnitudes)).error).toMatch(/line 4: DETECT_THRESH 20,25: .*sigmas/);
    expect((await runWith(`${magnitudes}\nTHRESH_TYPE ABSOLUTE`)).error).toBeUndefined();
    expect((await runWith('SEEING_FWHM 0')).error).toBeUndefined();
    put('t.param', 'NUMBER\nCLASS_STAR\n');
    expect((await runWith('SEEING_FWHM 0')).error).toMatch(/line 4: SEEING_FWHM 0: the seeing/);
    put('t.param', 'NUMBER\nX_IMAGE\nY_IMAGE\nFLUX_AUTO\n');
  });

  it('a map or a flag image that is not there is told by its keyword', async () => {
    expect((await runWith('WEIGHT_TYPE MAP_RMS')).error).toMatch(/WEIGHT_IMAGE weight.fits is not/);
  });

  it('what a list of known sources lacks is told', async () => {
    put('known.list', '1 20 20 18\n');
    put('t.param', 'NUMBER\nVECTOR_ASSOC(3)\n');
    const list = 'ASSOC_NAME known.list\nASSOCSELEC_TYPE ALL\nVERBOSE_TYPE NORMAL';
    const { said } = await runWith(`${list}\nASSOC_PARAMS 2,3\nASSOC_TYPE MAX\nASSOC_DATA 1,9`);
    put('t.param', 'NUMBER\nX_IMAGE\nY_IMAGE\nFLUX_AUTO\n');
    const words = said.join('\n');
    expect(words).toMatch(/ASSOC_TYPE MAX: .* FIRST counts/);
    expect(words).toMatch(/ASSOC_DATA 9: known.list has 4 columns/);
    expect(words).toMatch(/VECTOR_ASSOC\(3\): ASSOC_DATA names 2/);
  });

  it('a linear image is no plate', async () => {
    const { error } = await runWith('DETECT_TYPE PHOTO\nMAG_GAMMA 0.5');
    expect(error).toMatch(/^UnsupportedConfig: DETECT_TYPE PHOTO: .* write DETECT_TYPE CCD/);
  });
});

describe('a value that Source Extractor reads, too', () => {
  it.each([
    'DETECT_MINAREA 12.7',
    'DEBLEND_NTHRESH 32.5',
    'DETECT_THRESH 1.5,',
    'DETECT_THRESH 24,25',
    'PHOT_APERTURES 5;6',
    'PHOT_APERTURES 5 , 6 , 7',
    'MAG_ZEROPOINT 25.0mag',
    'BACK_FILTERSIZE 3.5',
    'DETECT_MINAREA 5 fewest pixels',
  ])('%s is taken', async (line) => {
    const { error, rows } = await runWith(line);
    expect(error).toBeUndefined();
    expect(rows).toBeGreaterThan(5);
  });
});
