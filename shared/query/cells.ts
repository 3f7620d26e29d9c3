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
  [DuckDBTypeId.UBIGINT]: 'int64',
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

/** One value: what is no number is null. Throws RefusedQuery for integers beyond 64 bits. */
export function cellValue(value: DuckDBValue, { name, type }: ResultColumn): CellValue {
  if (value === null || typeof value === 'boolean') return value;
  if (type === 'float32' || type === 'float64') {
    const number = typeof value === 'number' ? value : Number(String(value));
    return Number.isFinite(number) ? number : null;
  }
  if (type === 'int64') {
    const number = BigInt(String(value));
    if (number === BigInt.asIntN(64, number)) return number;
    throw refused(`${name} has an integer of more than 64 bits: CAST(… AS double)`);
  }
  if (type === 'int32') return Number(value);
  const text = String(value);
  return isTime(value) ? text.replace(' ', 'T') : text;
}

/** As ISO 8601 writes it, with a T. */
const isTime = (value: DuckDBValue): boolean =>
  value instanceof DuckDBTimestampValue ||
  value instanceof DuckDBTimestampNanosecondsValue ||
  value instanceof DuckDBTimestampMillisecondsValue ||
  value instanceof DuckDBTimestampSecondsValue;
