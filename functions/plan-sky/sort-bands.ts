import type { SkyDepth } from '../../shared/contracts/sky-map/band-plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { NumberList } from '../../shared/core/number-list.ts';
import { regionOf } from '../../shared/core/plan/image-outline.ts';
import { mapDepth } from '../../shared/core/plan/plan.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { sortImages } from '../../shared/run/plan/sort-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/**
 * Sorts the images that were read by band, and decides over all of them how deep the map is.
 * Answers the bands. Throws BadRequest for too many.
 */
export async function sortBands(store: Store, run: string): Promise<{ bands: string[] }> {
  const sky = await readSkyParameters(store, run);
  let scales = new NumberList();
  const sorted = await sortImages(store, run, undefined, () => {
    const found = new NumberList();
    scales = found;
    return (picture) => {
      if (!('message' in regionOf(picture, sky.frame))) found.push(picture.pixelScale);
    };
  });
  const depth: SkyDepth = {
    ...mapDepth(scales, sky.order === undefined ? {} : { order: sky.order }),
    plateOrder: 0,
    unweighted: sorted.unweighted,
    warnings: [...sorted.warnings],
    newest: sorted.newest && `${sorted.newest.slice(0, 16)}Z`,
    unread: sorted.unread?.message ?? null,
  };
  await store.put(joinUrl(run, skyKeys.unsorted), jsonLines(sorted.failures));
  await store.put(joinUrl(run, skyKeys.depth), `${JSON.stringify(depth)}\n`);
  return { bands: sorted.bands.map(({ band }) => band) };
}
