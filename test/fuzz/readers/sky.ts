import { Header } from '../../../shared/core/fits/header.ts';
import { parseProperties } from '../../../shared/core/hips/properties.ts';
import { parseTilePath, tilePath } from '../../../shared/core/hips/tile-path.ts';
import { parseAngle, parsePosition } from '../../../shared/core/sphere/position-text.ts';
import { bandOf } from '../../../shared/core/units/band.ts';
import { parseDate } from '../../../shared/core/units/date.ts';
import { exposureOf } from '../../../shared/core/units/epoch.ts';
import { keywordsOf } from '../../../shared/core/units/keywords.ts';
import { parseUnit } from '../../../shared/core/units/unit.ts';
import { zeroPointOf } from '../../../shared/core/units/zero-point.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { hatsTableAt } from '../../../shared/query/hats-table.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { must, type Reader, textOf } from './reader.ts';

const cards = (text: string): Header =>
  Header.parse(
    Buffer.from(
      text
        .split('\n')
        .map((card) => card.slice(0, 80).padEnd(80))
        .join(''),
      'latin1',
    ),
  );

const wcs: Reader = {
  name: 'celestial coordinates',
  share: 90_000,
  seeds: [
    "CTYPE1  = 'RA---TAN'\nCTYPE2  = 'DEC--TAN'\nCRPIX1  = 16.5\nCRPIX2  = 16.5\nCRVAL1  = 45.0\nCRVAL2  = 40.0\nCD1_1   = -0.0003\nCD1_2   = 0.0\nCD2_1   = 0.0\nCD2_2   = 0.0003",
    "CTYPE1  = 'GLON-CAR'\nCTYPE2  = 'GLAT-CAR'\nCRPIX1  = 180\nCRPIX2  = 90\nCDELT1  = -1\nCDELT2  = 1\nCRVAL1  = 0\nCRVAL2  = 0\nLONPOLE = 0",
    "CTYPE1  = 'RA---TAN-SIP'\nCTYPE2  = 'DEC--TAN-SIP'\nCRPIX1  = 16\nCRPIX2  = 16\nCRVAL1  = 5\nCRVAL2  = -72\nCD1_1   = 1E-4\nCD2_2   = 1E-4\nA_ORDER = 2\nB_ORDER = 2\nA_2_0   = 1E-5\nB_1_1   = -1E-5",
    "CTYPE1  = 'RA---ZPN'\nCTYPE2  = 'DEC--ZPN'\nCRPIX1  = 16\nCRPIX2  = 16\nCRVAL1  = 5\nCRVAL2  = -72\nCDELT1  = -1E-4\nCDELT2  = 1E-4\nPV2_1   = 1.0\nPV2_3   = 42.0\nCROTA2  = 30",
    "CTYPE1  = 'RA---TPV'\nCTYPE2  = 'DEC--TPV'\nCRPIX1  = 16\nCRPIX2  = 16\nCRVAL1  = 5\nCRVAL2  = -72\nCD1_1   = -1E-4\nCD2_2   = 1E-4\nPV1_1   = 1.0\nPV1_4   = 1E-4\nPV2_1   = 1\nRADESYS = 'FK4'\nEQUINOX = 1950.0",
  ],
  words: [
    'CTYPE1',
    'SIN',
    'ZEA',
    'AIT',
    'MOL',
    'HPX',
    'TSC',
    'AZP',
    'SFL',
    'ARC',
    'STG',
    '1E300',
    '-1E-300',
    'CUNIT1',
    "'arcsec'",
    'LATPOLE',
    'PC1_2',
    'A_9_9',
    'PV2_20',
    '90.0',
  ],
  read(input) {
    const read = parseWcs(cards(textOf(input)));
    if (!read) return;
    for (const [x, y] of [
      [1, 1],
      [16, 20],
      [1e9, -1e9],
    ] as const) {
      const [ra, dec] = read.pixelToIcrs(x, y);
      if (Number.isNaN(ra)) continue;
      must(ra >= 0 && ra <= 360 && Math.abs(dec) <= 90, `pixel ${x}, ${y} at ${ra}, ${dec}`);
    }
    read.icrsToPixel(45, 40);
    read.footprint(32, 32);
  },
};

