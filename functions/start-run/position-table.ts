import { type PositionId, positionId } from '../../shared/contracts/positions.ts';
import { healpixColumn, placeIdColumn } from '../../shared/core/catalogue/source-columns.ts';
import { parseCsv } from '../../shared/core/csv.ts';
import { healpix29 } from '../../shared/core/healpix/pixel.ts';
import { described, required } from '../../shared/core/parquet/described-column.ts';
import { plainText } from '../../shared/core/text.ts';
import { openParquet } from '../../shared/parquet/read-table.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** A table of places as it was given. */
export interface PositionTable {
  /** the column of ids; null where there is none */
  readonly id: string | null;
  readonly hasNumbers: boolean;
  readonly rows: readonly { id: PositionId; ra: number; dec: number }[];
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
  const [head = [], ...lines] = parseCsv(text);
  const columns = positionColumns(head);
  const at = (name: string | null) => (name === null ? -1 : head.indexOf(name));
  const [id, ra, dec] = [at(columns.id), at(columns.ra), at(columns.dec)];
  const texts = lines.map((line) => (line[id] ?? '').trim());
  const hasNumbers = texts.every((one) => one === '' || isInteger64(one));
  const idOf = (one: string): PositionId => (one === '' ? null : hasNumbers ? BigInt(one) : one);
  const degrees = (cell: string | undefined) => (cell?.trim() ? Number(cell) : Number.NaN);
  const rows = lines.map((line, i) => {
    const row = { id: idOf(texts[i]!), ra: degrees(line[ra]), dec: degrees(line[dec]) };
    return checked(row, i, [line[ra], line[dec]]);
  });
  return { id: columns.id, hasNumbers, rows };
}

const isInteger64 = (text: string): boolean =>
  /^[-+]?\d{1,19}$/.test(text) && BigInt(text) === BigInt.asIntN(64, BigInt(text));

function checked<Row extends { ra: number; dec: number }>(
  row: Row,
  place: number,
  written: readonly unknown[],
): Row {
  if (Number.isFinite(row.ra) && Math.abs(row.dec) <= 90) return row;
  throw new RangeError(
    `row ${place + 1}: ${plainText(written.join(' '), LONGEST_NAMES)} is no place on the sky in degrees`,
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
  const [ra, dec] = [cells(columns.ra), cells(columns.dec)];
  const ids = columns.id === null ? undefined : Array.from(cells(columns.id), positionId);
  const rows = Array.from({ length: read.rows }, (_, i) => {
    const row = {
      id: ids?.[i] ?? null,
      ra: Number(ra[i] ?? Number.NaN),
      dec: Number(dec[i] ?? Number.NaN),
    };
    return checked(row, i, [ra[i], dec[i]]);
  });
  return { id: columns.id, hasNumbers: rows.every(({ id }) => typeof id !== 'string'), rows };
}

/** Rows that are read together: an image reads those around it. */
const ROWS_OF_GROUP = 5_000;

/** The places in the order of the sky, and of their rows, as a Parquet file. */
export function writePositions({ hasNumbers, rows }: PositionTable): Uint8Array {
  const placed = rows
    .map((row) => ({ ...row, healpix: healpix29(row.ra, row.dec) }))
    .sort((a, b) => Number(a.healpix > b.healpix) - Number(a.healpix < b.healpix));
  const degrees = (name: string) =>
    required(described(name, 'float64', 'deg', `pos.eq.${name};meta.main`, 'as it was given'));
  const columns = [
    required(healpixColumn),
    placeIdColumn(hasNumbers),
    degrees('ra'),
    degrees('dec'),
  ];
  const cells = (name: string) =>
    placed.map((row) => (name === '_healpix_29' ? row.healpix : row[name as 'id' | 'ra' | 'dec']));
  return writeTable({ columns, cells, rowsOfGroup: ROWS_OF_GROUP });
}
