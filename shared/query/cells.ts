import {
  type DuckDBResult,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { refused } from '../core/query/refuse.ts';
import type { CellValue, ResultColumn } from '../core/query/result.ts';

const kinds: Partial<Record<DuckDBTypeId, ResultColumn['type']>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'int32',
  [DuckDBTypeId.UTINYINT]: 'int32',
  [DuckDBTypeId.SMALLINT]: 'int32',
  [DuckDBTypeId.USMALLINT]: 'int32',
  [DuckDBTypeId.INTEGER]: 'int32',
  [DuckDBTypeId.UINTEGER]: 'int64',
  [DuckDBTypeId.BIGINT]: 'int64',
  [DuckDBTypeId.UBIGINT]: 'uint64',
  [DuckDBTypeId.HUGEINT]: 'int64',
  [DuckDBTypeId.UHUGEINT]: 'int64',
  [DuckDBTypeId.FLOAT]: 'float32',
  [DuckDBTypeId.DOUBLE]: 'float64',
  [DuckDBTypeId.DECIMAL]: 'float64',
};

/** What an answer's columns are. */
export const resultColumns = (result: DuckDBResult): ResultColumn[] =>
  result.deduplicatedColumnNames().map((name, i) => ({
    name,
    type: kinds[result.columnTypeId(i)] ?? 'string',
  }));

/**
 * Reads the values of a column: what is no number is null. What it answers throws RefusedQuery for
 * integers beyond 64 bits.
 */
export function cellReader({ name, type }: ResultColumn): (value: DuckDBValue) => CellValue {
  const read = {
    boolean: Boolean,
    int32: Number,
    int64: (value: DuckDBValue) => whole(name, value),
    uint64: (value: DuckDBValue) => BigInt(String(value)),
    float32: finite,
    float64: finite,
    string: (value: DuckDBValue) =>
      isTime(value) ? String(value).replace(' ', 'T') : String(value),
  }[type];
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

/** As ISO 8601 writes it, with a T. */
const isTime = (value: DuckDBValue): boolean =>
  value instanceof DuckDBTimestampValue ||
  value instanceof DuckDBTimestampNanosecondsValue ||
  value instanceof DuckDBTimestampMillisecondsValue ||
  value instanceof DuckDBTimestampSecondsValue;
