/**
 * A column of a Parquet file, and what a reader is told of it. Text is empty where there is nothing
 * to tell.
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
