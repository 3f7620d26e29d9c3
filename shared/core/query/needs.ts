import { bounds, type Constraint } from './constraints.ts';
import type { Query, Select, TableSource } from './tree.ts';
import { visitQuery } from './walk.ts';

/** What a query needs of the tables of the data. */
export interface Needs {
  /** tables by their names in lower case, and how often each is named */
  readonly tables: ReadonlyMap<string, number>;
  /** in lower case; undefined for all that there are */
  readonly columns: ReadonlySet<string> | undefined;
  /** every column that is named, and the names that the query gives itself; in lower case */
  readonly named: ReadonlySet<string>;
  readonly given: ReadonlySet<string>;
  readonly selects: readonly SelectOfTables[];
}

/** A SELECT that reads tables of the data, and nothing else if `isPlain`. */
interface SelectOfTables {
  readonly select: Select;
  /** names by which columns are known, and the tables that they mean; in lower case */
  readonly tables: ReadonlyMap<string, string>;
  readonly isPlain: boolean;
}

/** Looks through a query for the tables and columns that it names. */
export function needsOf(query: Query): Needs {
  const tables = new Map<string, number>();
  const named = new Set<string>();
  const given = new Set<string>();
  const selects: SelectOfTables[] = [];
  let takesAll = false;
  visitQuery(query, {
    source(source, isTable) {
      if (source.kind === 'join') {
        for (const name of source.using) named.add(name.toLowerCase());
        if (source.natural) takesAll = true;
      }
      if (source.kind !== 'table' || !isTable(source.name)) return;
      const name = source.name.toLowerCase();
      tables.set(name, (tables.get(name) ?? 0) + 1);
    },
    select(select, isTable) {
      for (const { value, name } of select.items) {
        if (value.kind === 'star') takesAll = true;
        if (name !== undefined) given.add(name.toLowerCase());
      }
      const byAlias = new Map<string, string>();
      let isPlain = true;
      for (const source of select.from ? leaves(select.from) : []) {
        if (source.kind !== 'table' || !isTable(source.name)) isPlain = false;
        else byAlias.set((source.alias ?? source.name).toLowerCase(), source.name.toLowerCase());
      }
      selects.push({ select, tables: byAlias, isPlain });
    },
    expression(value) {
      if (value.kind === 'column') named.add(value.name.toLowerCase());
    },
  });
  return { tables, columns: takesAll ? undefined : named, named, given, selects };
}

function leaves(source: TableSource): TableSource[] {
  return source.kind === 'join' ? [...leaves(source.left), ...leaves(source.right)] : [source];
}

/**
 * What a row of a table must be like for the answer to depend on it; nothing of a table that is
 * named twice. `has`: whether a table has a column (both in lower case).
 */
export function constraintsOn(
  table: string,
  { tables, selects }: Needs,
  has: (table: string, column: string) => boolean,
): Constraint[] {
  if (tables.get(table) !== 1) return [];
  for (const { select, tables: named, isPlain } of selects) {
    if (!select.where || ![...named.values()].includes(table)) continue;
    const others = [...named.values()].filter((one) => one !== table);
    return bounds(select.where, (column) => {
      const name = column.name.toLowerCase();
      if (column.table !== undefined)
        return named.get(column.table.toLowerCase()) === table ? name : undefined;
      if (!has(table, name) || !isPlain || others.some((other) => has(other, name)))
        return undefined;
      return name;
    });
  }
  return [];
}
