import { InTurn } from '../bytes/in-turn.ts';
import { sum32 } from '../fits/checksum.ts';
import { paddedLength } from '../fits/geometry.ts';
import { BLOCK } from '../fits/header.ts';
import type { CardToWrite } from '../fits/write.ts';
import type { PaintedTile } from './finish.ts';
import type { PlateGrid } from './plate.ts';
import { byPlace, INDEX_ENTRY, INDEX_HEAD, putIndex, type TileEntry } from './plate-file.ts';
import { tileToFits } from './tile-file.ts';

/** A plate's object, which stays until the next plate is packed, and where the tiles are in it. */
export interface PackedTiles {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** in rising order and npix */
  readonly entries: readonly TileEntry[];
}

/**
 * Puts the tiles of plates into objects, one plate after the other in the same memory: fresh memory
 * costs as much as what is put in.
 */
export class TilePacker {
  #bytes = new Uint8Array(0);
  readonly #files: InTurn;

  /** `filesAtOnce`: more than are being put at the same time. */
  constructor(filesAtOnce: number) {
    this.#files = new InTurn(filesAtOnce);
  }

  /**
   * The object of a plate's tiles, each with further cards. Empty tiles are for the caller to leave
   * out.
   */
  pack(
    grid: PlateGrid,
    tiles: Iterable<PaintedTile>,
    cards: readonly CardToWrite[] = [],
  ): PackedTiles {
    const { width, frame } = grid;
    const entries: TileEntry[] = [];
    // Room for all tiles that there can be, of which only what is used costs memory.
    const count = tilesWithin(grid);
    const start = INDEX_HEAD + INDEX_ENTRY * count;
    this.#reserve(0, start + count * (4 * width ** 2 + 2 * BLOCK));
    let end = start;
    for (const { order, npix, data } of tiles) {
      const offset = end;
      const fits = tileToFits({ order, npix, width, frame }, data, cards, (length) => {
        end = offset + length;
        return this.#reserve(offset, end);
      });
      entries.push(entryOf({ order, npix }, fits, offset, width));
    }
    entries.sort(byPlace);
    const bytes = this.#reserve(0, end);
    putIndex(bytes.fill(0, 0, start), width, entries);
    return { bytes, entries };
  }

  /**
   * Each tile as a file of its own, as it comes; its entry has the offset 0. The bytes stay as
   * those of `InTurn` do.
   */
  *files(
    { width, frame }: PlateGrid,
    tiles: Iterable<PaintedTile>,
  ): Generator<{ bytes: Uint8Array<ArrayBuffer>; entry: TileEntry }> {
    for (const { order, npix, data } of tiles) {
      const bytes = tileToFits({ order, npix, width, frame }, data, [], (length) =>
        this.#files.take(length),
      );
      yield { bytes, entry: entryOf({ order, npix }, bytes, 0, width) };
    }
  }

  /** Bytes [start, end), which what is there already outlives. */
  #reserve(start: number, end: number): Uint8Array<ArrayBuffer> {
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    return this.#bytes.subarray(start, end);
  }
}

function entryOf(
  { order, npix }: Pick<PaintedTile, 'order' | 'npix'>,
  fits: Uint8Array,
  offset: number,
  width: number,
): TileEntry {
  const headerLength = fits.length - paddedLength(4 * width ** 2);
  const sum = sum32(fits.subarray(0, headerLength));
  return { order, npix, offset, length: fits.length, headerLength, sum, width };
}

/** The tiles of all orders that a plate can have. */
const tilesWithin = ({ order, plateOrder }: PlateGrid): number =>
  (4 ** (order - plateOrder + 1) - 1) / 3;
