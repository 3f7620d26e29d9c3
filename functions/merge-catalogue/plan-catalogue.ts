import { ROWS_OF_PART, ROWS_OF_VOLUME, type VolumePlan } from '../../shared/contracts/catalogue.ts';
import { reachOf } from '../../shared/core/catalogue/match-rows.ts';
import { addCells, noCells, planParts, planVolumes } from '../../shared/core/catalogue/parts.ts';
import { lowerBound } from '../../shared/core/lower-bound.ts';
import { CellTree } from '../../shared/core/plan/cells.ts';
import {
  type CellRange,
  cellsAround,
  type ImageCatalogue,
  maxPictureRadius,
} from './image-catalogue.ts';

/** Rows of a part and of a volume, at most. */
export interface CatalogueLimits {
  readonly rowsOfPart: number;
  readonly rowsOfVolume: number;
}

/** What a function holds in memory. */
export const catalogueLimits: CatalogueLimits = {
  rowsOfPart: ROWS_OF_PART,
  rowsOfVolume: ROWS_OF_VOLUME,
};

/**
 * Cuts the merged catalogue into volumes, and says for each which images have sources in or around
 * it. `isUnique`: only the primary row of each source is kept.
 */
export function planCatalogue(
  images: readonly ImageCatalogue[],
  isUnique: boolean,
  { rowsOfPart, rowsOfVolume }: CatalogueLimits,
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
  const ends = volumes.map(({ parts }) => parts.at(-1)!.to);
  for (const one of images)
    for (const volume of volumesAround(one, cellsAround(one, reach, tree), ends))
      found[volume]!.images.push(one.image);
  return found;
}

/**
 * The volumes that an image has sources in or around, from the cells about it; `ends`: the cells
 * where volumes end.
 */
function volumesAround(
  { counts }: ImageCatalogue,
  cells: readonly CellRange[],
  ends: readonly number[],
): Set<number> {
  const around = new Set<number>();
  for (const [from, to] of cells)
    for (let at = lowerBound(ends, from); at < ends.length; at++) {
      if (ends[at]! > from) around.add(at);
      if (ends[at]! >= to) break;
    }
  if (counts.noSky > 0) around.add(ends.length - 1);
  return around;
}
