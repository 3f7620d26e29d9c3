import { fixedSchema, matchedPairSchema } from '../../shared/contracts/sky-map/background.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { partOf } from '../../shared/contracts/sky-map/plan.ts';
import { addSeam, noSeams, type Seams } from '../../shared/pages/report/seams.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readImagePart } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { labelOf, reportedImageSchema } from './read-coverage.ts';
import type { SeamSums } from './sums-schemas.ts';

/**
 * The seams of a band, and the names of the images that the worst pairs are of, by their places;
 * null where the band was not matched. Streams the pairs, and keeps none but the worst.
 */
export async function readBackground(store: Store, run: string, band: string): Promise<SeamSums> {
  const seams = await readSeams(store, run, band);
  return seams ? { seams, names: await readNames(store, run, band, seams) } : null;
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
  band: string,
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
