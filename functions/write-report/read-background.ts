import { fixedSchema, matchedPairSchema } from '../../shared/contracts/sky-map/background.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { type PlanBand, partOf } from '../../shared/contracts/sky-map/plan.ts';
import { addSeam, noSeams, type Seams } from '../../shared/pages/report/seams.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readImagePart, readPlanBands } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { labelOf, reportedImageSchema } from './read-coverage.ts';

/** By band the names of some of its images, by their places. */
type ImageNames = Map<string, Map<number, string>>;

/**
 * The seams of each band (null before there are any), and the names of the images that the worst
 * pairs are of. Streams the pairs, and keeps none but the worst.
 */
export async function readBackground(
  store: Store,
  run: string,
): Promise<{ seams: Map<string, Seams> | null; imageNames: ImageNames }> {
  const seams = new Map<string, Seams>();
  const imageNames: ImageNames = new Map();
  let isMatched = false;
  for (const planned of await readPlanBands(store, run)) {
    const found = await readSeams(store, run, planned.band);
    isMatched ||= found !== undefined;
    if (!found || (found.pairs === 0 && !found.fixed?.lost)) continue;
    seams.set(planned.band, found);
    imageNames.set(planned.band, await readNames(store, run, planned, found));
  }
  return { seams: isMatched ? seams : null, imageNames };
}

/** undefined where the band was not matched. */
async function readSeams(store: Store, run: string, band: string): Promise<Seams | undefined> {
  const fixed = joinUrl(run, skyKeys.fixed(band));
  if (!(await store.head(fixed))) return undefined;
  const seams = noSeams();
  const pairs = readJsonLines(store, joinUrl(run, skyKeys.pairs(band)), matchedPairSchema);
  for await (const pair of pairs) addSeam(seams, pair);
  seams.fixed = await readJson(store, fixed, fixedSchema);
  return seams;
}

async function readNames(
  store: Store,
  run: string,
  { band }: PlanBand,
  { worst }: Seams,
): Promise<Map<number, string>> {
  const places = [...new Set(worst.flatMap(({ i, j }) => [i, j]))].sort((a, b) => a - b);
  const names = new Map<number, string>();
  for (const part of new Set(places.map(partOf))) {
    const images = await readImagePart(store, run, { band, part }, reportedImageSchema);
    for (const place of places) {
      const image = images.get(place);
      if (image) names.set(place, labelOf(image));
    }
  }
  return names;
}
