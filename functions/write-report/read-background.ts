import { fixedSchema, matchedPairSchema } from '../../shared/contracts/sky-map/background.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { addSeam, noSeams, type Seams } from '../../shared/pages/report/seams.ts';
import { fromJson, readJson, readJsonLines } from '../../shared/run/json.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { labelOf, reportedImageSchema } from './read-coverage.ts';

/**
 * The seams of each band (null before there are any), and the names of the images that the worst
 * pairs are of. Streams the pairs, and keeps none but the worst.
 */
export async function readBackground(
  store: Store,
  run: string,
  bandOf: readonly string[],
): Promise<{ seams: Map<string, Seams> | null; imageNames: Map<number, string> }> {
  const pairsUrl = joinUrl(run, skyKeys.pairs);
  if (!(await store.head(pairsUrl))) return { seams: null, imageNames: new Map() };
  const seams = new Map<string, Seams>();
  for await (const pair of readJsonLines(store, pairsUrl, matchedPairSchema)) {
    const band = bandOf[pair.i];
    if (band === undefined) continue; // the plan went on without it
    const ofBand = seams.get(band) ?? noSeams();
    seams.set(band, ofBand);
    addSeam(ofBand, pair);
  }
  if (await store.head(joinUrl(run, skyKeys.fixed))) {
    const fixed = await readJson(store, joinUrl(run, skyKeys.fixed), fixedSchema);
    for (const [band, ofBand] of Object.entries(fixed)) {
      if (ofBand.lost > 0 && !seams.has(band)) seams.set(band, noSeams());
      const there = seams.get(band);
      if (there) there.fixed = ofBand;
    }
  }

  const worst = [...seams.values()].flatMap((ofBand) => ofBand.worst.flatMap(({ i, j }) => [i, j]));
  const wanted = new Set(worst);
  const imageNames = new Map<number, string>();
  let place = 0;
  const imagesUrl = joinUrl(run, skyKeys.images);
  for await (const line of readLines(store, imagesUrl)) {
    if (line === '') continue;
    if (wanted.has(place))
      imageNames.set(place, labelOf(fromJson(line, reportedImageSchema, imagesUrl)));
    place++;
    if (imageNames.size === wanted.size) break;
  }
  return { seams, imageNames };
}
