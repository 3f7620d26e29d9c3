import type { HealpixRange } from '../core/hats/cells.ts';
import type { Value } from '../core/query/constant.ts';
import type { Constraint } from '../core/query/constraints.ts';
import { quoted } from '../core/query/render.ts';
import type { TableIndex } from './hats-table.ts';

/** Values that are looked up in an index one by one, at most. */
const MOST_VALUES = 1_000;
/** Of fewer files the footers are read at once, and say the same. */
const FEW_FILES = 16;

/** What is looked up in the index of a table before it is read. */
export interface LookUp {
  readonly index: TableIndex;
  readonly constraint: Constraint;
  readonly sql: string;
}

/**
 * The question to the index of a table that says which partitions hold the values which a query
 * asks for; undefined where it asks for none, or for too many, or the table is small.
 */
export function lookUpOf(
  { index, files }: { index: TableIndex | undefined; files: readonly unknown[] },
  constraints: readonly Constraint[],
): LookUp | undefined {
  if (!index || files.length <= FEW_FILES) return undefined;
  const name = index.column.toLowerCase();
  const constraint = constraints.find((one) => one.kind === 'among' && one.column === name);
  if (constraint?.kind !== 'among' || constraint.values.length > MOST_VALUES) return undefined;
  const values = constraint.values.filter(isWhole);
  const list = values.length > 0 ? values.join(', ') : 'NULL';
  const sql = `SELECT DISTINCT "Norder", "Npix" FROM "index" WHERE ${quoted(index.column)} IN (${list})`;
  return { index, constraint, sql };
}

const isWhole = (value: Value): boolean => typeof value === 'bigint' || Number.isSafeInteger(value);

/** Cells that an index has given. */
export type IndexedRanges = readonly HealpixRange[] | undefined;
