import { skyKeys } from '../contracts/sky-map.ts';
import { readTile, readTileFits, readTileIndex, type TileEntry } from '../core/tiles/plate-file.ts';
import { StoreError } from '../store/errors.ts';
import { storeSource } from '../store/source.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';

/** The tiles of one plate and band, each read by its own range. */
export interface PlateTiles {
  entries: TileEntry[];
  pixels(entry: TileEntry): Promise<Float32Array>;
  fits(entry: TileEntry): Promise<Uint8Array>;
}

/** Opens the object that paint-tiles made of a plate. Throws NoSuchObject. */
export async function openPlate(store: Store, run: string, band: string, npix: number): Promise<PlateTiles> {
  const url = joinUrl(run, skyKeys.tiles(band, npix));
  const head = await store.head(url);
  if (!head) throw new StoreError('NoSuchObject', `${url} was made and is gone: run again`, url, 'head');
  const source = storeSource(store, head);
  return {
    entries: await readTileIndex(source),
    pixels: (entry) => readTile(source, entry),
    fits: (entry) => readTileFits(source, entry),
  };
}
