/** A column of an answer. */
export interface ResultColumn {
  readonly name: string;
  readonly type: 'boolean' | 'int32' | 'int64' | 'uint64' | 'float32' | 'float64' | 'string';
  /** of a column of the tables, as they give them; a value that is computed has none */
  readonly unit?: string;
  readonly ucd?: string;
}

/** A value of an answer: bigints in int64 and uint64 columns, numbers are finite. */
export type CellValue = boolean | number | bigint | string | null;

/** An answer; rows come in pieces, in their order. */
export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: AsyncIterable<readonly (readonly CellValue[])[]>;
}
