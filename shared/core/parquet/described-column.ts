/**
 * A column of a Parquet file, and its description for readers. Text is empty where there is none.
 */
export interface DescribedColumn {
  readonly name: string;
  readonly type: 'int32' | 'int64' | 'float64' | 'string' | 'boolean';
  readonly nullable: boolean;
  /** as FITS, astropy and VOUnits spell it */
  readonly unit: string;
  readonly ucd: string;
  readonly description: string;
}

/** A column that is nullable where it is of float64 or text. */
export const described = (
  name: string,
  type: DescribedColumn['type'],
  unit: string,
  ucd: string,
  description: string,
): DescribedColumn => ({
  ...{ name, type, unit, ucd, description },
  nullable: type === 'float64' || type === 'string',
});

/** The same, never null. */
export const required = (column: DescribedColumn): DescribedColumn => ({
  ...column,
  nullable: false,
});
