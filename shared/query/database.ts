import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import type { Cone } from '../core/query/constraints.ts';
import { refused } from '../core/query/refuse.ts';
import type { CellValue, Result, ResultColumn } from '../core/query/result.ts';
import { cellReader, resultColumns } from './cells.ts';
import { type Conditions, MIB, type QueryLimits, Watch } from './limits.ts';
import type { Mirror } from './mirror.ts';
import type { TablePlan } from './plan-table.ts';
import { viewSql } from './view.ts';

/** A table by the name by which a query calls it. */
export interface NamedPlan {
  readonly name: string;
  readonly plan: TablePlan;
}

/** Under which a database answers, and which part of its tables. */
interface TableConditions extends Conditions {
  readonly cone: Cone | undefined;
}

/**
 * DuckDB over the copies of a mirror. Every question has a connection of its own, and in it views
 * of its tables alone; all share a database that can read the files asked for so far and nothing
 * else, and is made anew where others are asked for.
 */
export class Database {
  readonly #mirror: Mirror;
  #instance: DuckDBInstance | undefined;
  #allowed: ReadonlySet<string> = new Set();
  #limits = '';

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** Answers a SELECT of our own renderer. Throws RefusedQuery. */
  async ask(
    sql: string,
    plans: readonly NamedPlan[],
    { cone, ...conditions }: TableConditions,
  ): Promise<Result> {
    const { limits } = conditions;
    const views: string[] = [];
    const paths: string[] = [];
    for (const { name, plan } of plans) {
      const files = await Promise.all(plan.choices.map((choice) => this.#mirror.path(choice)));
      views.push(viewSql(name, plan, files, cone));
      paths.push(...files);
    }
    const instance = await this.#reading(paths, limits);
    const connection = await instance.connect();
    const close = () => connection.closeSync();
    try {
      const watch = new Watch(connection, conditions);
      for (const view of views) await watch.of(connection.run(view));
      const result = await watch.of(connection.stream(sql));
      const columns = resultColumns(result);
      return { columns, rows: rowsOf(result, columns, { watch, limits, close }) };
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Ends it; questions that are not answered yet keep theirs. */
  close(): void {
    this.#instance?.closeSync();
    this.#instance = undefined;
  }

  async #reading(paths: readonly string[], limits: QueryLimits): Promise<DuckDBInstance> {
    const given = `${limits.memory} ${limits.spilled}`;
    if (this.#instance && given === this.#limits && paths.every((path) => this.#allowed.has(path)))
      return this.#instance;
    const own = paths.filter((path) => !this.#allowed.has(path));
    const before = this.#allowed.size + own.length > MOST_PATHS ? [] : this.#allowed;
    const allowed = new Set([...before, ...paths]);
    const instance = await lockedInstance(this.#mirror.folder(), allowed, limits);
    this.close();
    this.#instance = instance;
    this.#allowed = allowed;
    this.#limits = given;
    return instance;
  }
}

/** Files that one database may read, at most. */
const MOST_PATHS = 10_000;

/** A database that reads these files alone and whose settings nobody changes. */
async function lockedInstance(
  folder: string,
  paths: ReadonlySet<string>,
  { memory, spilled }: QueryLimits,
): Promise<DuckDBInstance> {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(Math.min(4, availableParallelism())),
    memory_limit: `${memory}B`,
  });
  const connection = await instance.connect();
  for (const statement of [
    `SET temp_directory = ${text(join(folder, 'spilled'))}`,
    `SET max_temp_directory_size = '${spilled}B'`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET GLOBAL ieee_floating_point_ops = false',
    `SET allowed_paths = [${[...paths].map(text).join(', ')}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ])
    await connection.run(statement);
  connection.closeSync();
  return instance;
}

async function* rowsOf(
  result: DuckDBResult,
  columns: readonly ResultColumn[],
  { watch, limits, close }: { watch: Watch; limits: QueryLimits; close: () => void },
): AsyncGenerator<CellValue[][]> {
  const readers = columns.map(cellReader);
  try {
    let [count, bytes] = [0, 0];
    for (;;) {
      const chunk = await watch.of(result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      count += chunk.rowCount;
      if (count > limits.rows)
        throw refused(
          `the answer has more than ${limits.rows.toLocaleString('en-US')} rows: write LIMIT, or ask for less of the sky`,
        );
      const cells = readers.map((read, i) => chunk.getColumnValues(i).map(read));
      for (const values of cells) bytes += bytesOf(values);
      if (bytes > limits.answer)
        throw refused(
          `the answer has more than ${limits.answer / MIB} MiB: name fewer columns, or write LIMIT`,
        );
      yield Array.from({ length: chunk.rowCount }, (_, row) => cells.map((column) => column[row]!));
    }
  } finally {
    close();
  }
}

/** Bytes of values: 8 of a number, and what text has. */
const bytesOf = (values: readonly CellValue[]): number =>
  values.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 8),
    0,
  );
