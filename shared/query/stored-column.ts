import type { SchemaElement } from 'hyparquet-writer';
import { refused } from '../core/query/refuse.ts';
import type { CellValue, ResultColumn, TimeUnit } from '../core/query/result.ts';

const types: Readonly<Record<ResultColumn['type'], NonNullable<SchemaElement['type']>>> = {
  ...{ int8: 'INT32', int16: 'INT32', int32: 'INT32', int64: 'INT64' },
  ...{ uint8: 'INT32', uint16: 'INT32', uint32: 'INT32', uint64: 'INT64' },
  ...{ boolean: 'BOOLEAN', float32: 'FLOAT', float64: 'DOUBLE' },
  ...{ date: 'INT32', timestamp: 'INT64', decimal: 'FIXED_LEN_BYTE_ARRAY', string: 'BYTE_ARRAY' },
};

/** The type that Parquet has for a column (Apache Parquet, LogicalTypes.md). */
export function storedColumn(column: ResultColumn): SchemaElement {
  const { name, type } = column;
  return { name, type: types[type], repetition_type: 'OPTIONAL', ...meaningOf(column) };
}

/** Bytes of a decimal: 38 digits have 127 bits. */
const DECIMAL_BYTES = 16;

function meaningOf({ type, digits, clock }: ResultColumn): Partial<SchemaElement> {
  if (type === 'string') return { converted_type: 'UTF8' };
  if (type === 'date') return { converted_type: 'DATE' };
  if (clock)
    return { logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: clock.isUtc, unit: clock.unit } };
  if (digits) return { converted_type: 'DECIMAL', type_length: DECIMAL_BYTES, ...digits };
  const integer = /^(u?)int(8|16|32|64)$/.exec(type);
  if (!integer || type === 'int32' || type === 'int64') return {};
  const bits = Number(integer[2]) as 8 | 16 | 32 | 64;
  return { converted_type: `${integer[1] === 'u' ? 'UINT' : 'INT'}_${bits}` };
}

/** A value of an answer as the file has it. Throws RefusedQuery for times that it cannot have. */
export function physicalOf(
  { name, type, digits, clock }: ResultColumn,
  cell: CellValue,
): CellValue {
  if (typeof cell !== 'string') return cell;
  if (digits) return BigInt(cell.replace('.', ''));
  if (type === 'date') return Number(ticksOf(name, `${cell}T00:00:00`, 'MILLIS') / MILLIS_OF_DAY);
  return clock ? ticksOf(name, cell, clock.unit) : cell;
}

const MILLIS_OF_DAY = 86_400_000n;

/** Digits of a second's fraction. */
const fractions: Readonly<Record<TimeUnit, number>> = { MILLIS: 3, MICROS: 6, NANOS: 9 };

/** Units since 1970 of a time in ISO 8601, with an offset or in UTC. */
function ticksOf(name: string, time: string, unit: TimeUnit): bigint {
  const [, whole, fraction = '', offset = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?([+-]\d\d(?::\d\d)?)?$/.exec(time) ?? [];
  if (whole === undefined)
    throw refused(`${name} has ${time}, no time of a Parquet file: CAST(… AS varchar)`);
  const zone = offset === '' ? 'Z' : offset.padEnd(6, ':00');
  const seconds = BigInt(Date.parse(`${whole}${zone}`) / 1000);
  const digits = fractions[unit];
  return seconds * 10n ** BigInt(digits) + BigInt(fraction.padEnd(digits, '0').slice(0, digits));
}
