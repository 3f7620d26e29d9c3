import type * as z from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import {
  type CellSums,
  cellSumsSchema,
  matchItemSchema,
  matchKeys,
  matchPlanSchema,
} from '../../shared/contracts/matches.ts';
import { cellName } from '../../shared/core/hats/cells.ts';
import { isDone } from '../../shared/run/is-done.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { writeCollection } from './write-collection.ts';

/** files read at the same time */
const READ_AHEAD = 32;

/**
 * Writes the HATS collection of all cells, and removes files of an earlier match. Throws
 * IncompleteSky where a cell was not matched.
 */
export async function buildTables(store: Store, run: string): Promise<{ objects: number }> {
  const plan = await readJson(store, joinUrl(run, matchKeys.plan), matchPlanSchema);
  const items = readJsonLines(store, joinUrl(run, matchKeys.cells), matchItemSchema);
  const cells: CellSums[] = [];
  const read = async (cell: z.infer<typeof matchItemSchema>) => {
    if (!(await isDone(store, run, 'matches', cellName(cell))))
      throw new RunError(
        'IncompleteSky',
        `Cell ${cellName(cell)} was not matched (see tasks/matches/${cellName(cell)}.json): without it the tables would be wrong. Start the run again, and it does what is missing`,
      );
    return readJson(store, joinUrl(run, matchKeys.sums(cell)), cellSumsSchema);
  };
  for await (const sums of ahead(items, READ_AHEAD, read)) cells.push(sums);
  const made = await writeCollection(store, run, plan, cells);
  for await (const { url } of store.list(joinUrl(run, matchKeys.collection('x')).slice(0, -1)))
    if (!made.has(url)) await store.delete(url);
  return { objects: cells.reduce((sum, { objects }) => sum + objects, 0) };
}
