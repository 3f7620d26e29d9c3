import type { HduToWrite } from '../fits/write.ts';
import { writeBinTable } from '../fits/write-table.ts';
import type { CountedCell, HatsCell } from './cells.ts';

/** What a HATS table is (IVOA Note HATS 1.0, §3). */
export interface HatsTable {
  readonly name: string;
  readonly product: 'object' | 'source' | 'margin' | 'index';
  readonly rows: number;
  /** of its cells the deepest order */
  readonly order?: number;
  readonly primary?: string;
  /** arcsec */
  readonly margin?: number;
  readonly indexColumn?: string;
  readonly ra?: string;
  readonly dec?: string;
  readonly maxRows?: number;
  readonly skymapOrder?: number;
  readonly skyFraction?: number;
  /** KiB */
  readonly size: number;
  /** columns that a reader takes where none is named */
  readonly defaults?: readonly string[];
  readonly builder: string;
  /** ISO 8601 */
  readonly created: string;
}

type Property = readonly [key: string, value: string | number | undefined];

const propertiesText = (properties: readonly Property[]): string =>
  properties
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

/** The text of `hats.properties`. */
export const hatsProperties = (table: HatsTable): string =>
  propertiesText([
    ['obs_collection', table.name],
    ['dataproduct_type', table.product],
    ['hats_nrows', table.rows],
    ['hats_primary_table_url', table.primary],
    ['hats_margin_threshold', table.margin],
    ['hats_index_column', table.indexColumn],
    ['hats_col_ra', table.ra],
    ['hats_col_dec', table.dec],
    ['hats_col_healpix', table.ra && '_healpix_29'],
    ['hats_col_healpix_order', table.ra && 29],
    ['hats_npix_suffix', table.ra && '.parquet'],
    ['hats_cols_default', table.defaults?.join(' ')],
    ['hats_skymap_order', table.skymapOrder],
    ['hats_max_rows', table.maxRows],
    ['hats_order', table.order],
    ['moc_sky_fraction', table.skyFraction],
    ['hats_estsize', table.size],
    ['hats_builder', table.builder],
    ['hats_creation_date', table.created],
    ['hats_release_date', '2025-08-22'],
    ['hats_version', 'v1.0'],
  ]);

/** The text of `collection.properties`: its objects, and what goes with them. */
export const collectionProperties = (
  name: string,
  { primary, margin, index }: { primary: string; margin: string; index: string },
): string =>
  propertiesText([
    ['obs_collection', name],
    ['hats_primary_table_url', primary],
    ['all_margins', margin],
    ['default_margin', margin],
    ['all_indexes', index],
    ['default_index', index.split(' ')[0]],
  ]);

/** The text of `partition_info.csv`. */
export const partitionInfo = (cells: readonly HatsCell[]): string =>
  `Norder,Npix\n${[...cells]
    .sort((a, b) => a.order - b.order || a.npix - b.npix)
    .map(({ order, npix }) => `${order},${npix}\n`)
    .join('')}`;

/**
 * A map of counts over the sky: the pixels with any, and their counts (HEALPix FITS, explicit
 * indexing).
 */
export function skymapTable(order: number, counts: ReadonlyMap<number, number>): HduToWrite {
  const pixels = [...counts].sort(([a], [b]) => a - b);
  const nside = 2 ** order;
  return writeBinTable(
    [
      { name: 'PIXEL', data: BigInt64Array.from(pixels, ([pixel]) => BigInt(pixel)) },
      { name: 'VALUE', data: BigInt64Array.from(pixels, ([, count]) => BigInt(count)) },
    ],
    [
      { keyword: 'PIXTYPE', value: 'HEALPIX', comment: 'HEALPix pixels' },
      { keyword: 'ORDERING', value: 'NESTED' },
      { keyword: 'NSIDE', value: nside },
      { keyword: 'INDXSCHM', value: 'EXPLICIT', comment: 'pixels that are not here have 0' },
      { keyword: 'OBS_NPIX', value: pixels.length, comment: 'pixels in this table' },
      { keyword: 'COORDSYS', value: 'C', comment: 'ICRS' },
      { keyword: 'OBJECT', value: 'PARTIAL' },
    ],
  );
}

/** Share of the sphere that cells cover. */
export const coveredFraction = (cells: readonly HatsCell[]): number =>
  cells.reduce((sum, { order }) => sum + 1 / (12 * 4 ** order), 0);

/** All rows of some cells. */
export const rowsIn = (cells: readonly CountedCell[]): number =>
  cells.reduce((sum, { rows }) => sum + rows, 0);
