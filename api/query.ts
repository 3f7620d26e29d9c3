import type { Cone } from '../shared/core/query/constraints.ts';
import type { CellValue } from '../shared/core/query/result.ts';
import { QueryEngine } from '../shared/query/engine.ts';
import { openStore } from '../shared/store/open.ts';
import { objectUrl } from '../shared/store/url.ts';
import { refuseUnknown } from './given.ts';

/** A row of an answer: values by the names of the columns; whole numbers of 64 bits are bigints. */
export type ResultRow = Readonly<Record<string, CellValue>>;

/** How tables are asked. */
export interface QueryOptions {
  /** only what lies in this circle: degrees, ICRS */
  readonly cone?: Cone;
  /** stops the query; the loop throws the signal's reason */
  readonly signal?: AbortSignal;
}

/**
 * The tables of a run, or of a HATS catalogue: a folder, an `s3://` prefix, or a Parquet file.
 * Throws RefusedQuery where there is no table. `close` removes the copies that it made.
 */
export const openTables = (place: string): Promise<QueryEngine> =>
  QueryEngine.open(openStore({ ...process.env, STARFAN_FILES: '1' }), objectUrl(place));

/**
 * Asks the tables of a run or a HATS catalogue in SQL, and gives the rows one after the other; a
 * loop that is left stops the query. Throws RefusedQuery for what is no SELECT, and where a limit
 * of `starfan query` is passed.
 */
export async function* query(
  place: string,
  sql: string,
  { cone, signal, ...others }: QueryOptions = {},
): AsyncGenerator<ResultRow> {
  refuseUnknown(others);
  signal?.throwIfAborted();
  const engine = await openTables(place);
  try {
    const { columns, rows } = await engine.query(sql, { cone, signal });
    for await (const some of rows)
      for (const cells of some) {
        signal?.throwIfAborted();
        yield Object.fromEntries(columns.map(({ name }, i) => [name, cells[i] ?? null]));
      }
  } finally {
    engine.close();
  }
}
