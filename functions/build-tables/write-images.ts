import { type MatchPlan, matchKeys, tables } from '../../shared/contracts/matches.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import { healpixColumn } from '../../shared/core/catalogue/source-columns.ts';
import { healpix29 } from '../../shared/core/healpix/pixel.ts';
import type { DescribedColumn } from '../../shared/core/parquet/described-column.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';
import { readMatchedRuns } from '../../shared/run/matched-runs.ts';
import { nameOfFile } from '../../shared/run/name-of-file.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Put, TableOfCells } from './write-collection.ts';

interface Picture {
  healpix: bigint;
  line: number;
  uri: string;
  name: string;
  hdu: SearchedHdu;
  band: string | null;
  sky: NonNullable<SearchedHdu['sky']>;
}

type Cell = number | string | bigint | null;
type Row = readonly [
  name: string,
  type: DescribedColumn['type'],
  unit: string,
  ucd: string,
  description: string,
  of: (picture: Picture) => Cell,
];

const rows: readonly Row[] = [
  ['image', 'int32', '', 'meta.id;meta.main', 'image: its line in the list', ({ line }) => line],
  ['hdu', 'int32', '', 'meta.number', 'HDU of the file, 0 = primary', ({ hdu }) => hdu.hdu],
  ['file', 'string', '', 'meta.id;meta.file', 'file', ({ uri }) => nameOfFile(uri)],
  ['uri', 'string', '', 'meta.ref.url', 'where it is', ({ uri }) => uri],
  ['name', 'string', '', 'meta.id', 'its folder in the run', ({ name }) => name],
  ['ra', 'float64', 'deg', 'pos.eq.ra;meta.main', 'centre (ICRS)', ({ sky }) => sky.ra],
  ['dec', 'float64', 'deg', 'pos.eq.dec;meta.main', 'centre', ({ sky }) => sky.dec],
  [
    's_region',
    'string',
    '',
    'pos.outline;obs.field',
    'outline, as ObsCore has it',
    ({ sky }) => regionOf(sky.footprint),
  ],
  [
    'filter',
    'string',
    '',
    'meta.id;instr.filter',
    'filter as the header writes it',
    ({ hdu }) => hdu.observed?.filter ?? null,
  ],
  [
    'band',
    'string',
    '',
    'instr.bandpass',
    'what the columns of objects in this filter begin with',
    ({ band }) => band,
  ],
  [
    'mjd',
    'float64',
    'd',
    'time.epoch',
    'middle of the exposure, MJD (UTC)',
    ({ hdu }) => hdu.observed?.mjd ?? null,
  ],
  [
    'mjdFrom',
    'string',
    '',
    'meta.note',
    'keywords that mjd comes from, or why there is none',
    ({ hdu }) => hdu.observed?.mjdFrom ?? null,
  ],
  [
    'exptime',
    'float64',
    's',
    'time.duration;obs.exposure',
    'exposure',
    ({ hdu }) => hdu.observed?.exptime ?? null,
  ],
  [
    'telescope',
    'string',
    '',
    'instr.tel',
    'telescope',
    ({ hdu }) => hdu.observed?.telescope || null,
  ],
  [
    'instrument',
    'string',
    '',
    'instr',
    'instrument',
    ({ hdu }) => hdu.observed?.instrument || null,
  ],
  [
    'zeroPoint',
    'float64',
    'mag',
    'phot.mag;arith.zp',
    'magnitude of one unit of the pixels',
    ({ hdu }) => hdu.numbers?.zeroPoint ?? null,
  ],
  [
    'zeroPointSystem',
    'string',
    '',
    'meta.code',
    'AB or Vega',
    ({ hdu }) => hdu.numbers?.zeroPointSystem ?? null,
  ],
  [
    'fwhm',
    'float64',
    'arcsec',
    'instr.obsty.seeing',
    'median width of its sources',
    ({ sky }) => sky.fwhm,
  ],
  ['width', 'int32', 'pix', 'pos.cartesian.x;instr.det', 'columns', ({ hdu }) => hdu.width],
  ['height', 'int32', 'pix', 'pos.cartesian.y;instr.det', 'rows', ({ hdu }) => hdu.height],
  [
    'rms',
    'float64',
    'adu',
    'instr.background;stat.stdev',
    'rms of the background',
    ({ hdu }) => hdu.globalrms,
  ],
  ['detections', 'int32', '', 'meta.number', 'sources found', ({ hdu }) => hdu.sources],
];

const columns: readonly DescribedColumn[] = [
  { ...healpixColumn, nullable: false },
  ...rows.map(([name, type, unit, ucd, description]) => ({
    ...{ name, type, unit, ucd, description },
    nullable: type === 'string' || type === 'float64',
  })),
];

/** A polygon of ObsCore: STC-S. */
const regionOf = (footprint: readonly (readonly [number, number])[]): string | null =>
  footprint.length < 3
    ? null
    : `POLYGON ICRS ${footprint.map(([ra, dec]) => `${ra} ${dec}`).join(' ')}`;

/**
 * The rows of the table `images`, one a picture that has a place on the sky, in cells of order 0.
 * Answers what the table is.
 */
export async function writeImages(
  store: Store,
  run: string,
  { with: others, bands }: Pick<MatchPlan, 'with' | 'bands'>,
  put: Put,
): Promise<TableOfCells> {
  const columnOf = new Map(bands.map(({ name, column }) => [name, column]));
  const pictures: Picture[] = [];
  for await (const { item, detections, image } of readMatchedRuns(store, run, others)) {
    const { uri, hdus } = detections;
    for (const hdu of hdus)
      if (hdu.sky)
        pictures.push({
          healpix: healpix29(hdu.sky.ra, hdu.sky.dec),
          ...{ line: image, uri, hdu, name: item.name, sky: hdu.sky },
          band: columnOf.get(hdu.numbers?.band ?? '') ?? null,
        });
  }
  pictures.sort(
    (a, b) =>
      Number(a.healpix > b.healpix) - Number(a.healpix < b.healpix) ||
      a.line - b.line ||
      a.hdu.hdu - b.hdu.hdu,
  );
  const cells = [];
  let size = 0;
  for (let npix = 0; npix < 12; npix++) {
    const own = pictures.filter(({ healpix }) => healpix >> 58n === BigInt(npix));
    if (own.length === 0) continue;
    const body = writeTable({ columns, cells: cellsOf(own), rowsOfGroup: 10_000 });
    await put(matchKeys.rows(tables.images, { order: 0, npix }), body);
    cells.push({ order: 0, npix, rows: own.length });
    size += body.byteLength;
  }
  return {
    ...{ name: tables.images, product: 'object', columns, cells, bytes: size },
    ...{ ra: 'ra', dec: 'dec' },
  };
}

const cellsOf = (pictures: readonly Picture[]) => (column: string) => {
  if (column === '_healpix_29') return pictures.map(({ healpix }) => healpix);
  const [, , , , , of] = rows.find(([name]) => name === column)!;
  return pictures.map(of);
};
