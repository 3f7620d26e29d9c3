import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { CellValue, Result, ResultColumn } from '../core/query/result.ts';
import { physicalOf, storedColumn } from './stored-column.ts';

/** Rows that are held in memory until they make a row group. */
const ROWS_OF_GROUP = 100_000;

/**
 * Writes an answer as a Parquet file of this disk, each column in its own type. Throws
 * RefusedQuery for times that Parquet has none for.
 */
export async function writeResult(path: string, { columns, rows }: Result): Promise<void> {
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(storedColumn),
  ];
  const writer = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'Starfan' });
  let buffered: CellValue[][] = columns.map(() => []);
  const write = () => {
    const columnData = columns.map((column, i) => dataOf(column, buffered[i]!));
    writer.write({ columnData });
    buffered = columns.map(() => []);
  };
  for await (const some of rows) {
    for (const row of some) for (const [i, cell] of row.entries()) buffered[i]!.push(cell);
    if (buffered[0]!.length >= ROWS_OF_GROUP) write();
  }
  if (buffered[0]!.length > 0) write();
  writer.finish();
}

const dataOf = (column: ResultColumn, cells: readonly CellValue[]) => ({
  name: column.name,
  data: cells.map((cell) => physicalOf(column, cell)),
});
