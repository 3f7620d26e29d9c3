import { rangesMeet } from '../core/query/cone-ranges.ts';
import type { Cone, Constraint } from '../core/query/constraints.ts';
import { refused } from '../core/query/refuse.ts';
import { type GroupChoice, groupsWithin, healpixRanges } from './choose-groups.ts';
import { fileColumns, type TableColumn } from './columns.ts';
import type { Footers } from './footer.ts';
import type { DataTable } from './hats-table.ts';
import type { TableFile } from './partitions.ts';
import { type IndexedRanges, type LookUp, lookUpOf } from './table-index.ts';

/** What a query reads of a table. */
export interface TablePlan {
  readonly table: DataTable;
  readonly columns: readonly TableColumn[];
  readonly choices: readonly GroupChoice[];
}

/** What is asked of a table. */
export interface WantedRows {
  /** in lower case; undefined for all */
  readonly columns: ReadonlySet<string> | undefined;
  readonly constraints: readonly Constraint[];
  readonly cone: Cone | undefined;
}

/** What a plan is made with. */
export interface PlanTools {
  readonly footers: Footers;
  /** asks the index of a table */
  readonly lookUp: (question: LookUp) => Promise<IndexedRanges>;
}

/**
 * Chooses the files, row groups and columns of a table that a query needs. Throws RefusedQuery for
 * a table without files.
 */
export async function planTable(
  { footers, lookUp }: PlanTools,
  table: DataTable,
  { columns, constraints, cone }: WantedRows,
): Promise<TablePlan> {
  const all = [
    ...constraints,
    ...(cone
      ? [
          {
            kind: 'cone' as const,
            ra: table.ra.toLowerCase(),
            dec: table.dec.toLowerCase(),
            cone,
          },
        ]
      : []),
  ];
  const ranges = healpixRanges(table, all);
  const question = lookUpOf(table, all);
  const cells = question && (await lookUp(question));
  const isNear = ({ range }: TableFile): boolean =>
    !range || [ranges, cells].every((some) => !some || rangesMeet(some, range[0], range[1] - 1n));
  const [first] = table.files;
  if (!first) throw refused(`the table ${table.names[0]} has no file: its catalogue is empty`);
  const near = table.files.filter(isNear);
  // of no file at all one still says what the columns are
  const files = await footers.of((near.length > 0 ? near : [first]).map(({ url }) => url));
  const own = fileColumns(files[0]!);
  const places = cone ? [table.ra, table.dec, table.healpix].map((name) => name.toLowerCase()) : [];
  const chosen = own.filter(
    ({ name }) => !columns || [...columns, ...places].includes(name.toLowerCase()),
  );
  // count(*) names none
  const read = chosen.length > 0 ? chosen : own.slice(0, 1);
  const names = read.map(({ name }) => name);
  const choices = files.map((file) => ({
    file,
    groups: near.length > 0 ? groupsWithin(file, all, table, ranges) : [],
    columns: names,
  }));
  const some = choices.filter(({ groups }) => groups.length > 0);
  return { table, columns: read, choices: some.length > 0 ? some : choices.slice(0, 1) };
}
