import type { DescribedColumn } from '../parquet/described-column.ts';
import { catalogueColumns } from './columns.ts';

const column = (
  name: string,
  type: DescribedColumn['type'],
  nullable: boolean,
  ucd: string,
  description: string,
): DescribedColumn => ({ name, type, nullable, unit: '', ucd, description });

/** What the merged catalogue has besides the columns of the images' catalogues, before them. */
export const leadingColumns = [
  column(
    '_healpix_29',
    'int64',
    true,
    'pos.healpix',
    'HEALPix index of ra, dec at order 29, nested',
  ),
  column('image', 'string', false, 'meta.id;obs.image', 'image the source was found in'),
  column(
    'group',
    'int64',
    true,
    'meta.id;meta.group',
    'the same for all rows of one source on the sky',
  ),
  column('primary', 'boolean', false, 'meta.code', 'true for one row of each group'),
] as const;

/** The columns of the merged catalogue, in their order. */
export const mergedColumns: readonly DescribedColumn[] = [
  ...leadingColumns,
  ...catalogueColumns.map(({ type, ...described }) => ({
    ...described,
    type: type === 'float64' ? type : ('int32' as const),
    nullable: type === 'float64',
  })),
];
