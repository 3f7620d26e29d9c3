import { tilePath } from '../../shared/core/hips/tile-path.ts';
import type { Moc } from '../../shared/core/moc/moc.ts';
import { compareKeys } from '../../shared/store/key-order.ts';

/** tiles of a folder, and of a range of keys at least */
const IN_FOLDER = 10_000;

/**
 * Folders of tiles, below hips/, at which a listing of all that some surveys have may be cut so
 * that its pieces have some 10,000 tiles each and can be listed at the same time; none where there
 * are fewer. In the order of keys.
 */
export function rangeBounds(surveys: ReadonlyMap<string, Moc>, order: number): string[] {
  const folders = [...surveys].flatMap(([survey, moc]) => foldersOf(survey, moc, order));
  folders.sort((a, b) => compareKeys(a.folder, b.folder));
  const bounds: string[] = [];
  let tiles = 0;
  for (const { folder, most } of folders) {
    if (tiles >= IN_FOLDER) {
      bounds.push(folder);
      tiles = 0;
    }
    tiles += most;
  }
  return bounds;
}

/** The folders that a survey has, each with the tiles that it may have. */
function foldersOf(survey: string, moc: Moc, deepest: number) {
  const folders: { folder: string; most: number }[] = [];
  for (let order = 0; order <= deepest; order++) {
    const counts = countByFolder(moc, order);
    for (const [first, most] of counts) {
      const path = tilePath(order, first, 'png');
      folders.push({ folder: `${survey}/${path.slice(0, path.lastIndexOf('/') + 1)}`, most });
    }
  }
  return folders;
}

/** How many cells of an order a survey touches, by the first cell of the folder they stand in. */
function countByFolder({ order: own, ranges }: Moc, order: number): Map<number, number> {
  const counts = new Map<number, number>();
  const scale = 4 ** (own - order);
  let next = 0;
  for (let k = 0; k < ranges.length; k += 2) {
    const end = Math.ceil(ranges[k + 1]! / scale);
    for (let at = Math.max(next, Math.floor(ranges[k]! / scale)); at < end; ) {
      const first = Math.floor(at / IN_FOLDER) * IN_FOLDER;
      const upTo = Math.min(end, first + IN_FOLDER);
      counts.set(first, (counts.get(first) ?? 0) + upTo - at);
      at = upTo;
    }
    next = Math.max(next, end);
  }
  return counts;
}
