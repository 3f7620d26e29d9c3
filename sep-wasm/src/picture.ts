import { Image, type Mask, maskPointer } from './image.ts';
import { int32At, kernels, scratch, withScratch } from './memory.ts';

/**
 * The means of factor x factor blocks, in a new image to be freed; NaN, infinite and masked pixels
 * do not count, a block without a good pixel is NaN. Blocks cut by the right and upper edge are
 * means of what is there. Throws RangeError, OutOfMemory.
 */
export function reduce(image: Image, factor: number, mask?: Mask | Uint8Array): Image {
  if (!(Number.isInteger(factor) && factor > 0))
    throw new RangeError(`factor = ${factor}: a whole number from 1`);
  const { width, height } = image;
  return withScratch(() => {
    const bad = maskPointer(mask, image);
    const reduced = new Image(Math.ceil(width / factor), Math.ceil(height / factor));
    kernels().reduceImage(image.pointer, bad, width, height, factor, reduced.pointer);
    return reduced;
  });
}

/**
 * The pixel values at percentiles (0 to 100) of the finite pixels, interpolated linearly between
 * order statistics (Hyndman & Fan 1996, definition 7; numpy's default), exactly and without
 * sorting; NaN where no pixel is finite.
 */
export function percentiles(image: Image, wanted: readonly number[]): number[] {
  const pixels = image.width * image.height;
  return withScratch(() => {
    const bins = 65536;
    const table = scratch(bins * 4);
    const counted = () => int32At(table, bins).slice();
    kernels().countUpper(image.pointer, pixels, table);
    const upper = counted();
    const finite = upper.reduce((sum, count) => sum + count, 0);
    if (finite === 0) return wanted.map(() => Number.NaN);
    const lower = new Map<number, Int32Array>();
    const valueAt = (rank: number): number => {
      const high = binOf(upper, rank);
      let counts = lower.get(high.bin);
      if (!counts) {
        kernels().countLower(image.pointer, pixels, high.bin, table);
        counts = counted();
        lower.set(high.bin, counts);
      }
      return floatOf(((high.bin << 16) | binOf(counts, high.rest).bin) >>> 0);
    };
    return wanted.map((percentile) => {
      const position = (percentile / 100) * (finite - 1);
      const rank = Math.floor(position);
      const fraction = position - rank;
      return valueAt(rank) * (1 - fraction) + valueAt(Math.min(rank + 1, finite - 1)) * fraction;
    });
  });
}

/** The bin that holds a rank (0 for the first), and the rank inside it. */
function binOf(counts: Int32Array, rank: number): { bin: number; rest: number } {
  let bin = 0;
  let rest = rank;
  while (rest >= counts[bin]!) rest -= counts[bin++]!;
  return { bin, rest };
}

/** The float of ordered bits: all are turned over of a negative one, of the others the sign. */
function floatOf(ordered: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, ordered & 0x80000000 ? ordered ^ 0x80000000 : ~ordered);
  return view.getFloat32(0);
}
