import {
  type CellSums,
  cellSumsSchema,
  matchItemSchema,
  matchKeys,
  matchPlanSchema,
  SKYMAP_ORDER,
} from '../../shared/contracts/matches.ts';
import type { MatchedSky } from '../../shared/pages/report/objects-section.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** files read at the same time */
const READ_AHEAD = 32;

/** What a run's match came to; undefined where it did not come to its tables. */
export async function readObjects(store: Store, run: string): Promise<MatchedSky | undefined> {
  const urlOf = (key: string) => joinUrl(run, key);
  if (!(await store.head(urlOf(matchKeys.collection('collection.properties'))))) return undefined;
  const plan = await readJson(store, urlOf(matchKeys.plan), matchPlanSchema);
  const items = readJsonLines(store, urlOf(matchKeys.cells), matchItemSchema);
  const counts = new Map<number, number>();
  let variable: CellSums['mostVariable'] = null;
  const sky = {
    objects: 0,
    measurements: 0,
    matched: { single: 0, divided: 0, moving: 0, variable: 0 },
    bands: plan.bands.map(({ name, column }) => ({ name, column, objects: 0 })),
  };
  const read = (cell: { order: number; npix: number }) =>
    readJson(store, urlOf(matchKeys.sums(cell)), cellSumsSchema);
  for await (const sums of ahead(items, READ_AHEAD, read)) {
    sky.objects += sums.objects;
    sky.measurements += sums.measurements;
    if (sums.mostVariable && !(variable && variable.chi2Dof >= sums.mostVariable.chi2Dof))
      variable = sums.mostVariable;
    for (const kind of ['single', 'divided', 'moving', 'variable'] as const)
      sky.matched[kind] += sums.matched[kind];
    for (const [pixel, n] of Object.entries(sums.counts))
      counts.set(Number(pixel), (counts.get(Number(pixel)) ?? 0) + n);
    for (const [i, band] of sky.bands.entries())
      band.objects += Object.values(sums.bandCounts[i] ?? {}).reduce((a, b) => a + b, 0);
  }
  const { radius, images, unplaced } = plan;
  const isGiven = plan.places !== undefined;
  return {
    ...sky,
    variable,
    isGiven,
    counts,
    order: SKYMAP_ORDER,
    radius,
    images,
    unplaced,
  };
}
