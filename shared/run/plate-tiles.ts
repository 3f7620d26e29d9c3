import { skyKeys } from '../contracts/sky-map/keys.ts';
import { memorySource } from '../core/bytes/memory-source.ts';
import type { ByteSource } from '../core/bytes/source.ts';
import { tilePath } from '../core/hips/tile-path.ts';
import { readTile, readTileIndex, type TileEntry } from '../core/tiles/plate-file.ts';
import { ahead } from '../store/ahead.ts';
import { StoreError } from '../store/errors.ts';
import { storeSource } from '../store/source.ts';
import type { Head, Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';

/** A tile and its pixels (FITS order), which stay until the next tile but three is read. */
export interface ReadTile {
  readonly entry: TileEntry;
  readonly pixels: Float32Array;
}

/** tiles asked for at the same time */
const READ_AHEAD = 4;

/**
 * The tiles of one plate and band: in the plate's object, or each in the file in which it is
 * published.
 */
export class PlateTiles {
  /** in rising order and npix */
  readonly entries: readonly TileEntry[];
  readonly #source: ByteSource;
  readonly #fileOf: (entry: TileEntry) => ByteSource;
  readonly #places: Float32Array[];

  /** `places` are overwritten by what is read ahead. */
  constructor(
    entries: readonly TileEntry[],
    source: ByteSource,
    fileOf: (entry: TileEntry) => ByteSource,
    places: Float32Array[] = [],
  ) {
    this.entries = entries;
    this.#source = source;
    this.#fileOf = fileOf;
    this.#places = places;
  }

  /** In `into`, where that is given. Throws TruncatedFits, NoSuchObject. */
  pixels(entry: TileEntry, into?: Float32Array): Promise<Float32Array> {
    return readTile(entry.offset === 0 ? this.#fileOf(entry) : this.#source, entry, into);
  }

  /** Some of the tiles, read ahead. */
  read(entries: Iterable<TileEntry>): AsyncGenerator<ReadTile> {
    let turn = 0;
    return ahead(entries, READ_AHEAD, async (entry) => {
      const place = turn++ % (2 * READ_AHEAD);
      if (this.#places[place]?.length !== entry.width ** 2)
        this.#places[place] = new Float32Array(entry.width ** 2);
      return { entry, pixels: await this.pixels(entry, this.#places[place]) };
    });
  }
}

/**
 * A plate that paint-tiles made, of which single tiles are wanted: each is read by its own range.
 * Throws NoSuchObject.
 */
export async function openPlate(
  store: Store,
  run: string,
  band: string,
  npix: number,
): Promise<PlateTiles> {
  const source = storeSource(store, await headOfPlate(store, run, band, npix));
  return new PlateTiles(await readTileIndex(source), source, publishedTiles(store, run, band));
}

/**
 * Reads plates whole, in one request each, into memory that is used again: fresh memory takes as
 * long as the reading.
 */
export class PlateReader {
  #bytes = new Uint8Array(0);
  readonly #places: Float32Array[] = [];

  /** What was read before is then gone. Throws NoSuchObject. */
  async read(store: Store, run: string, band: string, npix: number): Promise<PlateTiles> {
    const { url, size, etag } = await headOfPlate(store, run, band, npix);
    if (size > this.#bytes.length) this.#bytes = new Uint8Array(size);
    const source = memorySource(await store.getRange(url, 0, size, this.#bytes, etag), url);
    const entries = await readTileIndex(source);
    return new PlateTiles(entries, source, publishedTiles(store, run, band), this.#places);
  }
}

async function headOfPlate(store: Store, run: string, band: string, npix: number): Promise<Head> {
  const url = joinUrl(run, skyKeys.tiles(band, npix));
  const head = await store.head(url);
  if (!head)
    throw new StoreError(
      'NoSuchObject',
      `${url} was made and no longer exists: run again`,
      url,
      'head',
    );
  return head;
}

const publishedTiles =
  (store: Store, run: string, band: string) =>
  ({ order, npix, length }: TileEntry): ByteSource => {
    const url = joinUrl(run, skyKeys.hips(band, tilePath(order, npix, 'fits')));
    return {
      uri: url,
      size: length,
      read: (offset, size, into) => store.getRange(url, offset, size, into),
    };
  };
