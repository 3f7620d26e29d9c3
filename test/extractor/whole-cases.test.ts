import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedCase } from '../shared-data.ts';
import { compare, disagreements, readCsv } from './compare.ts';
import { copyCase, hasNetwork, runCase } from './run-case.ts';

const isThere = existsSync(sharedCase('extractor')) && hasNetwork;

/**
 * Configurations as people have them, with what source-extractor makes of them: case, table,
 * columns that agree too seldom so far, words.
 */
const runs: [name: string, tag: string, apart: RegExp, ...args: string[]][] = [
  [
    'plain-default',
    'field',
    /^(NUMBER|FLUXERR_AUTO|FWHM|CLASS)/,
    '../images/field.fits',
    '-c',
    'plain.sex',
  ],
  ['catalogue-types', 'field', /^CLASS/, '../images/field.fits', '-c', 'k.sex'],
  ['mosaic-ldac', 'scamp', /^ERR[AB]WIN/, '../images/mosaic.fits', '-c', 'm.sex'],
  [
    'mosaic-ldac',
    'psfex',
    /^(SNR_WIN|VIGNET_sum)/,
    '../images/mosaic.fits',
    '-c',
    'm.sex',
    '-PARAMETERS_NAME',
    'psfex.param',
  ],
  [
    'pipelines',
    'tiles',
    /^(NUMBER|[XY]WIN_IMAGE|(FLUX|MAG)(ERR)?_(AUTO|WIN)|FLUX_RADIUS|FWHM|CLASS|VIGNET_sum|ELLIPTICITY)/,
    '../images/meas.fits',
    '-c',
    'tiles.sex',
  ],
  ['pipelines', 'astrom', /^(ERR[AB]WIN|FLUX_PETRO)/, '../images/field.fits', '-c', 'astrom.sex'],
  [
    'pipelines',
    'plates',
    /^((ALPHA|DELTA)_SKY|FLUX_APER|MAG(ERR)?_APER|CLASS|FWHM)/,
    '../images/plate.fits',
    '-c',
    'plates.sex',
  ],
  [
    'pipelines',
    'fwhm',
    /^(NUMBER|FLUX(ERR)?_AUTO|MAG(ERR)?_(AUTO|BEST)|FWHM|MU_THRESHOLD|FLUX_RADIUS|ISOAREA|FLUX_APER_[23])/,
    '../images/field.fits',
    '-c',
    'fwhm.sex',
  ],
  [
    'pipelines',
    'rmspair',
    /^(NUMBER|FLUX(ERR)?_AUTO|FWHM)/,
    '../images/det.fits,../images/meas.fits',
    '-c',
    'rmspair.sex',
  ],
  ['pipelines', 'absolute', /^PETRO_RADIUS/, '../images/meas.fits', '-c', 'absolute.sex'],
];

describe.skipIf(!isThere)('a whole configuration (skipped without ../shared/cases)', () => {
  const folders = new Map(
    isThere ? [...new Set(runs.map(([name]) => name))].map((name) => [name, copyCase(name)]) : [],
  );

  it.each(runs)('%s: %s', async (name, tag, apart, ...args) => {
    const folder = folders.get(name)!;
    const run = await runCase(folder, args);
    expect(run.error).toBeUndefined();
    const right = readCsv(join(folder, `right_${tag}.csv`));
    const comparison = compare(right, run.columns);
    expect(disagreements(comparison).filter((column) => !apart.test(column))).toEqual([]);
    expect(comparison.found).toBeGreaterThanOrEqual(0.97);
  });
});
