import { buildTables } from '../../functions/build-tables/build-tables.ts';
import { searchBatch } from '../../functions/detect-sources/search-batch.ts';
import { matchCell } from '../../functions/match-sources/match-cell.ts';
import { planMatches } from '../../functions/plan-matches/plan-matches.ts';
import { keys } from '../../shared/contracts/keys.ts';
import {
  cellPlanSchema,
  matchesTask,
  matchItemSchema,
  matchKeys,
  matchPlanSchema,
} from '../../shared/contracts/matches.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { readJson } from '../../shared/run/json.ts';
import { runTask } from '../../shared/run/task.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { type Frame, fitsOf } from '../end-to-end/sky/frames.ts';
import { putLines, RUN, urlOf } from '../run/run-objects.ts';
import { imageUrl, linesOf } from './mapped-sky.ts';

/** A frame of 60 × 60 pixels of 30″ about RA 45°, Dec 10°, with stars at given pixels. */
export const starFrame = (stars: readonly (readonly [number, number])[], more = {}): Frame => ({
  ...{ ra: 45, dec: 10, band: 'K', width: 60, height: 60, scale: 30 },
  value: (_x, _y, _z, column, row) =>
    10 +
    ((column * 7 + row * 13) % 11) / 10 +
    stars.reduce(
      (sum, [x, y]) => sum + 500 * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 4),
      0,
    ),
  ...more,
});

/** A run in memory whose images were searched; `match`: how detections become objects. */
export async function searchedRun(
  frames: Record<string, Frame>,
  match: object = { radius: 5 },
): Promise<Store> {
  const store = memoryStore();
  const names = Object.keys(frames);
  for (const name of names) await store.put(imageUrl(name), fitsOf(frames[name]!));
  const items = names.map((name, i) => ({ line: i + 1, uri: imageUrl(name), name }));
  const parameters = { config: '', detection: defaultParameters, notes: [], match };
  await store.put(urlOf(keys.parameters), JSON.stringify(parameters));
  await putLines(store, keys.list, items);
  await searchBatch(store, RUN, items, parameters, () => {});
  return store;
}

/** Plans and matches all cells, and builds the tables, as the functions do. */
export async function matchedTables(store: Store): Promise<{ objects: number }> {
  await planMatches(store, RUN);
  await matchCells(store);
  return buildTables(store, RUN);
}

/** Matches all cells of the plan. */
export async function matchCells(store: Store): Promise<void> {
  const plan = await readJson(store, urlOf(matchKeys.plan), matchPlanSchema);
  for (const line of await linesOf(store, matchKeys.cells)) {
    const cell = matchItemSchema.parse(line);
    const cellPlan = await readJson(store, urlOf(matchKeys.cell(cell)), cellPlanSchema);
    await runTask(store, matchesTask(RUN, cell, plan, cellPlan), (counted, heads) =>
      matchCell(counted, cell, { plan, cellPlan, heads }),
    );
  }
}
