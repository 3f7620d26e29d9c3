import { type PositionId, positionId } from '../../shared/contracts/positions.ts';
import { healpixColumn, placeIdColumn } from '../../shared/core/catalogue/source-columns.ts';
import { csvRows } from '../../shared/core/csv.ts';
import { fillHealpix29 } from '../../shared/core/healpix/pixel.ts';
import { NumberList } from '../../shared/core/number-list.ts';
import { described, required } from '../../shared/core/parquet/described-column.ts';
import { noPlace } from '../../shared/core/sphere/position-text.ts';
import { plainText } from '../../shared/core/text.ts';
import { openParquet } from '../../shared/parquet/read-table.ts';
import { type ColumnCells, writeTable } from '../../shared/parquet/write-table.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** A table of places as it was given. */
export interface PositionTable {
  /** the column of ids; null where there is none */
  readonly id: string | null;
  readonly hasNumbers: boolean;
  /** of each row; none where there are none */
  readonly ids: readonly PositionId[];
  /** degrees */
  readonly ra: Float64Array;
  readonly dec: Float64Array;
}

/** Characters of a table's names in a message. */
const LONGEST_NAMES = 100;

/** What ids are called; the first that a table has is taken. */
const idNames = ['id', 'objid', 'source_id', 'name', 'measid', 'number'];

/** The columns of a table by what they are for. Throws RangeError where there are no places. */
export function positionColumns(names: readonly string[]): {
  ra: string;
  dec: string;
  id: string | null;
} {
  const named = (wanted: string) => names.find((name) => name.trim().toLowerCase() === wanted);
  const [ra, dec] = [named('ra'), named('dec')];
  if (ra === undefined || dec === undefined)
    throw new RangeError(
      `it has columns ${plainText(names.join(', '), LONGEST_NAMES) || 'none'}: it needs ra and dec, degrees, and may have an id`,
    );
  return { ra, dec, id: idNames.map(named).find((name) => name !== undefined) ?? null };
}

/** A CSV file with a line of names. Throws RangeError, SyntaxError. */
export function csvPositions(text: string): PositionTable {
  const lines = csvRows(text);
  const head: string[] = lines.next().value ?? [];
  const columns = positionColumns(head);
  const at = (name: string | null) => (name === null ? -1 : head.indexOf(name));
  const [id, ra, dec] = [at(columns.id), at(columns.ra), at(columns.dec)];
  const degrees = (cell: string | undefined) => (cell?.trim() ? Number(cell) : Number.NaN);
  const [lon, lat] = [new NumberList(), new NumberList()];
  const texts: string[] = [];
  for (const line of lines) {
    const [x, y] = [degrees(line[ra]), degrees(line[dec])];
    needPlace(x, y, { row: lon.length + 1, written: [line[ra], line[dec]] });
    lon.push(x);
    lat.push(y);
    if (id >= 0) texts.push((line[id] ?? '').trim());
  }
  const hasNumbers = texts.every((one) => one === '' || isInteger64(one));
  const idOf = (one: string): PositionId => (one === '' ? null : hasNumbers ? BigInt(one) : one);
  return { id: columns.id, hasNumbers, ids: texts.map(idOf), ra: lon.values(), dec: lat.values() };
}

const isInteger64 = (text: string): boolean =>
  /^[-+]?\d{1,19}$/.test(text) && BigInt(text) === BigInt.asIntN(64, BigInt(text));

/** Throws RangeError, with what is written in the row, for what is no place. */
function needPlace(
  ra: number,
  dec: number,
  { row, written }: { row: number; written: readonly unknown[] },
): void {
  if (noPlace(ra, dec) === undefined) return;
  const [x, y] = written.map((cell) => plainText(String(cell ?? '').trim(), LONGEST_NAMES));
  throw new RangeError(
    `row ${row}: ra ${x || 'empty'}, dec ${y || 'empty'} is no place on the sky in degrees`,
  );
}

/**
 * A Parquet file. One that claims more rows than it has bytes is not read: places that differ take
 * more. Throws RangeError, DataError.
 */
export async function parquetPositions(store: Store, head: Head): Promise<PositionTable> {
  const file = await openParquet(store, head);
  const claimed = file.metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (!(claimed <= head.size))
    throw new RangeError(`it claims ${claimed} rows in ${head.size} bytes: make it again`);
  const columns = positionColumns(file.columns);
  const names = [columns.ra, columns.dec, ...(columns.id === null ? [] : [columns.id])];
  const read = await file.read(names, columns.ra, () => true);
  const cells = (name: string) => read.columns.get(name) as ArrayLike<unknown>;
  const degrees = (name: string) =>
    Float64Array.from(cells(name), (cell) => Number(cell ?? Number.NaN));
  const [ra, dec] = [degrees(columns.ra), degrees(columns.dec)];
  for (let i = 0; i < read.rows; i++)
    needPlace(ra[i]!, dec[i]!, {
      row: i + 1,
      written: [cells(columns.ra)[i], cells(columns.dec)[i]],
    });
  const ids = columns.id === null ? [] : Array.from(cells(columns.id), positionId);
  const hasNumbers = ids.every((one) => typeof one !== 'string');
  return { id: columns.id, hasNumbers, ids, ra, dec };
}

/** Rows that are read together: an image reads those around it. */
const ROWS_OF_GROUP = 5_000;

/** The places in the order of the sky, and of their rows, as a Parquet file. */
export function writePositions({ id, hasNumbers, ids, ra, dec }: PositionTable): Uint8Array {
  const healpix = new BigInt64Array(ra.length);
  fillHealpix29(ra, dec, healpix);
  // of order 24, which a number holds; places in one such pixel are compared as they are
  const coarse = Float64Array.from(healpix, (index) => Number(index >> 10n));
  const order = Uint32Array.from(ra, (_, row) => row).sort(
    (a, b) => coarse[a]! - coarse[b]! || Number(healpix[a]! - healpix[b]!) || a - b,
  );
  const degrees = (name: string) =>
    required(described(name, 'float64', 'deg', `pos.eq.${name};meta.main`, 'as it was given'));
  const columns = [
    required(healpixColumn),
    placeIdColumn(hasNumbers),
    degrees('ra'),
    degrees('dec'),
  ];
  const values = { _healpix_29: healpix, id: id === null ? null : ids, ra, dec };
  const cells = (name: string): ColumnCells => {
    const column = values[name as keyof typeof values];
    return Array.from(order, (row) => column?.[row] ?? null);
  };
  return writeTable({ columns, cells, rowsOfGroup: ROWS_OF_GROUP });
}
