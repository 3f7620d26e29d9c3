import { decodeTile } from './decode-tile.ts';
import { product } from './geometry.ts';
import { type Hdu, readData } from './hdu.ts';
import type { StoredPixels } from './pixels.ts';
import { type TileLayout, tileLayoutOf } from './tile-layout.ts';
import { boxOf, heapRangeOf, heapRangesOf, type TileBox, type TileRow } from './tile-row.ts';

/**
 * Takes pixels that lie one after the other in the image: `first` is the index of the first of
 * them.
 */
export type TakeRun = (run: StoredPixels, first: number) => void;

/** The tiles that hold some rows of an image, fetched and checked but not decoded. */
export interface FetchedTiles {
  /** Decodes tile by tile. Throws MalformedFits. */
  decode(take: TakeRun): void;
}

/**
 * Fetches the tiles of rows [y0, y0 + rows) of a tile-compressed image (all planes of one with more
 * axes than two): the whole table in one read when all rows are wanted, else the table's rows and
 * their part of the heap. Throws MalformedFits, UnsupportedFits, TruncatedFits.
 */
export async function fetchTiles(hdu: Hdu, y0: number, rows: number): Promise<FetchedTiles> {
  const layout = tileLayoutOf(hdu);
  const isWhole = rows === (hdu.shape[1] ?? 1);
  const [first, last] = isWhole ? [0, product(layout.grid)] : tilesOfRows(layout, y0, rows);

  const whole = isWhole ? await readData(hdu, 0, hdu.dataBytes) : undefined;
  const table =
    whole ?? (await readData(hdu, first * layout.rowBytes, (last - first) * layout.rowBytes));
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const rowOf = (tile: number): TileRow => ({
    ...{ hdu, layout, tile, view },
    row: (tile - first) * layout.rowBytes,
  });

  let from = layout.heap.bytes;
  let to = 0;
  for (let tile = first; tile < last; tile++) {
    for (const { offset, bytes } of heapRangesOf(rowOf(tile))) {
      from = Math.min(from, offset);
      to = Math.max(to, offset + bytes);
    }
  }
  const heapBytes = Math.max(0, to - from);
  const heap = whole
    ? whole.subarray(layout.heap.offset + from, layout.heap.offset + from + heapBytes)
    : await readData(hdu, layout.heap.offset + from, heapBytes);

  const decode = (take: TakeRun): void => {
    for (let tile = first; tile < last; tile++) {
      const row = rowOf(tile);
      const pixels = decodeTile(row, (column) => {
        const extent = heapRangeOf(row, column);
        if (!extent || extent.bytes === 0) return undefined;
        const start = extent.offset - from;
        return { bytes: heap.subarray(start, start + extent.bytes), field: extent.field };
      });
      spread(hdu, boxOf(row), pixels, take);
    }
  };
  return { decode };
}

/** The first tile of rows [y0, y0 + rows), and that after the last one. */
function tilesOfRows({ tile, grid }: TileLayout, y0: number, rows: number): [number, number] {
  const tileHeight = tile[1] ?? 1;
  const perRow = grid[0]!;
  return [Math.floor(y0 / tileHeight) * perRow, Math.ceil((y0 + rows) / tileHeight) * perRow];
}

/** Hands a tile on in runs as long as they are one piece of the image. */
function spread(
  hdu: Hdu,
  { start, size, pixels }: TileBox,
  values: StoredPixels,
  take: TakeRun,
): void {
  const { shape } = hdu;
  // Axes that the tile spans wholly join the next one.
  let joined = 1;
  let run = size[0]!;
  while (joined < shape.length && size[joined - 1] === shape[joined - 1]) run *= size[joined++]!;
  const at = [...start];
  for (let done = 0; done < pixels; done += run) {
    let first = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) first = first * shape[axis]! + at[axis]!;
    take(values.subarray(done, done + run), first);
    for (let axis = joined; axis < shape.length; axis++) {
      at[axis] = at[axis]! + 1;
      if (at[axis]! < start[axis]! + size[axis]!) break;
      at[axis] = start[axis]!;
    }
  }
}
