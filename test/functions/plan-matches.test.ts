import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { planMatches } from '../../functions/plan-matches/plan-matches.ts';
import { matchNotes } from '../../functions/write-report/match-notes.ts';
import { matchItemSchema, matchKeys } from '../../shared/contracts/matches.ts';
import type { Store } from '../../shared/store/store.ts';
import { RUN, textOf } from '../run/run-objects.ts';
import { imageUrl, linesOf } from './mapped-sky.ts';
import { searchedRun, starFrame } from './matched-run.ts';

beforeAll(loadSep);

const cellsOf = async (store: Store) =>
  (await linesOf(store, matchKeys.cells)).map((line) => matchItemSchema.parse(line));

/** The images that the plans of all cells name, each once. */
async function imagesIn(store: Store): Promise<string[]> {
  const plans = (await cellsOf(store)).map(async (cell) => {
    const { images } = JSON.parse(await textOf(store, matchKeys.cell(cell)));
    return images.map(({ uri }: { uri: string }) => uri);
  });
  return [...new Set((await Promise.all(plans)).flat())].sort();
}

describe('the plan of a match', () => {
  it('counts detections and pictures, and names the images of each cell', async () => {
    const store = await searchedRun({
      a: starFrame([
        [20, 20],
        [40, 30],
      ]),
      b: starFrame([[20, 20]], { ra: 46 }),
    });
    expect(await planMatches(store, RUN)).toEqual({ cells: (await cellsOf(store)).length });
    const plan = JSON.parse(await textOf(store, matchKeys.plan));
    expect(plan).toMatchObject({ radius: 5, images: 2, detections: 3, unplaced: 0, untimed: 2 });
    expect(await matchNotes(store, RUN)).toEqual([
      'no time in 2 images: mjd is null, photometry/images says why',
    ]);
    expect(plan.bands).toMatchObject([{ name: 'K' }]);
    expect((await cellsOf(store)).reduce((sum, { rows }) => sum + rows, 0)).toBe(3);
    expect(await imagesIn(store)).toEqual([imageUrl('a'), imageUrl('b')]);
  });

  it('cuts cells of at most so many rows, and none loses a detection', async () => {
    const stars = [5, 20, 35, 50].flatMap((x) => [10, 30, 50].map((y) => [x, y] as const));
    const store = await searchedRun({ a: starFrame(stars) }, { radius: 5, rows: 4 });
    await planMatches(store, RUN);
    const cells = await cellsOf(store);
    expect(cells.length).toBeGreaterThan(2);
    for (const { rows } of cells) expect(rows).toBeLessThanOrEqual(4);
    expect(cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(12);
  });

  it('refuses a run without a radius', async () => {
    const store = await searchedRun({ a: starFrame([[20, 20]]) }, undefined);
    const { match: _, ...parameters } = JSON.parse(await textOf(store, 'parameters.json'));
    await store.put(`${RUN}parameters.json`, JSON.stringify(parameters));
    await expect(planMatches(store, RUN)).rejects.toThrow('match is missing');
  });
});
