import {
  DuckDBDecimalType,
  type DuckDBResult,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { refused } from '../core/query/refuse.ts';
import type { CellValue, ResultColumn } from '../core/query/result.ts';

const kinds: Partial<Record<DuckDBTypeId, ResultColumn['type']>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'int8',
  [DuckDBTypeId.UTINYINT]: 'uint8',
  [DuckDBTypeId.SMALLINT]: 'int16',
  [DuckDBTypeId.USMALLINT]: 'uint16',
  [DuckDBTypeId.INTEGER]: 'int32',
  [DuckDBTypeId.UINTEGER]: 'uint32',
  [DuckDBTypeId.BIGINT]: 'int64',
  [DuckDBTypeId.UBIGINT]: 'uint64',
  [DuckDBTypeId.HUGEINT]: 'int64',
  [DuckDBTypeId.UHUGEINT]: 'int64',
  [DuckDBTypeId.FLOAT]: 'float32',
  [DuckDBTypeId.DOUBLE]: 'float64',
  [DuckDBTypeId.DECIMAL]: 'decimal',
  [DuckDBTypeId.DATE]: 'date',
};

const clocks: Partial<Record<DuckDBTypeId, ResultColumn['clock']>> = {
  [DuckDBTypeId.TIMESTAMP]: { unit: 'MICROS', isUtc: false },
  [DuckDBTypeId.TIMESTAMP_TZ]: { unit: 'MICROS', isUtc: true },
  [DuckDBTypeId.TIMESTAMP_S]: { unit: 'MILLIS', isUtc: false },
  [DuckDBTypeId.TIMESTAMP_MS]: { unit: 'MILLIS', isUtc: false },
  [DuckDBTypeId.TIMESTAMP_NS]: { unit: 'NANOS', isUtc: false },
};

/** What an answer's columns are. */
export const resultColumns = (result: DuckDBResult): ResultColumn[] =>
  result.deduplicatedColumnNames().map((name, i) => {
    const [id, type] = [result.columnTypeId(i), result.columnType(i)];
    const clock = clocks[id];
    if (clock) return { name, type: 'timestamp', clock };
    if (!(type instanceof DuckDBDecimalType)) return { name, type: kinds[id] ?? 'string' };
    return { name, type: 'decimal', digits: { precision: type.width, scale: type.scale } };
  });

/**
 * Reads the values of a column: what is no number is null. What it answers throws RefusedQuery for
 * integers beyond 64 bits.
 */
export function cellReader({ name, type }: ResultColumn): (value: DuckDBValue) => CellValue {
  const read = (value: DuckDBValue): CellValue => {
    if (type === 'boolean') return Boolean(value);
    if (type === 'int64') return whole(name, value);
    if (type === 'uint64') return BigInt(String(value));
    if (type === 'float32' || type === 'float64') return finite(value);
    if (type === 'timestamp') return String(value).replace(' ', 'T');
    return typeof value === 'number' ? value : String(value);
  };
  return (value) => (value === null ? null : read(value));
}

function finite(value: DuckDBValue): number | null {
  const number = typeof value === 'number' ? value : Number(String(value));
  return Number.isFinite(number) ? number : null;
}

function whole(name: string, value: DuckDBValue): bigint {
  const number = typeof value === 'bigint' ? value : BigInt(String(value));
  if (number === BigInt.asIntN(64, number)) return number;
  throw refused(`${name} has an integer of more than 64 bits: CAST(… AS double)`);
}
