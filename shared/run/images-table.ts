import type { SearchedHdu } from '../contracts/task-record.ts';
import { healpixColumn } from '../core/catalogue/source-columns.ts';
import { healpix29 } from '../core/healpix/pixel.ts';
import { pictureColumns } from '../core/matching/picture-columns.ts';
import { type DescribedColumn, described, required } from '../core/parquet/described-column.ts';
import type { Store } from '../store/store.ts';
import { readMatchedRuns } from './matched-runs.ts';
import { measuredFile } from './name-of-file.ts';

/** A picture of the sky: a row of the table `images`. */
export interface ImageRow {
  healpix: bigint;
  line: number;
  uri: string;
  file: string;
  name: string;
  hdu: SearchedHdu;
  band: string | null;
  sky: NonNullable<SearchedHdu['sky']>;
}

type Row = readonly [DescribedColumn, (picture: ImageRow) => number | string | bigint | null];

const { image, hdu: hduColumn, file, filter, band, mjd, exptime } = pictureColumns;

const limit = (name: string, part: number) =>
  described(
    ...([name, 'float64', 'mag', 'phot.mag;stat.min'] as const),
    `magnitude at which ${part} per cent of artificial stars are recovered`,
  );

const rows: readonly Row[] = [
  [required(healpixColumn), ({ healpix }) => healpix],
  [{ ...image, ucd: 'meta.id;meta.main' }, ({ line }) => line],
  [hduColumn, ({ hdu }) => hdu.hdu],
  [file, (picture) => picture.file],
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
  [limit('limit90', 90), ({ hdu }) => hdu.completeness?.limit90 ?? null],
  [limit('limit50', 50), ({ hdu }) => hdu.completeness?.limit50 ?? null],
];

/** The columns of the table `images`. */
export const imageColumns = rows.map(([column]) => column);

/** Their cells, a picture a row. */
export const imageCells = (pictures: readonly ImageRow[]) => (column: string) => {
  const [, cellOf] = rows.find(([{ name }]) => name === column)!;
  return pictures.map(cellOf);
};

/** A polygon of ObsCore: STC-S. */
const regionOf = (footprint: readonly (readonly [number, number])[]): string | null =>
  footprint.length < 3
    ? null
    : `POLYGON ICRS ${footprint.map(([ra, dec]) => `${ra} ${dec}`).join(' ')}`;

/**
 * The pictures with a place on the sky of a run and those matched with it, in the order of
 * `_healpix_29`, line and HDU. `columnOf`: what the columns of a band begin with.
 */
export async function readPictures(
  store: Store,
  run: string,
  others: readonly string[] | undefined,
  columnOf: ReadonlyMap<string, string>,
): Promise<ImageRow[]> {
  const pictures: ImageRow[] = [];
  for await (const { item, detections, image } of readMatchedRuns(store, run, others)) {
    const { uri, hdus } = detections;
    for (const hdu of hdus)
      if (hdu.sky)
        pictures.push({
          healpix: healpix29(hdu.sky.ra, hdu.sky.dec),
          ...{ line: image, uri, file: measuredFile(item), hdu, name: item.name, sky: hdu.sky },
          band: columnOf.get(hdu.numbers?.band ?? '') ?? null,
        });
  }
  return pictures.sort(
    (a, b) =>
      Number(a.healpix > b.healpix) - Number(a.healpix < b.healpix) ||
      a.line - b.line ||
      a.hdu.hdu - b.hdu.hdu,
  );
}
