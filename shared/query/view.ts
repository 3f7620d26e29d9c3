import type { HealpixRange } from '../core/hats/cells.ts';
import { coneRanges } from '../core/query/cone-ranges.ts';
import type { Cone } from '../core/query/constraints.ts';
import { geometrySql } from '../core/query/geometry.ts';
import { refused } from '../core/query/refuse.ts';
import { quoted, valueSql } from '../core/query/render.ts';
import type { Expression } from '../core/query/tree.ts';
import type { TablePlan } from './plan-table.ts';

/**
 * A view of a table under the name by which a query calls it: NaN (DuckDB takes it for the largest
 * number) and infinities are null in it, and rows outside the cone are not there.
 */
export function viewSql(
  name: string,
  { table, columns }: TablePlan,
  paths: readonly string[],
  cone: Cone | undefined,
): string {
  const files = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
  const shown = columns.map(({ name: column, isReal }) =>
    isReal
      ? `CASE WHEN isfinite(${quoted(column)}) THEN ${quoted(column)} END AS ${quoted(column)}`
      : quoted(column),
  );
  const names = new Set(columns.map(({ name: column }) => column.toLowerCase()));
  const where = cone ? ` WHERE ${coneSql(table, names, cone)}` : '';
  return `CREATE TEMP VIEW ${quoted(name)} AS SELECT ${shown.join(', ')} FROM read_parquet([${files}], hive_partitioning = false)${where}`;
}

function coneSql(
  { names, ra, dec, healpix }: TablePlan['table'],
  columns: ReadonlySet<string>,
  cone: Cone,
): string {
  if (!columns.has(ra.toLowerCase()) || !columns.has(dec.toLowerCase()))
    throw refused(`${names[0]} has no columns ${ra} and ${dec}: --cone needs places on the sky`);
  const number = (value: number): Expression => ({ kind: 'literal', value });
  const column = (name: string): Expression => ({ kind: 'column', table: undefined, name });
  const inside = geometrySql(
    'q3c_radial_query',
    [
      column(ra),
      column(dec),
      number(cone.ra),
      number(cone.dec),
      number(Math.min(cone.radius, 180)),
    ],
    valueSql,
  );
  const ranges = coneRanges(cone);
  if (!columns.has(healpix)) return inside;
  return `(${ranges.map((range) => rangeSql(healpix, range)).join(' OR ')}) AND ${inside}`;
}

const rangeSql = (column: string, [start, end]: HealpixRange): string =>
  `${quoted(column)} BETWEEN ${start} AND ${end - 1n}`;
