import { parquetMetadata } from 'hyparquet';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { DescribedColumn } from '../core/parquet/described-column.ts';
import { columnsWithoutRows, metadataOf } from './write-table.ts';

/**
 * A `_metadata` file: the footers of several files of the same columns in one, each row group with
 * the path of its file.
 */
export function footerOf(
  columns: readonly DescribedColumn[],
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): Uint8Array {
  const writer = new ByteWriter();
  const joined = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columnsWithoutRows(columns) }),
    kvMetadata: metadataOf(columns),
    createdBy: 'Starfan',
  });
  for (const { path, bytes } of files) {
    const { row_groups: groups, num_rows: rows } = parquetMetadata(bytes);
    joined.num_rows += rows;
    for (const group of groups)
      joined.row_groups.push({
        ...group,
        columns: group.columns.map((chunk) => ({ ...chunk, file_path: path })),
      });
  }
  joined.finish();
  return new Uint8Array(writer.getBuffer());
}
