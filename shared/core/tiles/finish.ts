import { halveValues, putRows } from '../../../sky-wasm/src/halve.ts';
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
  const { open } = plate.memory;
  for (let level = 0; level <= plate.order - plate.plateOrder; level++)
    if (open[level]?.length !== plate.width ** 2) open[level] = new Float32Array(plate.width ** 2);
  yield* below(plate, open, plate.plateOrder, plate.npix);
}

/**
 * The tile and all below it. Answers whether it has a value; it is then in its order's place in
 * `open`.
 */
function* below(
  plate: Plate,
  open: readonly Float32Array[],
  order: number,
  npix: number,
): Generator<PaintedTile, boolean, undefined> {
  const level = order - plate.plateOrder;
  const data = open[level]!;
  let some = false;
  if (order === plate.order) some = takeMean(plate, npix - plate.npix * 4 ** level, data);
  else {
    for (let child = 0; child < 4; child++) {
      const isThere = yield* below(plate, open, order + 1, 4 * npix + child);
      shrinkInto(data, plate.width, child, isThere ? open[level + 1]! : undefined);
      some ||= isThere;
    }
  }
  if (some) yield { order, npix, data };
  return some;
}

/** A tile's means; false where it has none. */
function takeMean(plate: Plate, place: number, data: Float32Array): boolean {
  const tile = openTile(plate, place);
  const sums = plate.sums[place];
  if (sums) plate.memory.pool.giveBack(sums);
  plate.sums[place] = undefined;
  return tile?.meansInto(data) ?? false;
}

/**
 * A child (0 to 3 in nested order; undefined where it is empty) in its quarter of the parent: the
 * mean of 2 × 2 pixels, of those that are not NaN. In a FITS tile children 1 and 3 are the first
 * half of the rows, 0 and 2 the second.
 */
export function shrinkInto(
  parent: Float32Array,
  width: number,
  place: number,
  child: Float32Array | undefined,
): void {
  const half = width / 2;
  const first = (place & 1 ? 0 : half) * width + (place & 2 ? half : 0);
  if (child) putRows(halveValues(child, width), half, parent, first, width);
  else
    for (let row = 0, out = first; row < half; row++, out += width)
      parent.fill(Number.NaN, out, out + half);
}
