import { OpenTiles } from '../../../sky-wasm/src/open-tiles.ts';
import { openTile } from './paint.ts';
import type { Plate } from './plate.ts';

/** A tile of a plate as it is written. */
export interface PaintedTile {
  readonly order: number;
  readonly npix: number;
  /** overwritten by the tiles that follow */
  readonly data: Float32Array;
}

/**
 * The tiles of a plate that have a value anywhere, each after its children. Takes the sums out of
 * the plate.
 */
export function* finish(plate: Plate): Generator<PaintedTile, void, undefined> {
  // One tile of each order is in the making at a time.
  const open = new OpenTiles(plate.order - plate.plateOrder + 1, plate.width);
  yield* below(plate, open, plate.plateOrder, plate.npix);
}

/**
 * The tile and all below it. Answers whether it has a value; it is then in its order's place in
 * `open`.
 */
function* below(
  plate: Plate,
  open: OpenTiles,
  order: number,
  npix: number,
): Generator<PaintedTile, boolean, undefined> {
  const level = order - plate.plateOrder;
  let some = false;
  if (order === plate.order) some = takeMean(plate, npix - plate.npix * 4 ** level, open);
  else {
    for (let child = 0; child < 4; child++) {
      const isThere = yield* below(plate, open, order + 1, 4 * npix + child);
      if (isThere) open.halve(level + 1, child);
      else open.blank(level, child);
      some ||= isThere;
    }
  }
  // A view of its own for each look: it ends when the kernels' memory grows.
  const data = () => open.data(level);
  if (some)
    yield {
      order,
      npix,
      get data() {
        return data();
      },
    };
  return some;
}

/** A deepest tile's means; false where it has none. */
function takeMean(plate: Plate, place: number, open: OpenTiles): boolean {
  const tile = openTile(plate, place);
  const sums = plate.sums[place];
  if (sums) plate.memory.pool.giveBack(sums);
  plate.sums[place] = undefined;
  return tile?.meansInto(open, plate.order - plate.plateOrder) ?? false;
}
