import type { DescribedColumn } from '../parquet/described-column.ts';
import { type ColumnDefinition, catalogueColumns } from './columns.ts';
import { psfColumns } from './psf-columns.ts';

const inParquet = ({ type, ...described }: ColumnDefinition): DescribedColumn => ({
  ...described,
  type: type === 'float64' ? type : 'int32',
  nullable: type === 'float64',
});

/** The columns of an image's catalogue as Parquet has them. */
export const describedColumns: readonly DescribedColumn[] = catalogueColumns.map(inParquet);

/** Those of a fit by the PSF. */
export const describedPsfColumns: readonly DescribedColumn[] = psfColumns.map(inParquet);

/** `_healpix_29`, by which tables are sorted. */
export const healpixColumn: DescribedColumn = {
  name: '_healpix_29',
  type: 'int64',
  nullable: true,
  unit: '',
  ucd: 'pos.healpix',
  description: 'HEALPix index of ra, dec at order 29, nested',
};

/** Errors of a position on the sky. */
export const positionErrorColumns: readonly DescribedColumn[] = [
  ['raErr', 'stat.error;pos.eq.ra', 'error of ra, on the sky: with cos dec'] as const,
  ['decErr', 'stat.error;pos.eq.dec', 'error of dec'] as const,
].map(([name, ucd, description]) => ({
  name,
  type: 'float64',
  nullable: true,
  unit: 'arcsec',
  ucd,
  description,
}));

/** The sources of one image in the order of the sky: `images/NAME/sources.parquet`. */
export const sourceColumns: readonly DescribedColumn[] = [
  healpixColumn,
  ...describedColumns,
  ...positionErrorColumns,
];

/** Columns of what is measured at given places, beside their ids. */
const ofPlaces = ['number', 'hdu', 'ra', 'dec', 'x', 'y', 'flux_aper', 'fluxerr_aper', 'flags'];

/** Columns of a fit that a place of its own gives no meaning to. */
const ofSearch = ['psf_x', 'psf_y', 'psf_xerr', 'psf_yerr', 'psf_search'];

/** The id of a place as it was given: a whole number of 64 bits, or text. */
export const placeIdColumn = (isNumber: boolean): DescribedColumn => ({
  ...{ name: 'id', type: isNumber ? 'int64' : 'string', nullable: true },
  ...{ unit: '', ucd: 'meta.id', description: 'id of the place, as it was given' },
});

/** The same where an image was measured at given places; `withPsf`: also by its PSF. */
export const givenPlaceColumns = (
  isNumber: boolean,
  withPsf: boolean,
): readonly DescribedColumn[] => [
  healpixColumn,
  placeIdColumn(isNumber),
  ...describedColumns.filter(({ name }) => ofPlaces.includes(name)),
  ...(withPsf ? describedPsfColumns.filter(({ name }) => !ofSearch.includes(name)) : []),
];
