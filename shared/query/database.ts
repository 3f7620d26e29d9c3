import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import type { Cone } from '../core/query/constraints.ts';
import { refused } from '../core/query/refuse.ts';
import type { CellValue, Result, ResultColumn } from '../core/query/result.ts';
import { cellValue, resultColumns } from './cells.ts';
import { type QueryLimits, Watch } from './limits.ts';
import type { Mirror } from './mirror.ts';
import type { TablePlan } from './plan-table.ts';
import { viewSql } from './view.ts';

/** A table by the name by which a query calls it. */
export interface NamedPlan {
  readonly name: string;
  readonly plan: TablePlan;
}

/** Under which a database answers. */
interface Conditions {
  readonly cone: Cone | undefined;
  readonly limits: QueryLimits;
  /** called where DuckDB goes on though it was stopped */
  readonly leave: (reason: Error) => void;
}

/** Asks a fresh database that knows nothing but the files of these plans. */
export async function askDatabase(
  mirror: Mirror,
  sql: string,
  plans: readonly NamedPlan[],
  { cone, limits, leave }: Conditions,
): Promise<Result> {
  const views: string[] = [];
  const paths: string[] = [];
  for (const { name, plan } of plans) {
    const files = await Promise.all(plan.choices.map((choice) => mirror.path(choice)));
    views.push(viewSql(name, plan, files, cone));
    paths.push(...files);
  }
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(Math.min(4, availableParallelism())),
    memory_limit: `${limits.memory}B`,
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const watch = new Watch(connection, limits, leave);
    await watch.of(prepare(connection, mirror.folder(), paths, views, limits));
    const result = await watch.of(connection.stream(sql));
    const columns = resultColumns(result);
    return { columns, rows: rowsOf(result, columns, { watch, limits, close }) };
  } catch (error) {
    close();
    throw error;
  }
}

async function prepare(
  connection: DuckDBConnection,
  folder: string,
  paths: readonly string[],
  views: readonly string[],
  { spilled }: QueryLimits,
): Promise<void> {
  const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
  for (const statement of [
    `SET temp_directory = '${join(folder, 'spilled').replaceAll("'", "''")}'`,
    `SET max_temp_directory_size = '${spilled}B'`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET ieee_floating_point_ops = false',
    `SET allowed_paths = [${list}]`,
    ...views,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ])
    await connection.run(statement);
}

async function* rowsOf(
  result: DuckDBResult,
  columns: readonly ResultColumn[],
  { watch, limits, close }: { watch: Watch; limits: QueryLimits; close: () => void },
): AsyncGenerator<CellValue[][]> {
  try {
    let count = 0;
    for (;;) {
      const chunk = await watch.of(result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      count += chunk.rowCount;
      if (count > limits.rows)
        throw refused(
          `the answer has more than ${limits.rows.toLocaleString('en-US')} rows: write LIMIT, or ask for less of the sky`,
        );
      yield chunk.getRows().map((row) => row.map((value, i) => cellValue(value, columns[i]!)));
    }
  } finally {
    close();
  }
}
