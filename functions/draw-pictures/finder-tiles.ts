import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PlacedImage } from '../../shared/contracts/sky-map/plan.ts';
import { hpxFinderTile, readProvenance } from '../../shared/core/hips/provenance.ts';
import { finderPath } from '../../shared/core/hips/tile-path.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { readPlatePlan } from '../../shared/run/plan/plan-packs.ts';
import type { Output } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/**
 * HpxFinder's tiles of a plate: which images made each of its deepest tiles, as Hipsgen's users
 * know them.
 */
export async function finderTiles(
  store: Store,
  run: string,
  band: string,
  npix: number,
): Promise<Output[]> {
  const plan = await readPlatePlan(store, run, { band, npix });
  const images = await readPlacedImages(store, run, band, plan.images);
  const byName = new Map(images.map((image) => [image.item.name, image]));
  const text = new TextDecoder().decode(
    await store.get(joinUrl(run, skyKeys.provenance(band, npix))),
  );
  return readProvenance(text).map(({ order, ipix, images: names }) => ({
    key: skyKeys.hips(band, finderPath(order, ipix)),
    body: hpxFinderTile(names.map((name) => originOf(byName.get(name)!))),
  }));
}

const originOf = ({ item, centre, footprint, factor }: PlacedImage) => ({
  name: item.name,
  uri: item.uri,
  ...(factor === undefined ? {} : { factor }),
  ra: centre.ra,
  dec: centre.dec,
  footprint,
});
