import { type ColumnName, hasPsf } from '../../core/catalogue/columns.ts';
import { mergedColumns, mergedPsfColumns } from '../../core/catalogue/merged-columns.ts';
import { type ColumnCells, writeTable } from '../../parquet/write-table.ts';
import type { MergedRows } from './rows.ts';

/**
 * One part of the catalogue as a Parquet file; NaN becomes null. `nameWidth`: of the longest
 * image's name in the run.
 */
export const writeParquet = (part: MergedRows, nameWidth: number): Uint8Array =>
  writeTable({
    columns: hasPsf(part.columns) ? mergedPsfColumns : mergedColumns,
    cells: (name) => cellsOf(part, name),
    rowsOfGroup: 100_000,
    widths: { image: nameWidth },
  });

function cellsOf(part: MergedRows, name: string): ColumnCells {
  if (name === '_healpix_29') return part.healpix;
  if (name === 'image' || name === 'group' || name === 'primary') return part[name];
  return part.columns[name as ColumnName];
}
