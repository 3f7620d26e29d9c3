import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { CellValue, Result, ResultColumn } from '../core/query/result.ts';

/** Rows that are held in memory until they make a row group. */
const ROWS_OF_GROUP = 100_000;

const types = {
  boolean: 'BOOLEAN',
  int32: 'INT32',
  int64: 'INT64',
  uint64: 'INT64',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'STRING',
} as const;

/** Writes an answer as a Parquet file of this disk. */
export async function writeResult(path: string, { columns, rows }: Result): Promise<void> {
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(elementOf),
  ];
  const writer = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'Starfan' });
  let buffered: CellValue[][] = columns.map(() => []);
  const write = () => {
    const columnData = columns.map(({ name, type }, i) => ({
      name,
      data: buffered[i]!,
      type: types[type],
    }));
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

const elementOf = ({ name, type }: ResultColumn): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  ...(type === 'string'
    ? { type: 'BYTE_ARRAY', converted_type: 'UTF8' }
    : { type: types[type] as Exclude<(typeof types)[typeof type], 'STRING'> }),
  ...(type === 'uint64' ? { converted_type: 'UINT_64' } : {}),
});
