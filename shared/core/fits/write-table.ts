import { bytesOf } from './pixels.ts';
import type { CardToWrite, HduToWrite } from './write.ts';

/** A column of a table to write. NaN, undefined and (of integers) `nullValue` mean: no value. */
export interface ColumnToWrite {
  /** TTYPEn */
  readonly name: string;
  /**
   * sides of the array that each row holds, the first running fastest, of numbers or of a string's
   * characters; one element a row without
   */
  readonly sides?: readonly number[];
  /** what the name means, behind it in TTYPEn */
  readonly meaning?: string;
  /** as many elements as `sides` has for each row, row after row */
  readonly data:
    | Float64Array
    | Float32Array
    | Int32Array
    | Int16Array
    | Uint8Array
    | BigInt64Array
    | readonly string[]
    | readonly (boolean | undefined)[];
  /** TUNITn */
  readonly unit?: string;
  /** TUCDn, the unified content descriptor that VizieR and CDS read */
  readonly ucd?: string;
  /** TCOMMn, a sentence for a person */
  readonly comment?: string;
  /** TDISPn, as F10.4 */
  readonly display?: string;
  /** TNULLn */
  readonly nullValue?: number | bigint;
}

/**
 * A BINTABLE HDU. Strings are written in ASCII (`?` for the rest) in a column as wide as the
 * longest. Throws RangeError where columns have different numbers of rows.
 */
export function writeBinTable(
  columns: readonly ColumnToWrite[],
  cards: readonly CardToWrite[] = [],
): HduToWrite {
  const rows = columns[0] ? rowsOf(columns[0]) : 0;
  const cells = columns.map((column) => {
    if (rowsOf(column) !== rows)
      throw new RangeError(`column ${column.name} has ${rowsOf(column)} rows, not ${rows}`);
    return cellsOf(column);
  });
  const rowBytes = cells.reduce((bytes, cell) => bytes + cell.width, 0);
  const data = new Uint8Array(rows * rowBytes);
  const table = new DataView(data.buffer);
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, rows);
    let offset = 0;
    for (const cell of cells) {
      putCells(table, cell, [from, to], offset, rowBytes);
      offset += cell.width;
    }
  }
  const structure: CardToWrite[] = [
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 2 },
    { keyword: 'NAXIS1', value: rowBytes, comment: 'bytes in a row' },
    { keyword: 'NAXIS2', value: rows, comment: 'rows' },
    { keyword: 'PCOUNT', value: 0 },
    { keyword: 'GCOUNT', value: 1 },
    { keyword: 'TFIELDS', value: columns.length, comment: 'columns' },
    ...columns.flatMap((column, index) => columnCards(column, cells[index]!.tform, index + 1)),
  ];
  return { kind: 'table', structure, cards, data };
}

/** Rows that are written column by column while they are near. */
const ROWS_AT_ONCE = 64;

/** A column's cells, `width` bytes each, of numbers of `size` bytes, little-endian. */
interface Cells {
  bytes: DataView;
  size: number;
  width: number;
  tform: string;
}

/** Puts the cells of the rows `from` to before `to`, big-endian, `offset` bytes into each row. */
function putCells(
  table: DataView,
  { bytes, size, width }: Cells,
  [from, to]: readonly [number, number],
  offset: number,
  rowBytes: number,
): void {
  for (let row = from; row < to; row++) {
    const end = (row + 1) * width;
    let at = row * rowBytes + offset;
    for (let cell = row * width; cell < end; cell += size, at += size) {
      if (size === 1) table.setUint8(at, bytes.getUint8(cell));
      else if (size === 2) table.setUint16(at, bytes.getUint16(cell, true));
      else if (size === 4) table.setUint32(at, bytes.getUint32(cell, true));
      else {
        table.setUint32(at, bytes.getUint32(cell + 4, true));
        table.setUint32(at + 4, bytes.getUint32(cell, true));
      }
    }
  }
}

const elementsOf = ({ sides = [] }: ColumnToWrite): number =>
  sides.reduce((product, side) => product * side, 1);

const rowsOf = (column: ColumnToWrite): number =>
  ArrayBuffer.isView(column.data) ? column.data.length / elementsOf(column) : column.data.length;

/**
 * The rows of tables with the same columns, one after another, under the cards of the first. At
 * least one table.
 */
export function joinBinTables(tables: readonly HduToWrite[]): HduToWrite {
  const rowsIn = ({ structure }: HduToWrite): number =>
    Number(structure.find(({ keyword }) => keyword === 'NAXIS2')?.value);
  const rows = tables.reduce((sum, table) => sum + rowsIn(table), 0);
  const data = new Uint8Array(tables.reduce((bytes, table) => bytes + table.data.byteLength, 0));
  let at = 0;
  for (const table of tables) {
    data.set(bytesOf(table.data), at);
    at += table.data.byteLength;
  }
  const first = tables[0]!;
  const structure = first.structure.map((card) =>
    card.keyword === 'NAXIS2' ? { ...card, value: rows } : card,
  );
  return { ...first, structure, data };
}

function columnCards(column: ColumnToWrite, tform: string, n: number): CardToWrite[] {
  const cards: CardToWrite[] = [
    {
      keyword: `TTYPE${n}`,
      value: column.name,
      ...(column.meaning === undefined ? {} : { comment: column.meaning }),
    },
    { keyword: `TFORM${n}`, value: tform },
    { keyword: `TDIM${n}`, value: dimensionsOf(column) },
    { keyword: `TUNIT${n}`, value: column.unit },
    { keyword: `TNULL${n}`, value: column.nullValue },
    { keyword: `TDISP${n}`, value: column.display },
    { keyword: `TUCD${n}`, value: column.ucd },
    { keyword: `TCOMM${n}`, value: column.comment },
  ];
  return cards.filter((card) => card.value !== undefined);
}

/** TDIMn: a vector of numbers needs none. */
const dimensionsOf = ({ sides = [] }: ColumnToWrite): string | undefined =>
  sides.length > 1 ? `(${sides.join(', ')})` : undefined;

function cellsOf(column: ColumnToWrite): Cells {
  const { data } = column;
  if (ArrayBuffer.isView(data)) {
    const elements = elementsOf(column);
    return {
      bytes: viewOf(data),
      size: data.BYTES_PER_ELEMENT,
      width: elements * data.BYTES_PER_ELEMENT,
      tform: `${elements}${letterOf(data)}`,
    };
  }
  if (data.every((value) => typeof value === 'string')) {
    const width = data.reduce((most, text) => Math.max(most, text.length), 1);
    const ascii = data.map((text) => text.replace(/[^ -~]/g, '?').padEnd(width)).join('');
    return { bytes: viewOf(new TextEncoder().encode(ascii)), size: 1, width, tform: `${width}A` };
  }
  const bytes = Uint8Array.from(data as readonly (boolean | undefined)[], (value) =>
    value === undefined ? 0 : value ? 0x54 : 0x46,
  );
  return { bytes: viewOf(bytes), size: 1, width: 1, tform: '1L' };
}

const viewOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): DataView =>
  new DataView(buffer, byteOffset, byteLength);

function letterOf(data: ArrayBufferView): string {
  if (data instanceof Float64Array) return 'D';
  if (data instanceof Float32Array) return 'E';
  if (data instanceof Int32Array) return 'J';
  if (data instanceof Int16Array) return 'I';
  return data instanceof BigInt64Array ? 'K' : 'B';
}
