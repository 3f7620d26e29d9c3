import { cellRange, type HealpixRange } from '../core/hats/cells.ts';
import type { Cone } from '../core/query/constraints.ts';
import { constraintsOn, type Needs, needsOf } from '../core/query/needs.ts';
import { plainColumns } from '../core/query/plain-columns.ts';
import { refused } from '../core/query/refuse.ts';
import { toSql } from '../core/query/render.ts';
import type { Result } from '../core/query/result.ts';
import { parseSql } from '../core/query/select.ts';
import type { Store } from '../store/store.ts';
import { bytesRead } from './choose-groups.ts';
import { fileColumns } from './columns.ts';
import type { Database, NamedPlan } from './database.ts';
import { Footers } from './footer.ts';
import type { DataTable } from './hats-table.ts';
import { type QueryLimits, usualLimits } from './limits.ts';
import { Mirror } from './mirror.ts';
import { type PlanTools, planTable } from './plan-table.ts';
import type { IndexedRanges, LookUp } from './table-index.ts';
import { tablesAt } from './tables.ts';
import { withUnits } from './units.ts';

/** How a query is asked. */
export interface EngineOptions {
  /** rows of tables with places outside it are not there */
  readonly cone?: Cone | undefined;
  readonly limits?: QueryLimits;
  /** called where DuckDB goes on though it was stopped: the process must end */
  readonly leave?: (reason: Error) => void;
  /** stops the query */
  readonly signal?: AbortSignal | undefined;
}

/** Bytes in words. */
const inMb = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} MB`;

/**
 * Answers queries over the tables at one address, by DuckDB, over copies of what each query needs
 * of them. Every query has a connection of its own to a database that knows such files and nothing
 * else. As long as an engine lives it sees the files as it saw them first.
 */
export class QueryEngine {
  readonly tables: readonly DataTable[];
  readonly #footers: Footers;
  readonly #mirror: Mirror;
  readonly #tools: PlanTools;
  #database: Database | undefined;

  private constructor(store: Store, tables: readonly DataTable[]) {
    this.tables = tables;
    this.#footers = new Footers(store);
    this.#mirror = new Mirror(store);
    this.#tools = { footers: this.#footers, lookUp: (question) => this.#lookUp(question) };
  }

  /** Throws RefusedQuery where there is no table. */
  static async open(store: Store, url: string): Promise<QueryEngine> {
    return new QueryEngine(store, await tablesAt(store, url));
  }

  /**
   * Answers one SELECT. The answer is a stream, and must be read to its end or left with `break`.
   * Throws RefusedQuery for everything else and where a limit is passed, and the signal's reason.
   */
  async query(
    sql: string,
    { cone, limits = usualLimits, leave = () => {}, signal }: EngineOptions = {},
  ): Promise<Result> {
    const query = parseSql(sql);
    const needs = needsOf(query);
    const plans = await this.#plan(needs, cone);
    const bytes = plans.reduce(
      (sum, { plan }) => sum + plan.choices.reduce((all, one) => all + bytesRead(one), 0),
      0,
    );
    if (bytes > limits.bytesRead)
      throw refused(
        `the query would read ${inMb(bytes)}, and ${inMb(limits.bytesRead)} are the most: name fewer columns, or a cone`,
      );
    const database = await this.#duckDb();
    const asked = { cone, limits, leave, signal };
    const { columns, rows } = await database.ask(toSql(query), plans, asked);
    return { columns: withUnits(columns, plainColumns(query, needs), plans), rows };
  }

  /** The columns of a table, by their names in lower case. Throws RefusedQuery. */
  async columnsOf(table: string): Promise<ReadonlyMap<string, string>> {
    const [first] = await this.#footers.of(
      this.#table(table.toLowerCase())
        .files.slice(0, 1)
        .map(({ url }) => url),
    );
    const own = first ? fileColumns(first) : [];
    return new Map(own.map(({ name }) => [name.toLowerCase(), name]));
  }

  /** Which partitions hold some values, by the table's index. */
  async #lookUp({ index, constraint, sql }: LookUp): Promise<IndexedRanges> {
    const table: DataTable = {
      names: ['index'],
      url: '',
      ra: '',
      dec: '',
      healpix: '',
      files: index.urls.map((url) => ({ url })),
      index: undefined,
    };
    const wanted = {
      columns: new Set([index.column.toLowerCase(), 'norder', 'npix']),
      constraints: [constraint],
      cone: undefined,
    };
    const plan = await planTable(this.#tools, table, wanted);
    const asked = { cone: undefined, limits: usualLimits, leave: () => {} };
    const database = await this.#duckDb();
    const { rows } = await database.ask(sql, [{ name: 'index', plan }], asked);
    const cells: HealpixRange[] = [];
    for await (const some of rows)
      for (const [order, npix] of some)
        cells.push(cellRange({ order: Number(order), npix: Number(npix) }));
    return cells;
  }

  async #plan(needs: Needs, cone: Cone | undefined): Promise<NamedPlan[]> {
    const named = new Map([...needs.tables.keys()].map((name) => [name, this.#table(name)]));
    const columns = new Map<string, ReadonlyMap<string, string>>();
    for (const name of named.keys()) columns.set(name, await this.columnsOf(name));
    const known = new Set([...columns.values()].flatMap((names) => [...names.keys()]));
    for (const name of needs.named)
      if (!known.has(name) && !needs.given.has(name)) throw noColumn(name, columns);
    const has = (table: string, column: string) => columns.get(table)?.has(column) ?? false;
    return Promise.all(
      [...named].map(async ([name, table]) => {
        const constraints = constraintsOn(name, needs, has);
        const plan = await planTable(this.#tools, table, {
          columns: needs.columns,
          constraints,
          cone,
        });
        return { name, plan };
      }),
    );
  }

  /** Its native library is loaded with the first question. */
  async #duckDb(): Promise<Database> {
    const { Database } = await import('./database.ts');
    this.#database ??= new Database(this.#mirror);
    return this.#database;
  }

  #table(name: string): DataTable {
    const found = this.tables.find(({ names }) => names.some((one) => one.toLowerCase() === name));
    if (found) return found;
    const known = this.tables.map(({ names: [first] }) => first).join(', ');
    throw refused(`there is no table ${name} here: ${known} can be asked`);
  }

  /** Removes the copies; a process that ends may call it. */
  close(): void {
    this.#database?.close();
    this.#mirror.close();
  }
}

function noColumn(name: string, columns: ReadonlyMap<string, ReadonlyMap<string, string>>): Error {
  const tables = [...columns].map(
    ([table, names]) => `${table} has ${[...names.values()].join(', ')}`,
  );
  return refused(
    `there is no column ${name}: ${tables.join('; ') || 'the query names no table after FROM'}`,
  );
}
