import { plannedImageSchema } from '../contracts/sky-map/images.ts';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import type { ImageRef, PlacedImage } from '../contracts/sky-map/plan.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { parseJson } from './json.ts';
import { readRanges } from './ranges.ts';

/** Images of the plan, in the order asked. */
export async function readPlacedImages(
  store: Store,
  run: string,
  refs: readonly ImageRef[],
): Promise<PlacedImage[]> {
  const url = joinUrl(run, skyKeys.images);
  const lines = await readRanges(
    store,
    url,
    refs.map(([, offset, length]) => ({ offset, length })),
  );
  return lines.map((line, i) => ({
    ...parseJson(line, plannedImageSchema, url),
    place: refs[i]![0],
  }));
}
