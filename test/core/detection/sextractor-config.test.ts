import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../shared/core/detection/sextractor-config.ts';
import type { DataError } from '../../../shared/core/errors.ts';

const minimal = 'MASK_TYPE NONE\n';
const read = (text: string, files: Record<string, string> = {}) =>
  readConfig(text, 'my.sex', async (name) => files[name]);

const refusal = (text: string, files?: Record<string, string>) =>
  read(text, files).then(
    () => expect.unreachable('it was accepted'),
    (error: DataError) => error,
  );

describe('a SExtractor configuration', () => {
  it('has SExtractor’s own defaults for what it leaves out', async () => {
    const { parameters, notes } = await read(minimal);
    expect(parameters).toMatchObject({
      DETECT_MINAREA: 5,
      DETECT_THRESH: 1.5,
      BACK_SIZE: [64, 64],
      BACK_FILTERSIZE: [3, 3],
      DEBLEND_NTHRESH: 32,
      DEBLEND_MINCONT: 0.005,
      CLEAN_PARAM: 1,
      PHOT_APERTURES: 5,
      PHOT_AUTOPARAMS: [2.5, 3.5],
      GAIN_KEY: 'GAIN',
      SATUR_LEVEL: 50000,
      MAG_ZEROPOINT: 0,
      WEIGHT_TYPE: 'NONE',
    });
    // default.conv: the 3 x 3 pyramid, normalised
    expect(parameters.FILTER?.values).toEqual([1, 2, 1, 2, 4, 2, 1, 2, 1].map((n) => n / 16));
    expect(notes).toEqual([]);
  });

  it('is read with comments, lists and both yes and no', async () => {
    const { parameters } = await read(
      `${minimal}DETECT_THRESH 2.5 # sigma\nBACK_SIZE 32, 48\nFILTER N\nCLEAN n\nBACK_TYPE MANUAL\nBACK_VALUE 7.5\nGAIN_KEY NONE`,
    );
    expect(parameters).toMatchObject({
      DETECT_THRESH: 2.5,
      BACK_SIZE: [32, 48],
      FILTER: null,
      CLEAN_PARAM: null,
      BACK_VALUE: 7.5,
      GAIN_KEY: null,
    });
  });

  it('brings its filter, normalised or not', async () => {
    const files = { 'a.conv': 'CONV NORM\n# mine\n0 1 0\n1 4 1\n0 1 0\n', 'b.conv': 'CONV NONORM\n3\n' };
    expect((await read(`${minimal}FILTER_NAME a.conv`, files)).parameters.FILTER).toEqual({
      width: 3,
      height: 3,
      values: [0, 1, 0, 1, 4, 1, 0, 1, 0].map((n) => n / 8),
    });
    expect((await read(`${minimal}FILTER_NAME b.conv`, files)).parameters.FILTER?.values).toEqual([3]);
  });

  it('names what has no effect here, and the columns that the catalogue lacks', async () => {
    const files = { 'my.param': 'NUMBER\nX_IMAGE\nFLUX_APER(3)\nCLASS_STAR # not here\nFLUX_AUTO\n' };
    const { notes } = await read(
      `${minimal}CHECKIMAGE_TYPE SEGMENTATION\nVERBOSE_TYPE QUIET\nPARAMETERS_NAME my.param`,
      files,
    );
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/^CHECKIMAGE_TYPE SEGMENTATION has no effect/);
    expect(notes[1]).toBe('my.param: the catalogue has no FLUX_APER(3), CLASS_STAR');
  });

  it.each([
    ['THRESH_TYPE ABSOLUTE', 'THRESH_TYPE'],
    ['DETECT_TYPE PHOTO', 'DETECT_TYPE'],
    ['PHOT_APERTURES 3,5,7', 'PHOT_APERTURES'],
    ['BACKPHOTO_TYPE LOCAL', 'BACKPHOTO_TYPE'],
    ['WEIGHT_TYPE MAP_RMS\nWEIGHT_IMAGE rms.fits', 'WEIGHT_IMAGE'],
    ['WEIGHT_TYPE BACKGROUND', 'WEIGHT_TYPE'],
    ['PHOT_AUTOAPERS 10,10', 'PHOT_AUTOAPERS'],
  ])('refuses %s by name rather than give other numbers', async (line, keyword) => {
    const error = await refusal(`${minimal}${line}\n`);
    expect([error.name, error.where.keyword]).toEqual(['UnsupportedConfig', keyword]);
    expect(error.message).toContain('my.sex');
  });

  it.each([
    ['DETECT_TRESH 2', 'DETECT_TRESH'],
    ['DETECT_THRESH two', 'DETECT_THRESH'],
    ['DETECT_MINAREA -1', 'DETECT_MINAREA'],
    ['BACK_SIZE 0', 'BACK_SIZE'],
    ['FILTER maybe', 'FILTER'],
    ['FILTER_NAME gone.conv', 'FILTER_NAME'],
    ['PARAMETERS_NAME gone.param', 'PARAMETERS_NAME'],
  ])('says what is wrong with %s', async (line, keyword) => {
    const error = await refusal(`${minimal}${line}\n`);
    expect([error.name, error.where.keyword]).toEqual(['MalformedConfig', keyword]);
  });

  it.each([
    ['1 2 1\n', 'CONV'],
    ['CONV NORM\n1 2\n1 2\n', 'centre'],
    ['CONV NORM\n1 2 1\n1 2\n1 2 1\n', 'count'],
    ['CONV NORM\n0\n', 'all values'],
  ])('refuses a filter that is none', async (conv, word) => {
    const error = await refusal(`${minimal}FILTER_NAME a.conv`, { 'a.conv': conv });
    expect(error.name).toBe('MalformedConfig');
    expect(error.message).toContain(word);
  });
});
