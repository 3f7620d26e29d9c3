import { plannedImageSchema } from '../contracts/sky-map/images.ts';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import { type ImageRef, type PlacedImage, partOf } from '../contracts/sky-map/plan.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { parseJson } from './json.ts';
import { readRangesOfParts } from './ranges.ts';

/** Images of a band of the plan, in the order asked. */
export async function readPlacedImages(
  store: Store,
  run: string,
  band: string,
  refs: readonly ImageRef[],
): Promise<PlacedImage[]> {
  const urlOf = ([place]: ImageRef) => joinUrl(run, skyKeys.images(band, partOf(place)));
  const lines = await readRangesOfParts(
    store,
    refs.map((ref) => ({ url: urlOf(ref), offset: ref[1], length: ref[2] })),
  );
  return lines.map((line, i) => {
    const ref = refs[i]!;
    return { ...parseJson(line, plannedImageSchema, urlOf(ref)), place: ref[0] };
  });
}