const meaning: Reader = {
  name: 'bands, epochs and zero points of headers',
  share: 60_000,
  seeds: [
    "FILTER  = 'K       '\nDATE-OBS= '2020-01-02T03:04:05'\nEXPTIME = 30.0\nPHOTFLAM= 1E-19\nPHOTPLAM= 5900.0\nBUNIT   = 'ELECTRONS/S'\nINSTRUME= 'ACS'\nFILTER1 = 'CLEAR1L'\nFILTER2 = 'F606W'",
    "BAND    = 2\nMJD-OBS = 55000.5\nMAGZP   = 20.5\nTIMESYS = 'TAI'\nTELESCOP= 'WISE'\nBUNIT   = 'DN'",
    "UTDATE  = '991231'\nMAGZPT  = 25.1\nMJDREFI = 50000\nTSTART  = 1.5\nTIMEUNIT= 's'\nPIXAR_SR= 2E-13\nBUNIT   = 'MJy/sr'",
  ],
  words: [
    'TDB',
    'GPS',
    'JD',
    'DATE-END',
    'EXPEND',
    'MAGZERO',
    "'2020-02-30'",
    "'31/12/99'",
    'PUPIL',
  ],
  read(input) {
    const keywords = keywordsOf(cards(textOf(input)));
    bandOf(keywords);
    exposureOf(keywords);
    const { zeroPoint } = zeroPointOf(keywords, 1e-4) as { zeroPoint?: number | null };
    must(
      zeroPoint === undefined || zeroPoint === null || Number.isFinite(zeroPoint),
      `a zero point of ${zeroPoint}`,
    );
  },
};

const written: Reader = {
  name: 'units, dates, angles and positions',
  share: 80_000,
  named: ['RangeError'],
  seeds: [
    '10**-7 MJy/sr',
    'erg/cm2/s/Angstrom',
    'nJy arcsec^-2',
    '2020-01-02T03:04:05.5Z',
    '31/12/99',
    '17:45:40 -29:00:28',
    '17h45m40s -29d00m28s',
    '266.4, -28.9',
    '30arcsec',
    '1.5d',
  ],
  words: ['k', 'MJy', '**', '^', '(', ')', '10', 'h', 'm', 's', '°', '-', ':'],
  read(input) {
    const text = textOf(input);
    parseUnit(text);
    const date = parseDate(text);
    must(date === undefined || Number.isFinite(date.mjd), `MJD ${date?.mjd}`);
    const angle = parseAngle(text);
    must(angle === undefined || angle >= 0, `an angle of ${angle}`);
    const [lon, lat] = parsePosition(text) ?? [0, 0];
    must(lon >= 0 && lon <= 360 && Math.abs(lat) <= 90, `the position ${lon}, ${lat}`);
  },
};

const hips: Reader = {
  name: 'HiPS properties and paths of tiles',
  share: 50_000,
  seeds: [
    'Norder3/Dir0/Npix300.fits',
    'Norder12/Dir10000/Npix12345.png',
    'hips_order = 3\nhips_frame=equatorial\n# x\nobs_title = a = b\n',
  ],
  words: ['Norder', 'Dir', 'Npix', '.fits', '99999999999999', '../', 'hips_order', '='],
  read(input) {
    const text = textOf(input);
    parseProperties(text);
    const tile = parseTilePath(text);
    if (tile) must(tilePath(tile.order, tile.ipix, tile.extension) === text, `${text} is no path`);
  },
};

/** S3 decodes nothing: a % in a key is a % */
const FOLDER = 's3://tables/c%zz/';
const hats: Reader = {
  name: 'HATS properties and partitions',
  share: 40_000,
  named: ['RefusedQuery'],
  seeds: [
    'dataproduct_type=object\nhats_col_ra=ra\nobs_collection=x\n',
    'Norder,Npix,num_rows\n3,100,5\n4,401,6\n',
  ],
  words: ['Norder', 'Npix', 'hats_npix_suffix=/', '29', '30', '\\:', '='],
  async read(input) {
    const store = memoryStore();
    const isCsv = textOf(input.subarray(0, 200)).includes(',');
    await store.put(`${FOLDER}hats.properties`, isCsv ? 'dataproduct_type=source\n' : input);
    await store.put(`${FOLDER}partition_info.csv`, isCsv ? input : 'Norder,Npix\n0,4\n');
    const table = await hatsTableAt(store, FOLDER);
    for (const { url } of table?.files ?? []) must(url.startsWith(FOLDER), `${url} is read`);
  },
};

/** Readers of headers, HiPS and HATS. */
export const sky = [wcs, meaning, written, hips, hats];
