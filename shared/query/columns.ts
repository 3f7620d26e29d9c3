import { parquetSchema, type SchemaElement } from 'hyparquet';
import type { ParquetFooter } from './footer.ts';

/** A column of a Parquet file, as its schema says. */
export interface TableColumn {
  readonly name: string;
  /** whether it is of floats: NaN and infinities of these are read as null */
  readonly isReal: boolean;
  /** whether its statistics are signed numbers */
  readonly isNumber: boolean;
}

/** The columns of a file, in their order. */
export const fileColumns = ({ metadata }: ParquetFooter): TableColumn[] =>
  parquetSchema(metadata).children.map(({ element, children }) => {
    const isPlain = children.length === 0 && element.repetition_type !== 'REPEATED';
    const isReal = isPlain && (element.type === 'FLOAT' || element.type === 'DOUBLE');
    return {
      name: element.name,
      isReal,
      isNumber: isReal || (isPlain && isSigned(element)),
    };
  });

/** A plain integer: dates, times, decimals and unsigned numbers are compared otherwise. */
const isSigned = ({ type, converted_type: converted, logical_type: logical }: SchemaElement) =>
  (type === 'INT32' || type === 'INT64') &&
  (converted === undefined || /^INT_/.test(converted)) &&
  (logical === undefined || (logical.type === 'INTEGER' && logical.isSigned));
