import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { writeFits } from '../../shared/core/fits/write.ts';
import { readAsciiHead } from '../extractor/detect.ts';
import { pairFiles, pairPixels, pairPlane } from '../extractor/pair.ts';
import { type CaseRun, runCase } from '../extractor/run-case.ts';
import { readJson, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-configured-'));
const at = (...parts: string[]) => join(folder, ...parts);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columns = [
  'NUMBER',
  'X_IMAGE',
  'Y_IMAGE',
  'FLUX_AUTO',
  'FLUXERR_AUTO',
  'FLUX_APER(2)',
  'KRON_RADIUS',
  'A_IMAGE',
  'B_IMAGE',
  'IMAFLAGS_ISO(1)',
  'NIMAFLAGS_ISO(1)',
  'FLAGS',
];
const configuration = [
  'PARAMETERS_NAME dual.param',
  'FILTER N',
  'DETECT_THRESH 4',
  'ANALYSIS_THRESH 4',
  'PHOT_APERTURES 5,9',
  'BACK_SIZE 32',
  'GAIN 2',
  'WEIGHT_TYPE MAP_RMS',
  'CHECKIMAGE_TYPE SEGMENTATION,-BACKGROUND',
  'CHECKIMAGE_NAME seg.fits,sub.fits',
];
const forms = [
  'fits',
  'ldac',
  'ascii',
  'ascii-head',
  'skycat',
  'csv',
  'votable',
  'parquet',
  'crtf',
];

/** The same search by `starfan source-extractor`. */
const dropIn = (...args: string[]): Promise<CaseRun> =>
  runCase(at('inputs'), ['det.fits', ...args, '-c', '../config/dual.sex', '-DETECT_THRESH', '2']);

const table = async (path: string, extname: string) => {
  const hdu = await (await openFits(memorySource(readFileSync(path)))).hdu({ extname });
  const { columns: all, rows } = await readTable(hdu);
  return {
    rows,
    column: (name: string) =>
      Array.from(all.find((one) => one.name === name)!.data as Float64Array, Number),
  };
};

beforeAll(async () => {
  await loadSep();
  for (const name of ['inputs', 'config']) mkdirSync(at(name));
  for (const [name, bytes] of Object.entries(pairFiles())) writeFileSync(at('inputs', name), bytes);
  writeFileSync(at('config/dual.sex'), configuration.join('\n'));
  writeFileSync(at('config/dual.param'), columns.join('\n'));
  writeFileSync(at('inputs/dual.param'), columns.join('\n'));
});

describe('a configuration fanned out over a list', () => {
  beforeAll(async () => {
    const lines = [
      'uri,measure,weight,measure_weight,flag',
      'inputs/det.fits,inputs/meas.fits,inputs/det_map.fits,inputs/meas_map.fits,inputs/bits.fits',
      'inputs/det.fits,,inputs/det_map.fits,,inputs/bits.fits;inputs/bits.fits',
      'inputs/meas.fits[0],,inputs/meas_map.fits[0],,inputs/bits.fits[0]',
    ];
    writeFileSync(at('list.csv'), lines.join('\n'));
    const { status, stderr } = await starfan(
      [
        ...['detect', 'list.csv', '--out', 'run', '--config', 'config/dual.sex'],
        ...['--set', 'DETECT_THRESH=2', '--catalogue', forms.join(','), '--columns', 'sextractor'],
      ],
      folder,
    );
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('starfan:')]);
  });

  const file = (image: string, name: string) => at('run', 'images', image, name);
  /** the search of each line, and how the same is said to the command */
  const searches: [image: string, args: string[]][] = [
    [
      'det+meas',
      ['meas.fits', ...['-WEIGHT_IMAGE', 'det_map.fits,meas_map.fits', '-FLAG_IMAGE', 'bits.fits']],
    ],
    ['det', ['-WEIGHT_IMAGE', 'det_map.fits', '-FLAG_IMAGE', 'bits.fits,bits.fits']],
  ];

  it.each(searches)('%s has the measures of the command with two images', async (image, args) => {
    const { columns: want, rows, error } = await dropIn(...args);
    expect(error).toBeUndefined();
    expect(rows).toBeGreaterThan(15);
    const own = readAsciiHead(file(image, 'sextractor.cat'));
    expect(own.NUMBER).toEqual(want.NUMBER);
    const { column } = await table(file(image, 'sextractor.fits'), 'OBJECTS');
    for (const name of ['FLUX_AUTO', 'FLUXERR_AUTO', 'X_IMAGE', 'IMAFLAGS_ISO', 'KRON_RADIUS'])
      expect(column(name)).toEqual(want[name]);
  });

  it('measures in the second image what is found in the first, by the weights of each', async () => {
    const dual = await table(file('det+meas', 'catalogue.fits'), 'SEXTRACTOR');
    const single = await table(file('det', 'catalogue.fits'), 'SEXTRACTOR');
    expect(dual.column('X_IMAGE')).toEqual(single.column('X_IMAGE'));
    const ratio = dual.column('FLUX_AUTO').map((flux, i) => flux / single.column('FLUX_AUTO')[i]!);
    expect(ratio.sort((a, b) => a - b)[ratio.length >> 1]).toBeCloseTo(0.4, 1);
  });

  it('every form has the same sources', async () => {
    const { rows, column } = await table(file('det+meas', 'catalogue.fits'), 'SEXTRACTOR');
    const text = (name: string) => readFileSync(file('det+meas', name), 'utf8');
    const count = (name: string, pattern: RegExp) => [...text(name).matchAll(pattern)].length;
    expect((await table(file('det+meas', 'sextractor.ldac'), 'LDAC_OBJECTS')).rows).toBe(rows);
    expect(count('sextractor.txt', /^\s*\d/gm)).toBe(rows);
    expect(count('sextractor.skycat', /^\s*\d/gm)).toBe(rows);
    expect(count('sextractor.csv', /^\d/gm)).toBe(rows);
    expect(count('sextractor.xml', /<TR>/g)).toBeGreaterThanOrEqual(rows);
    expect(count('sources.crtf', /^ellipse /gm)).toBe(rows);
    expect(count('sources.reg', /^icrs; ellipse/gm)).toBe(rows);
    const bytes = readFileSync(file('det+meas', 'sextractor.parquet'));
    const parquet = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    });
    expect(parquet.map((row) => row.FLUX_AUTO)).toEqual(column('FLUX_AUTO'));
    expect(Object.keys(parquet[0]!)).toEqual(
      columns.flatMap((name) =>
        /\(2\)/.test(name) ? ['FLUX_APER_1', 'FLUX_APER_2'] : [name.replace('(1)', '_1')],
      ),
    );
    for (const type of ['segmentation', 'minus-background'])
      expect(existsSync(file('det+meas', `check-${type}.fits`))).toBe(true);
  });

  it('regions stand where the sources are, for ds9 and for CARTA', async () => {
    const { column } = await table(file('det+meas', 'catalogue.fits'), 'CATALOGUE');
    const [ra, x] = [column('ra'), column('x')];
    const reg = [
      ...readFileSync(file('det+meas', 'sources.reg'), 'utf8').matchAll(/ellipse\(([\d.]+),/g),
    ];
    const crtf = [
      ...readFileSync(file('det+meas', 'sources.crtf'), 'utf8').matchAll(
        /ellipse \[\[([\d.]+)pix/g,
      ),
    ];
    for (const [i, [, right]] of reg.entries()) expect(Number(right)).toBeCloseTo(ra[i]!, 6);
    for (const [i, [, column1]] of crtf.entries()) expect(Number(column1)).toBeCloseTo(x[i]!, 2);
  });

  it('each HDU has regions for CARTA of its own', async () => {
    const ccds = [11, 12].map((seed, i) => pairPlane(pairPixels(1, seed), `SCI${i + 1}`));
    writeFileSync(at('inputs/both.fits'), writeFits(ccds));
    writeFileSync(at('config/plain.sex'), 'PARAMETERS_NAME plain.param\nFILTER N\n');
    writeFileSync(at('config/plain.param'), 'NUMBER\n');
    const args = ['--config', 'config/plain.sex', '--catalogue', 'crtf', '--out', 'two'];
    const { status, stderr } = await starfan(['detect', 'inputs/both.fits', ...args], folder);
    expect(status, stderr).toBe(0);
    const { column } = await table(at('two/images/both/catalogue.fits'), 'CATALOGUE');
    const hdus = column('hdu');
    for (const [hdu, name] of ['sources.crtf', 'sources-2.crtf'].entries()) {
      const labels = readFileSync(at('two/images/both', name), 'utf8').match(/label="\d+"/g)!;
      expect(labels.length).toBe(hdus.filter((one) => one === hdu).length);
      expect(labels.length).toBeGreaterThan(8);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  it('an HDU in brackets is taken in every column', async () => {
    expect(readJson(at('run', 'tasks', 'detections', 'meas_0.json'))).toMatchObject({
      state: 'done',
      warnings: [],
    });
  });

  it('keywords that are set stand in the parameters and in the header', async () => {
    const { extractor } = readJson(at('run', 'parameters.json'));
    expect(extractor.configuration.DETECT_THRESH).toEqual([2]);
    const hdu = await (
      await openFits(memorySource(readFileSync(file('det+meas', 'catalogue.fits'))))
    ).hdu({ extname: 'CATALOGUE' });
    expect(String(hdu.header.get('DETECT_THRESH'))).toBe('2');
  });
});

describe('what cannot be asked of a configuration', () => {
  it.each([
    [['--set', 'DETECT_THRESH'], 2, 'write KEYWORD=value'],
    [['--set', 'DETECT_THRESH=high'], 1, 'DETECT_THRESH high'],
    [['--set', 'DETECT_TRESH=2', '--set', 'CLEAN=T'], 1, 'CLEAN T'],
    [['--catalogue', 'xls'], 2, '--catalogue xls: write fits, ldac'],
    [['--columns', 'all'], 2, '--columns all'],
    [['--set', 'PARAMETERS_NAME=gone.param', '--catalogue', 'csv'], 1, 'gone.param is not there'],
  ])('%j ends with %i and a sentence', async (args, code, words) => {
    const { status, stderr, stdout } = await starfan(
      ['detect', 'inputs/det.fits', '--out', 'bad', '--config', 'config/dual.sex', ...args],
      folder,
    );
    expect([status, stderr]).toEqual([code, expect.stringContaining(words)]);
    expect(stderr + stdout).not.toMatch(/\n\s+at /);
    expect(existsSync(at('bad', 'images'))).toBe(false);
  });
});
