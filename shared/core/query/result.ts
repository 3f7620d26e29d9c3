/** Integers of an answer: those of 64 bits are bigints, others numbers. */
export type IntegerType =
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64';

/** Units of timestamps, as Parquet names them. */
export type TimeUnit = 'MILLIS' | 'MICROS' | 'NANOS';

/** A column of an answer. */
export interface ResultColumn {
  readonly name: string;
  /** `timestamp`: ISO 8601, as text, `date` too; `decimal`: its digits */
  readonly type:
    | 'boolean'
    | IntegerType
    | 'float32'
    | 'float64'
    | 'decimal'
    | 'date'
    | 'timestamp'
    | 'string';
  /** of decimals: all digits, and those behind the point */
  readonly digits?: { readonly precision: number; readonly scale: number };
  /** of timestamps: the least that they tell apart, and whether they are in UTC by their type */
  readonly clock?: { readonly unit: TimeUnit; readonly isUtc: boolean };
  /** of a column of the tables, as they give them; a value that is computed has none */
  readonly unit?: string;
  readonly ucd?: string;
}

/**
 * A value of an answer: bigints in int64 and uint64 columns, text in those of
 * decimals and times, numbers are finite.
 */
export type CellValue = boolean | number | bigint | string | null;

/** An answer; rows come in pieces, in their order. */
export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: AsyncIterable<readonly (readonly CellValue[])[]>;
}
