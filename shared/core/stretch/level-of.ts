import { putLevels } from '../../../sky-wasm/src/levels.ts';
import { orderedBits } from '../histogram/grid.ts';
import { LEVELS, type Stretch } from './stretch.ts';

/** Levels of pixels, 0 where there is no finite value; into `out` when it is given. */
export type LevelOf = (pixels: Float32Array, out?: Uint8Array) => Uint8Array;

/** A quarter of a megabyte, of which the pixels of a sky and its stars use a small part. */
const TABLE_BITS = 18;

/**
 * The stretch as a fast function. Values are compared as the integers that sort as they do; a table
 * over the range of those integers, fine where floats are, gives the level at the start of a cell,
 * from which it is hardly ever more than one step.
 */
export function levelOf({ boundaries }: Stretch): LevelOf {
  // thresholds[k]: the least ordered integer of level k + 1
  const thresholds = new Int32Array(LEVELS + 1);
  for (let k = 1; k < LEVELS; k++) thresholds[k] = minOrdered(boundaries[k]!);
  thresholds[LEVELS] = 0x7fffffff; // above all finite floats
  const first = thresholds[1]!;
  const last = thresholds[LEVELS - 1]!;
  const shift = Math.max(0, 32 - Math.clz32((last - first) >>> 0) - TABLE_BITS);
  const table = new Uint8Array(((last - first) >>> shift) + 1).fill(1);
  for (let level = 2; level <= LEVELS; level++) {
    // from the first cell that starts at or above the threshold
    table.fill(level, Math.ceil((thresholds[level - 1]! - first) / 2 ** shift));
  }
  return (pixels, out = new Uint8Array(pixels.length)) => {
    putLevels(pixels, { thresholds, table, shift, top: LEVELS }, out);
    return out;
  };
}

/**
 * The ordered integer of the least finite float32 that is not below a value; for 0 it is that of
 * −0.
 */
function minOrdered(value: number): number {
  if (value === 0) return orderedBits(-0);
  const ordered = orderedBits(value);
  return Math.max(Math.fround(value) < value ? ordered + 1 : ordered, minFinite);
}

const minFinite = orderedBits(-3.4028234663852886e38);
