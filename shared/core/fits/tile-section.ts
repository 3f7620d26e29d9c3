import { atOnce } from '../bytes/at-once.ts';
import { decodeTile } from './decode-tile.ts';
import { type Hdu, readData } from './hdu.ts';
import { AT_ONCE, JOIN_BYTES, REQUEST_BYTES } from './limits.ts';
import type { Box, PutRun } from './section.ts';
import { type TileLayout, tileLayoutOf } from './tile-layout.ts';
import { boxOf, type HeapRange, heapRangeOf, heapRangesOf, type TileRow } from './tile-row.ts';

/**
 * The stored pixels of a rectangle inside a tile-compressed image, in runs: reads the rows of the
 * table from the first to the last tile that is wanted, and of the heap these tiles, near ones in
 * one request. Throws MalformedFits, UnsupportedFits, TruncatedFits.
 */
export async function readTileSection(hdu: Hdu, box: Box, put: PutRun): Promise<void> {
  const layout = tileLayoutOf(hdu);
  const tiles = tilesOf(layout, box);
  const first = tiles[0]!;
  const table = await readData(
    hdu,
    first * layout.rowBytes,
    (tiles.at(-1)! + 1 - first) * layout.rowBytes,
  );
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const rowOf = (tile: number): TileRow => ({
    ...{ hdu, layout, tile, view },
    row: (tile - first) * layout.rowBytes,
  });
  const extents = (tile: number): HeapRange[] => heapRangesOf(rowOf(tile));

  for (const some of batches(tiles, extents)) {
    const heap = await readPieces(hdu, layout, some.flatMap(extents));
    for (const tile of some) {
      const tileRow = rowOf(tile);
      const pixels = decodeTile(tileRow, (column) => {
        const extent = heapRangeOf(tileRow, column);
        if (!extent || extent.bytes === 0) return undefined;
        return { bytes: heap(extent), field: extent.field };
      });
      const { start, size } = boxOf(tileRow);
      const [x0, y0 = 0] = start as [number, number?];
      const [width, height = 1] = size as [number, number?];
      const left = Math.max(x0, box.x);
      const right = Math.min(x0 + width, box.x + box.width);
      const top = Math.min(y0 + height, box.y + box.height);
      for (let y = Math.max(y0, box.y); y < top; y++) {
        const row = (y - y0) * width - x0;
        put(left, y, pixels.subarray(row + left, row + right));
      }
    }
  }
}

/** The tiles that hold some of a rectangle, in the order of the table. */
function tilesOf({ tile, grid }: TileLayout, { x, y, width, height }: Box): number[] {
  const [tileWidth, tileHeight = 1] = tile as [number, number?];
  const tiles: number[] = [];
  for (let row = Math.floor(y / tileHeight); row * tileHeight < y + height; row++)
    for (let column = Math.floor(x / tileWidth); column * tileWidth < x + width; column++)
      tiles.push(row * grid[0]! + column);
  return tiles;
}

/** Tiles whose bytes are held at a time: those of a few requests. */
function* batches(tiles: readonly number[], extents: (tile: number) => HeapRange[]) {
  let some: number[] = [];
  let held = 0;
  for (const tile of tiles) {
    const bytes = extents(tile).reduce((sum, extent) => sum + extent.bytes, 0);
    if (some.length > 0 && held + bytes > 4 * REQUEST_BYTES) {
      yield some;
      some = [];
      held = 0;
    }
    some.push(tile);
    held += bytes;
  }
  yield some;
}

/** Reads pieces of the heap, which may overlap, and answers how to get at them. */
async function readPieces(
  hdu: Hdu,
  { heap }: TileLayout,
  pieces: readonly HeapRange[],
): Promise<(piece: HeapRange) => Uint8Array> {
  const spans: { from: number; to: number; bytes: Uint8Array }[] = [];
  for (const { offset, bytes } of [...pieces].sort((a, b) => a.offset - b.offset)) {
    const last = spans.at(-1);
    const end = offset + bytes;
    if (last && offset <= last.to + JOIN_BYTES && end - last.from <= REQUEST_BYTES)
      last.to = Math.max(last.to, end);
    else spans.push({ from: offset, to: end, bytes: new Uint8Array(0) });
  }
  await atOnce(spans, AT_ONCE, async (span) => {
    span.bytes = await readData(hdu, heap.offset + span.from, span.to - span.from);
  });
  return ({ offset, bytes }) => {
    const span = spans.find(({ from, to }) => from <= offset && offset + bytes <= to)!;
    return span.bytes.subarray(offset - span.from, offset - span.from + bytes);
  };
}
