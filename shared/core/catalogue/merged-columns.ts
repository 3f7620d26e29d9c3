import type { DescribedColumn } from '../parquet/described-column.ts';
import { describedColumns, describedPsfColumns, healpixColumn } from './source-columns.ts';

const column = (
  name: string,
  type: DescribedColumn['type'],
  nullable: boolean,
  ucd: string,
  description: string,
): DescribedColumn => ({ name, type, nullable, unit: '', ucd, description });

/** What the merged catalogue has besides the columns of the images' catalogues, before them. */
export const leadingColumns = [
  healpixColumn,
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
export const mergedColumns: readonly DescribedColumn[] = [...leadingColumns, ...describedColumns];

/** The same where stars were fitted by their image's PSF. */
export const mergedPsfColumns: readonly DescribedColumn[] = [
  ...mergedColumns,
  ...describedPsfColumns,
];
