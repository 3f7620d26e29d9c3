import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnName } from '../../shared/core/catalogue/columns.ts';
import { mergedColumns } from '../../shared/core/catalogue/merged-columns.ts';
import { arrowSchema } from '../../shared/core/parquet/arrow-schema.ts';
import type { DescribedColumn } from '../../shared/core/parquet/described-column.ts';
import { votableHeader } from '../../shared/core/parquet/votable.ts';
import type { MergedRows } from './rows.ts';

const parquetTypes = {
  int32: 'INT32',
  int64: 'INT64',
  float64: 'DOUBLE',
  string: 'STRING',
  boolean: 'BOOLEAN',
} as const;

/**
 * One part of the catalogue as a Parquet file; NaN becomes null. `nameWidth`: of the longest
 * image's name in the run.
 */
export function writeParquet(part: MergedRows, nameWidth: number): Uint8Array {
  const bytes = parquetWriteBuffer({
    columnData: mergedColumns.map(({ name, type, nullable }) => ({
      name,
      data: dataOf(part, name, type),
      type: parquetTypes[type],
      nullable,
    })),
    rowGroupSize: 100_000,
    createdBy: 'Starfan',
    kvMetadata: metadataOf(nameWidth),
  });
  return new Uint8Array(bytes);
}

/**
 * Units, UCDs and descriptions as they are looked for: by astropy, by TOPCAT and STILTS, and by
 * pyarrow.
 */
function metadataOf(nameWidth: number): { key: string; value: string }[] {
  const metadata = [
    { key: 'table_meta_yaml', value: astropyHeader(mergedColumns) },
    { key: 'table::len::image', value: String(nameWidth) },
    { key: 'IVOA.VOTable-Parquet.version', value: '1.0' },
    { key: 'IVOA.VOTable-Parquet.content', value: votableHeader(mergedColumns, nameWidth) },
  ];
  const schema = Buffer.from(arrowSchema(mergedColumns, metadata)).toString('base64');
  return [...metadata, { key: 'ARROW:schema', value: schema }];
}

function dataOf(part: MergedRows, name: string, type: DescribedColumn['type']) {
  if (name === '_healpix_29') return part.healpix;
  if (name === 'image' || name === 'group' || name === 'primary') return part[name];
  const values = part.columns[name as ColumnName];
  return type === 'float64' ? nullsForNaN(values) : Int32Array.from(values);
}

const nullsForNaN = (values: ArrayLike<number>): (number | null)[] =>
  Array.from(values, (value) => (Number.isNaN(value) ? null : value));

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
