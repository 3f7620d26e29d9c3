import { DataError } from '../errors.ts';

/** The pixel values shown as black and as white. */
export interface Levels {
  low: number;
  high: number;
}

/**
 * The pixel values at two percentiles (0 to 100) of the finite pixels, interpolated linearly between order statistics
 * (Hyndman & Fan 1996, definition 7; numpy's default). Exact, without sorting and without a copy: two passes count the upper and then
 * the lower 16 bits of the floats' own bits.
 *
 * @throws DataError NoGoodPixels when no pixel is finite
 */
export function greyLevels(pixels: Float32Array, percentiles: Levels): Levels {
  const bits = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length);
  const upper = new Uint32Array(65536);
  let n = 0;
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i]!;
    if ((b & 0x7f800000) === 0x7f800000) continue; // NaN and infinities have all exponent bits set
    upper[ordered(b) >>> 16]!++;
    n++;
  }
  if (n === 0) {
    throw new DataError(
      'NoGoodPixels',
      'No pixel is finite, so there is nothing to show. Check the mask and the HDU.',
    );
  }
  const positions = [percentiles.low, percentiles.high].map((p) => (p / 100) * (n - 1));
  const ranks = positions.flatMap((p) => [Math.floor(p), Math.min(Math.floor(p) + 1, n - 1)]);
  const values = orderStatistics(bits, upper, ranks);
  const at = (i: number): number => {
    const fraction = positions[i]! - ranks[2 * i]!;
    return values[2 * i]! * (1 - fraction) + values[2 * i + 1]! * fraction;
  };
  return { low: at(0), high: at(1) };
}

/** An unsigned integer that sorts as the float does: negative floats have all bits flipped, the others the sign. */
const ordered = (bits: number): number => (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;

/** The finite values of the given ranks (0 = smallest), from the histogram of the upper 16 ordered bits. */
function orderStatistics(bits: Uint32Array, upper: Uint32Array, ranks: number[]): number[] {
  const bins = ranks.map((rank) => binOf(upper, rank));
  const lower = new Map(bins.map(({ bin }) => [bin, new Uint32Array(65536)]));
  const wanted = new Uint8Array(65536);
  for (const { bin } of bins) wanted[bin] = 1;
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i]!;
    const o = ordered(b);
    if (wanted[o >>> 16] === 0 || (b & 0x7f800000) === 0x7f800000) continue;
    lower.get(o >>> 16)![o & 0xffff]!++;
  }
  const value = new DataView(new ArrayBuffer(4));
  return bins.map(({ bin, rank }) => {
    const o = ((bin << 16) | binOf(lower.get(bin)!, rank).bin) >>> 0;
    value.setUint32(0, o & 0x80000000 ? o ^ 0x80000000 : ~o);
    return value.getFloat32(0);
  });
}

/** The bin that holds a rank, and the rank inside it. */
function binOf(counts: Uint32Array, rank: number): { bin: number; rank: number } {
  let bin = 0;
  let rest = rank;
  while (rest >= counts[bin]!) rest -= counts[bin++]!;
  return { bin, rank: rest };
}
