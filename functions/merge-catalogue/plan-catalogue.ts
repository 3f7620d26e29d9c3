import { ROWS_OF_PART, ROWS_OF_VOLUME, type VolumePlan } from '../../shared/contracts/catalogue.ts';
import { reachOf } from '../../shared/core/catalogue/match-rows.ts';
import {
  addCells,
  type CatalogueVolume,
  noCells,
  planParts,
  planVolumes,
} from '../../shared/core/catalogue/parts.ts';
import { CellTree } from '../../shared/core/plan/cells.ts';
import { cellsAround, type ImageCatalogue, maxPictureRadius } from './image-catalogue.ts';

/** Rows of a part and of a volume, at most. */
export interface CatalogueLimits {
  readonly rowsOfPart: number;
  readonly rowsOfVolume: number;
}

const usual: CatalogueLimits = { rowsOfPart: ROWS_OF_PART, rowsOfVolume: ROWS_OF_VOLUME };

/**
 * Cuts the merged catalogue into volumes, and says for each which images have sources in or around
 * it. `isUnique`: only the primary row of each source is kept.
 */
export function planCatalogue(
  images: readonly ImageCatalogue[],
  isUnique: boolean,
  { rowsOfPart, rowsOfVolume }: CatalogueLimits = usual,
): VolumePlan[] {
  const sum = noCells();
  for (const { counts } of images) addCells(sum, counts);
  const volumes = planVolumes(planParts(sum, rowsOfPart), rowsOfVolume);
  const reach = reachOf(maxPictureRadius(images));
  const nameWidth = images.reduce((most, { image }) => Math.max(most, image.name.length), 1);
  const found = volumes.map(({ firstPart, parts }, volume): VolumePlan => {
    return { ...{ volume, firstPart, parts, images: [] }, ...{ reach, nameWidth, isUnique } };
  });
  const tree = new CellTree();
  for (const one of images)
    for (const volume of volumesAround(one, volumes, reach, tree))
      found[volume]!.images.push(one.image);
  return found;
}

/** The volumes that an image has sources in or around. */
function volumesAround(
  image: ImageCatalogue,
  volumes: readonly CatalogueVolume[],
  reach: number,
  tree: CellTree,
): Set<number> {
  const ends = volumes.map(({ parts }) => parts.at(-1)!.to);
  const around = new Set<number>();
  for (const [from, to] of cellsAround(image, reach, tree))
    for (let at = firstBehind(ends, from); at < volumes.length; at++) {
      around.add(at);
      if (ends[at]! >= to) break;
    }
  if (image.counts.noSky > 0) around.add(volumes.length - 1);
  return around;
}

/** The place of the first number above `value` among rising ones. */
function firstBehind(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
