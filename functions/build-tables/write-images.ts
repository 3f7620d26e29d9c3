import { type MatchPlan, matchKeys, tables } from '../../shared/contracts/matches.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import { healpixColumn } from '../../shared/core/catalogue/source-columns.ts';
import { healpix29 } from '../../shared/core/healpix/pixel.ts';
import { pictureColumns } from '../../shared/core/matching/picture-columns.ts';
import {
  type DescribedColumn,
  described,
  required,
} from '../../shared/core/parquet/described-column.ts';
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

type Row = readonly [DescribedColumn, (picture: Picture) => number | string | bigint | null];

const { image, hdu: hduColumn, file, filter, band, mjd, exptime } = pictureColumns;

const rows: readonly Row[] = [
  [required(healpixColumn), ({ healpix }) => healpix],
  [{ ...image, ucd: 'meta.id;meta.main' }, ({ line }) => line],
  [hduColumn, ({ hdu }) => hdu.hdu],
  [file, ({ uri }) => nameOfFile(uri)],
  [described('uri', 'string', '', 'meta.ref.url', 'where it is'), ({ uri }) => uri],
  [described('name', 'string', '', 'meta.id', 'its folder in the run'), ({ name }) => name],
  [described('ra', 'float64', 'deg', 'pos.eq.ra;meta.main', 'centre (ICRS)'), ({ sky }) => sky.ra],
  [described('dec', 'float64', 'deg', 'pos.eq.dec;meta.main', 'centre'), ({ sky }) => sky.dec],
  [
    described('s_region', 'string', '', 'pos.outline;obs.field', 'outline, as ObsCore has it'),
    ({ sky }) => regionOf(sky.footprint),
  ],
  [filter, ({ hdu }) => hdu.observed?.filter ?? null],
  [band, (picture) => picture.band],
  [mjd, ({ hdu }) => hdu.observed?.mjd ?? null],
  [
    described(
      ...(['mjdFrom', 'string', '', 'meta.note'] as const),
      'keywords that mjd comes from, or why there is none',
    ),
    ({ hdu }) => hdu.observed?.mjdFrom ?? null,
  ],
  [exptime, ({ hdu }) => hdu.observed?.exptime ?? null],
  [
    described('telescope', 'string', '', 'instr.tel', 'telescope'),
    ({ hdu }) => hdu.observed?.telescope || null,
  ],
  [
    described('instrument', 'string', '', 'instr', 'instrument'),
    ({ hdu }) => hdu.observed?.instrument || null,
  ],
  [
    described(
      ...(['zeroPoint', 'float64', 'mag', 'phot.mag;arith.zp'] as const),
      'magnitude of one unit of the pixels',
    ),
    ({ hdu }) => hdu.numbers?.zeroPoint ?? null,
  ],
  [
    described('zeroPointSystem', 'string', '', 'meta.code', 'AB or Vega'),
    ({ hdu }) => hdu.numbers?.zeroPointSystem ?? null,
  ],
  [
    described('fwhm', 'float64', 'arcsec', 'instr.obsty.seeing', 'median width of its sources'),
    ({ sky }) => sky.fwhm,
  ],
  [
    described('width', 'int32', 'pix', 'pos.cartesian.x;instr.det', 'columns'),
    ({ hdu }) => hdu.width,
  ],
  [
    described('height', 'int32', 'pix', 'pos.cartesian.y;instr.det', 'rows'),
    ({ hdu }) => hdu.height,
  ],
  [
    described('rms', 'float64', 'adu', 'instr.background;stat.stdev', 'rms of the background'),
    ({ hdu }) => hdu.globalrms,
  ],
  [described('detections', 'int32', '', 'meta.number', 'sources found'), ({ hdu }) => hdu.sources],
];

const columns = rows.map(([column]) => column);

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
  const [, of] = rows.find(([{ name }]) => name === column)!;
  return pictures.map(of);
};
