import type { Header } from './header.ts';
import type { Pixels } from './scaling.ts';

/** A cell of a variable-length column: complex numbers as pairs, bits as 0 and 1. */
export type TableCell = Pixels | string | (boolean | undefined)[];
/**
 * All cells of a column: `repeat` elements for every row one after the other (complex numbers as
 * pairs, bits as 0 and 1), one string or one variable-length cell for every row. A logical that is
 * neither T nor F is undefined.
 */
export type ColumnData = Pixels | string[] | (boolean | undefined)[] | TableCell[];

/** One column of a table: what its keywords say, and its cells. */
export interface Column {
  /** TTYPEn */
  readonly name: string;
  /** TFORMn: how its cells are stored */
  readonly tform: string;
  /** TUNITn */
  readonly unit: string | undefined;
  /** TUCDn */
  readonly ucd: string | undefined;
  /** TCOMMn, else the comment of TTYPEn */
  readonly comment: string | undefined;
  /** TDISPn */
  readonly display: string | undefined;
  /** TDIMn as it stands */
  readonly dim: string | undefined;
  /** TNULLn of an integer column that stays integer; scaled columns have NaN there */
  readonly nullValue: number | bigint | undefined;
  /** elements in a cell */
  readonly repeat: number;
  /** `repeat` elements for each row, row after row; text as one string a row */
  readonly data: ColumnData;
}

/** A table in memory. */
export interface Table {
  /** how many there are */
  readonly rows: number;
  /** in their order in the file */
  readonly columns: readonly Column[];
}

/** How stored numbers of a column become physical ones. */
export interface ColumnScale {
  readonly scale: number;
  readonly zero: number;
  readonly nullValue: number | bigint | undefined;
}

/** What keywords other than the format say of column n. */
export function description(
  header: Header,
  n: number,
): Pick<Column, 'unit' | 'ucd' | 'comment' | 'display' | 'dim'> {
  const comment = header.card(`TTYPE${n}`)?.comment;
  return {
    unit: header.string(`TUNIT${n}`),
    ucd: header.string(`TUCD${n}`),
    comment: header.string(`TCOMM${n}`) ?? (comment || undefined),
    display: header.string(`TDISP${n}`),
    dim: header.string(`TDIM${n}`),
  };
}
