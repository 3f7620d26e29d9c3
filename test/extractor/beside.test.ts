import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfiguration, parameterList } from '../../cli/source-extractor/dumps.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { compare, disagreements } from './compare.ts';
import {
  noisePlane,
  pairCards,
  pairFiles,
  pairFlags,
  pairHeight,
  pairPixels,
  pairPlane,
  pairWidth,
} from './pair.ts';
import { hasSourceExtractor } from './parity/compare-searches.ts';
import { readCatalogue } from './read-catalogue.ts';
import { runCase } from './run-case.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-beside-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = `NUMBER X_IMAGE Y_IMAGE XWIN_IMAGE YWIN_IMAGE A_IMAGE B_IMAGE FLUX_ISO FLUXERR_ISO
  FLUX_AUTO FLUXERR_AUTO FLUX_APER(2) FLUXERR_APER(2) FLUX_RADIUS FWHM_IMAGE ISOAREA_IMAGE
  ISOAREAF_IMAGE BACKGROUND THRESHOLD MU_THRESHOLD FLAGS_WIN IMAFLAGS_ISO(2) NIMAFLAGS_ISO(2) FLAGS`;

const WORLD = `NUMBER X_IMAGE Y_IMAGE X_WORLD Y_WORLD XWIN_WORLD YPEAK_WORLD ALPHA_J2000
  DELTA_J2000 ALPHA_SKY ALPHA_B1950 X_FOCAL Y_FOCAL FWHM_WORLD A_WORLD B_WORLD THETA_WORLD
  THETA_J2000 THETA_SKY THETA_B1950 X_MAMA Y_MAMA ERRA_WORLD X2_WORLD CXX_WORLD ISOAREA_WORLD MU_MAX`;

/** Cards that are not the pair's, by the name of the file. */
const skies: Record<string, Record<string, string | number>> = {
  galactic: { CTYPE1: 'GLON-TAN', CTYPE2: 'GLAT-TAN' },
  ecliptic: { CTYPE1: 'ELON-TAN', CTYPE2: 'ELAT-TAN' },
  fk4: { RADESYS: 'FK4', EQUINOX: 1950 },
  fk5_1975: { RADESYS: 'FK5', EQUINOX: 1975 },
  linear: { CTYPE1: 'LINEAR', CTYPE2: 'LINEAR' },
  unknown: { CTYPE1: 'RA---ZPX', CTYPE2: 'DEC--ZPX' },
  swapped: {
    CTYPE1: 'DEC--TAN',
    CTYPE2: 'RA---TAN',
    CRVAL1: -27.8,
    CRVAL2: 53.1,
    CD1_1: -1e-4,
    CD1_2: 3e-5,
    CD2_1: 5e-5,
    CD2_2: 1.3e-4,
  },
  // one degree from the centre of a distorted plate: each source has a scale of its own
  tpv: {
    CTYPE1: 'RA---TPV',
    CTYPE2: 'DEC--TPV',
    CRPIX1: 9000,
    CRPIX2: -4000,
    ...{ PV1_1: 1, PV2_1: 1, PV1_7: 0.5, PV2_7: 0.5 },
  },
  negative_longitude: { CRVAL1: -0.0001 },
};

/** Squares of 1 to 5 pixels a side, each with a fainter pixel at its right. */
function blocks(): Float32Array {
  const random = seededRandom(8);
  const pixels = new Float32Array(pairWidth * pairHeight);
  for (let block = 0; block < 25; block++) {
    const [left, bottom, side] = [
      12 + 24 * (block % 5),
      12 + 22 * Math.floor(block / 5),
      1 + (block % 5),
    ];
    const level = 50 + 450 * random.uniform();
    for (let y = bottom; y < bottom + side; y++)
      pixels.fill(level, y * pairWidth + left, y * pairWidth + left + side);
    pixels[bottom * pairWidth + left + side] = level * (0.02 + 0.17 * random.uniform());
  }
  return pixels;
}

/** Two planes as one image of three axes. */
const cubeOf = (
  first: Float32Array,
  second: Float32Array,
  type: typeof Float32Array | typeof Int16Array = Float32Array,
) =>
  writeFits([writeImage(type.from([...first, ...second]), [pairWidth, pairHeight, 2], pairCards)]);

/** Written into t.sex; the command line goes over it. */
const COMMON = `PARAMETERS_NAME t.param
FILTER_NAME t.conv
CATALOG_TYPE FITS_1.0
CATALOG_NAME t.cat
DETECT_THRESH 3
ANALYSIS_THRESH 3
BACK_SIZE 32
PHOT_APERTURES 5,12
FLAG_IMAGE bits.fits,negative.fits
WEIGHT_IMAGE det_map.fits,meas_map.fits
`;

/** Words behind the image or images; what a single image and a pair have each. */
const lines = {
  'det.fits': [
    '-BACK_TYPE MANUAL,AUTO -BACK_VALUE 20',
    '-BACK_TYPE AUTO,MANUAL -BACK_VALUE 20,10',
    '-THRESH_TYPE ABSOLUTE,RELATIVE',
    '-THRESH_TYPE RELATIVE,ABSOLUTE -ANALYSIS_THRESH 2',
    '-THRESH_TYPE ABSOLUTE -DETECT_THRESH 4 -ANALYSIS_THRESH 2',
    '-DETECT_THRESH -2.5,0',
    '-FILTER_NAME even.conv',
    '-FILTER_NAME commas.conv',
    '-FLAG_TYPE MIN,MAX',
    '-FLAG_TYPE MOST,OR',
    '-WEIGHT_TYPE MAP_VAR',
    '-WEIGHT_TYPE MAP_WEIGHT',
    '-RESCALE_WEIGHTS N -WEIGHT_TYPE MAP_VAR',
    '-WEIGHT_TYPE BACKGROUND',
    '-PHOT_APERTURES 30,60 -DEBLEND_MINCONT 1 -CLEAN N',
    '-PHOT_APERTURES 30,60 -DEBLEND_MINCONT 1 -CLEAN N -WEIGHT_TYPE BACKGROUND',
    '-PHOT_APERTURES 30,60 -DEBLEND_MINCONT 1 -WEIGHT_TYPE BACKGROUND -MASK_TYPE BLANK',
    '-PARAMETERS_NAME v.param -MASK_TYPE NONE',
    '-BACK_SIZE 131,119',
    '-BACK_SIZE 131,119 -BACK_FILTERSIZE 1',
    '-CLEAN N -MASK_TYPE BLANK',
    '-BACKPHOTO_TYPE LOCAL -BACKPHOTO_THICK 8',
    '-WEIGHT_TYPE MAP_RMS -WEIGHT_THRESH 1.2',
    '-WEIGHT_TYPE MAP_RMS -WEIGHT_THRESH 1.2 -PARAMETERS_NAME r.param',
    '-WEIGHT_TYPE MAP_RMS -WEIGHT_THRESH 1.2 -INTERP_TYPE NONE',
    '-WEIGHT_TYPE MAP_RMS -WEIGHT_THRESH 1.2,2.5 -MASK_TYPE BLANK',
  ],
  'det.fits,meas.fits': [
    '-BACK_TYPE MANUAL,AUTO -BACK_VALUE 20',
    '-BACK_TYPE AUTO,MANUAL -BACK_VALUE 20,19',
    '-THRESH_TYPE ABSOLUTE,RELATIVE -ANALYSIS_THRESH 2',
    '-WEIGHT_TYPE BACKGROUND',
    '-WEIGHT_TYPE MAP_RMS,MAP_RMS -WEIGHT_THRESH 2.5',
    '-WEIGHT_TYPE MAP_RMS,MAP_RMS -WEIGHT_THRESH 9,2.5',
    '-WEIGHT_TYPE MAP_RMS,MAP_RMS -WEIGHT_THRESH 9,2.5 -MASK_TYPE BLANK',
    '-WEIGHT_TYPE MAP_RMS,MAP_RMS -WEIGHT_THRESH 1.2',
    '-WEIGHT_TYPE MAP_VAR,MAP_WEIGHT',
    '-WEIGHT_TYPE MAP_RMS,NONE',
    '-WEIGHT_TYPE MAP_VAR -WEIGHT_GAIN N -GAIN 2',
  ],
  'det.fits,loud.fits': [
    '-WEIGHT_TYPE BACKGROUND',
    '-WEIGHT_TYPE BACKGROUND -WEIGHT_IMAGE one.fits',
    '-WEIGHT_TYPE BACKGROUND,BACKGROUND -WEIGHT_IMAGE one.fits',
    '-WEIGHT_TYPE BACKGROUND,NONE -BACKPHOTO_TYPE LOCAL -BACKPHOTO_THICK 12',
    '-BACKPHOTO_TYPE LOCAL -BACKPHOTO_THICK 8',
    '-BACKPHOTO_TYPE LOCAL -BACKPHOTO_THICK 8 -FILTER N',
    '-BACK_TYPE AUTO,MANUAL -BACK_VALUE 0,24',
    '-BACK_TYPE AUTO,MANUAL -BACK_VALUE 0,45',
  ],
  ...Object.fromEntries(
    Object.keys(skies).map((name) => [
      `${name}.fits`,
      ['-PARAMETERS_NAME w.param -PIXEL_SCALE 0 -DEBLEND_MINCONT 1'],
    ]),
  ),
  'cube.fits': [
    '-FLAG_IMAGE bits.fits,cube_bits.fits',
    '-WEIGHT_TYPE MAP_RMS -WEIGHT_IMAGE cube_map.fits',
  ],
  // blocks on black: rings without light, cores of one pixel
  'blocks.fits': [
    '-PARAMETERS_NAME r.param -BACK_TYPE MANUAL -BACK_VALUE 0 -THRESH_TYPE ABSOLUTE -DETECT_MINAREA 1 -DEBLEND_MINCONT 1',
    '-PARAMETERS_NAME r.param -BACK_TYPE MANUAL -BACK_VALUE 1 -THRESH_TYPE ABSOLUTE -FILTER N -DETECT_MINAREA 1 -DEBLEND_MINCONT 1',
  ],
  'gain_by_beginning.fits': ['-GAIN 9'],
  'plate.fits': [
    '-DETECT_TYPE PHOTO -MAG_GAMMA 1.6 -PARAMETERS_NAME p.param',
    '-DETECT_TYPE PHOTO -MAG_GAMMA 4 -PARAMETERS_NAME p.param -MASK_TYPE BLANK',
  ],
};
const cases = Object.entries(lines).flatMap(([image, list]) =>
  list.map((words) => [image, words] as const),
);

beforeAll(async () => {
  await loadSep();
  const put = (name: string, body: string | Uint8Array) => writeFileSync(join(folder, name), body);
  for (const [name, bytes] of Object.entries(pairFiles())) put(name, bytes);
  put('negative.fits', writeFits([pairPlane(pairFlags().map((flag) => -flag))]));
  put('loud.fits', writeFits([pairPlane(pairPixels(1, 13).map((value) => 3 * value - 40))]));
  for (const [name, changed] of Object.entries(skies)) {
    const cards = [
      ...pairCards.filter(({ keyword }) => !(keyword in changed)),
      ...Object.entries(changed).map(([keyword, value]) => ({ keyword, value })),
    ];
    put(`${name}.fits`, writeFits([pairPlane(pairPixels(1, 11), undefined, cards)]));
  }
  const gain = { keyword: 'GAINX', value: 2 };
  put(
    'gain_by_beginning.fits',
    writeFits([pairPlane(pairPixels(1, 11), undefined, [...pairCards, gain])]),
  );
  put('blocks.fits', writeFits([pairPlane(blocks())]));
  put(
    'r.param',
    `${COLUMNS} PETRO_RADIUS FLUX_PETRO FLUX_BEST SNR_WIN`.trim().split(/\s+/).join('\n'),
  );
  put('cube.fits', cubeOf(pairPixels(1, 11), pairPixels(3, 12)));
  put(
    'cube_map.fits',
    cubeOf(
      noisePlane((rms) => rms),
      pairPixels(1, 12),
    ),
  );
  put(
    'cube_bits.fits',
    cubeOf(Float32Array.from(pairFlags()), new Float32Array(pairFlags().length), Int16Array),
  );
  put('v.param', 'NUMBER\nX_IMAGE\nY_IMAGE\nFLAGS\nVIGNET(9,8)\nVIGNET_SHIFT(8,9)\n');
  put('w.param', `${WORLD} FLAGS`.split(/\s+/).join('\n'));
  put('t.sex', COMMON);
  put('t.param', COLUMNS.trim().split(/\s+/).join('\n'));
  put('p.param', `${COLUMNS} FLUX_WIN X2WIN_IMAGE FLUX_GROWTH(3)`.trim().split(/\s+/).join('\n'));
  put('plate.fits', writeFits([pairPlane(pairPixels(1, 11).map((value) => value / 100))]));
  put('t.conv', 'CONV NORM\n1 2 1\n2 4 2\n1 2 1\n');
  put('even.conv', 'CONV NORM\n1 2\n3 4\n5 6\n1 1\n');
  put('commas.conv', 'CONV NORM\n1, 2, 1\n2, 4, 2\n1, 2, 1\n');
});

it('check images of a primary image and an extension stand behind an empty HDU', async () => {
  const [first, second] = [pairPlane(pairPixels(1, 11)), pairPlane(pairPixels(1, 12), 'B')];
  writeFileSync(join(folder, 'both.fits'), writeFits([first, second]));
  const check = '-CHECKIMAGE_TYPE -BACKGROUND -CHECKIMAGE_NAME c.fits';
  const { error } = await runCase(folder, ['both.fits', '-c', 't.sex', ...check.split(' ')]);
  expect(error).toBeUndefined();
  const file = await openFits(memorySource(readFileSync(join(folder, 'c.fits'))));
  // as Source Extractor's, whose second HDU is called a primary one, too
  expect((await file.hdus()).map(({ extname, shape }) => [extname, ...shape])).toEqual([
    [''],
    ['', pairWidth, pairHeight],
    ['B', pairWidth, pairHeight],
  ]);
});

it.each([
  ['-CATALOG_NAME det.fits', 'det.fits is read and cannot be written'],
  ['-CHECKIMAGE_TYPE FILTERED -CHECKIMAGE_NAME t.conv', 't.conv is read'],
  ['-CHECKIMAGE_TYPE FILTERED,FILTERED -CHECKIMAGE_NAME a.fits,b.fits', 'FILTERED twice'],
  ['-WEIGHT_TYPE MAP_RMS,MAP_VAR -WEIGHT_IMAGE det_map.fits', 'WEIGHT_IMAGE names one'],
  ['-WEIGHT_TYPE MAP_RMS -WEIGHT_IMAGE t.param', 'WEIGHT_IMAGE t.param: '],
  ['-FLAG_IMAGE det_map.fits', 'FLAG_IMAGE det_map.fits has floats'],
])('%s is refused', async (words, why) => {
  const { error } = await runCase(folder, ['det.fits', '-c', 't.sex', ...words.split(' ')]);
  expect(error).toContain(why);
  expect(readFileSync(join(folder, 'det.fits'), 'latin1')).toMatch(/^SIMPLE/);
});

it('an empty WEIGHT_TYPE leaves the one before it in force', async () => {
  const of = async (...words: string[]) =>
    (await runCase(folder, ['det.fits', '-c', 't.sex', '-WEIGHT_TYPE', 'MAP_RMS', ...words]))
      .columns;
  expect(await of('-WEIGHT_TYPE', '')).toEqual(await of());
  expect(await of('-WEIGHT_TYPE', 'NONE')).not.toEqual(await of());
});

it('with MASK_TYPE NONE nothing is hidden in -OBJECTS either', async () => {
  const check =
    '-MASK_TYPE NONE -CHECKIMAGE_TYPE -BACKGROUND,-OBJECTS -CHECKIMAGE_NAME a.fits,b.fits';
  expect(
    (await runCase(folder, ['det.fits', '-c', 't.sex', ...check.split(' ')])).error,
  ).toBeUndefined();
  expect(readFileSync(join(folder, 'b.fits'))).toEqual(readFileSync(join(folder, 'a.fits')));
});

it('of a cube the first plane is searched, and a warning says so', async () => {
  const { error, said } = await runCase(folder, ['cube.fits', '-c', 't.sex']);
  expect(error).toBeUndefined();
  expect(said).toContainEqual(expect.stringMatching(/WARNING: NAXIS = 3.*first plane/));
});

describe.skipIf(!hasSourceExtractor)(
  'side by side with source-extractor (skipped where it is not installed)',
  () => {
    it.each(cases)('%s %s', async (image, words) => {
      const args = [image, '-c', 't.sex', ...words.split(' ')];
      const { status, stderr } = spawnSync('source-extractor', args, { cwd: folder });
      expect(status, String(stderr)).toBe(0);
      const theirs = await readCatalogue(join(folder, 't.cat'));
      const ours = await runCase(folder, args);
      expect(ours.error).toBeUndefined();
      const comparison = compare(theirs, ours.columns);
      expect(theirs.NUMBER!.length).toBeGreaterThan(8);
      expect(ours.rows).toBe(theirs.NUMBER!.length);
      expect(comparison.found).toBe(1);
      expect(disagreements(comparison)).toEqual({});
    });

    it('our -dd and -dp are taken by both', async () => {
      writeFileSync(join(folder, 'dd.sex'), defaultConfiguration());
      writeFileSync(
        join(folder, 'dp.param'),
        parameterList().replace(/^#(FLUX_APER|X_IM)/gm, '$1'),
      );
      const args = 'det.fits -c dd.sex -PARAMETERS_NAME dp.param -FILTER_NAME t.conv'.split(' ');
      const { status, stderr } = spawnSync('source-extractor', args, { cwd: folder });
      expect([status, String(stderr)]).toEqual([0, expect.not.stringMatching(/WARN|rror/)]);
      const { error, rows, said } = await runCase(folder, args);
      expect([error, rows > 8]).toEqual([undefined, true]);
      expect(said.filter((line) => line.includes('WARNING'))).toEqual([]);
    });
  },
);
