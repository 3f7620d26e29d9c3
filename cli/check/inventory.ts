import { type Extension, parseTilePath } from '../../shared/core/hips/tile-path.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Problems } from './problems.ts';

/** What stands in the folder of a HiPS. */
export interface Inventory {
  /** of every format: the tiles of each order, ascending */
  readonly tiles: ReadonlyMap<Extension, readonly (readonly number[])[]>;
  /** paths of all else that belongs there */
  readonly others: ReadonlySet<string>;
  /** of tiles and Allskys */
  readonly files: number;
  readonly bytes: number;
  /** -1 when there are no tiles */
  readonly deepest: number;
}

const KNOWN =
  /^(properties|Moc\.fits|index\.html|metadata\.(xml|fits)|preview\.jpg|hips\.log|LICENSE(\.txt)?|README(\.txt|\.md)?|Norder\d{1,2}\/Allsky\.(fits|png|jpg)|HpxFinder\/.+|provenance\/.+)$/;

/** Lists the folder once. Tiles in a wrong folder and files that no HiPS has are problems. */
export async function takeInventory(
  store: Store,
  url: string,
  problems: Problems,
): Promise<Inventory> {
  const folder = url.endsWith('/') ? url : `${url}/`;
  const tiles = new Map<Extension, number[][]>();
  const others = new Set<string>();
  let files = 0;
  let bytes = 0;
  let deepest = -1;
  for await (const head of store.list(folder)) {
    const path = head.url.slice(folder.length);
    const tile = parseTilePath(path);
    if (tile) {
      const orders = tiles.get(tile.extension) ?? [];
      tiles.set(tile.extension, orders);
      for (let order = orders.length; order <= tile.order; order++) orders.push([]);
      orders[tile.order]!.push(tile.ipix);
      deepest = Math.max(deepest, tile.order);
    } else if (KNOWN.test(path)) others.add(path);
    else if (/^Norder\d+\/Dir\d+\/Npix\d+\.\w+$/.test(path)) {
      problems.add(
        'MisplacedTile',
        path,
        'No tile has this place: the folder is Dir and the number rounded down to 10000, the number is below 12·4^order.',
      );
    } else problems.add('StrayFile', path, 'No part of a HiPS: delete it.');
    if (tile || path.includes('/Allsky.')) {
      files++;
      bytes += head.size;
    }
  }
  for (const orders of tiles.values()) for (const one of orders) one.sort((a, b) => a - b);
  return { tiles, others, files, bytes, deepest };
}
