import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { arrowSchema } from '../core/parquet/arrow-schema.ts';
import type { DescribedColumn } from '../core/parquet/described-column.ts';
import { votableHeader } from '../core/parquet/votable.ts';

const parquetTypes = {
  int32: 'INT32',
  int64: 'INT64',
  float64: 'DOUBLE',
  string: 'STRING',
  boolean: 'BOOLEAN',
} as const;

/** The cells of a column. Of float64, NaN is written as null. */
export type ColumnCells =
  | Float64Array
  | Int32Array
  | Int16Array
  | BigInt64Array
  | readonly (number | bigint | string | boolean | null)[];

/** A table to be written as a Parquet file. */
export interface TableToWrite {
  readonly columns: readonly DescribedColumn[];
  /** of each column as many cells */
  readonly cells: (name: string) => ColumnCells;
  /** of a group, which has its own minimum and maximum of each column and can be read alone */
  readonly rowsOfGroup: number;
  /** most characters of the columns of text, where astropy shall read them: by column */
  readonly widths?: Readonly<Record<string, number>>;
}

/** A table as a Parquet file, the same bytes for the same cells. */
export const writeTable = ({ cells, ...table }: TableToWrite): Uint8Array =>
  writeParts(table, [cells]);

/**
 * The same of a table whose rows come in parts, so that the cells of one part alone are held: each
 * part but the last has whole groups.
 */
export function writeParts(
  { columns, rowsOfGroup, widths }: Omit<TableToWrite, 'cells'>,
  parts: Iterable<TableToWrite['cells']>,
): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columnsWithoutRows(columns) }),
    kvMetadata: metadataOf(columns, widths),
    createdBy: 'Starfan',
  });
  for (const cells of parts) {
    const columnData = columns.map(({ name, type }) => ({
      name,
      data: plainCells(cells(name), type),
    }));
    parquet.write({ columnData, rowGroupSize: rowsOfGroup });
  }
  parquet.finish();
  return new Uint8Array(writer.getBuffer());
}

/** The columns of a file of no rows. */
export const columnsWithoutRows = (columns: readonly DescribedColumn[]) =>
  columns.map(({ name, type, nullable }) => ({
    ...{ name, type: parquetTypes[type], nullable, data: [] },
  }));

function plainCells(cells: ColumnCells, type: DescribedColumn['type']) {
  const { length } = cells;
  if (type === 'int32' && ArrayBuffer.isView(cells)) return new Int32Array(cells as Int32Array);
  // an iterator over a typed array costs an object for each value
  const plain: (typeof cells)[number][] = new Array(length);
  for (let row = 0; row < length; row++) {
    const value = cells[row]!;
    plain[row] = type === 'float64' && Number.isNaN(value) ? null : value;
  }
  return plain;
}

/**
 * Units, UCDs and descriptions as they are looked for: by astropy, by TOPCAT and STILTS, and by
 * pyarrow.
 */
export function metadataOf(
  columns: readonly DescribedColumn[],
  widths: Readonly<Record<string, number>> = {},
): { key: string; value: string }[] {
  const width = Object.values(widths).reduce((most, one) => Math.max(most, one), 1);
  const metadata = [
    { key: 'table_meta_yaml', value: astropyHeader(columns) },
    ...Object.entries(widths).map(([name, characters]) => ({
      key: `table::len::${name}`,
      value: String(characters),
    })),
    { key: 'IVOA.VOTable-Parquet.version', value: '1.0' },
    { key: 'IVOA.VOTable-Parquet.content', value: votableHeader(columns, width) },
  ];
  const schema = Buffer.from(arrowSchema(columns, metadata)).toString('base64');
  return [...metadata, { key: 'ARROW:schema', value: schema }];
}

/** As astropy's Table.write leaves it: the header of an ECSV file. JSON is YAML too. */
function astropyHeader(columns: readonly DescribedColumn[]): string {
  const datatype = columns.map(({ name, type, unit, ucd, description }) => ({
    name,
    ...(unit === '' ? {} : { unit }),
    datatype: type === 'boolean' ? 'bool' : type,
    ...(description === '' ? {} : { description }),
    ...(ucd === '' ? {} : { meta: { ucd } }),
  }));
  return JSON.stringify({ datatype });
}
