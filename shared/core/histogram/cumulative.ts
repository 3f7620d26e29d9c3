import { DataError } from '../errors.ts';
import { lowerEdges } from './grid.ts';
import { forEachBin, type Histogram } from './histogram.ts';

/**
 * The cumulative distribution of a histogram: straight between the edges of the filled bins, the
 * outer edges being the exact minimum and maximum. Bin i reaches from `from[i]` to `to[i]`, with
 * `below[i]` pixels below it and `below[i + 1]` up to its end.
 */
export interface Cumulative {
  readonly count: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly below: Float64Array;
}

/** @throws DataError NoGoodPixels when the histogram is empty */
export function cumulativeOf(histogram: Histogram): Cumulative {
  const { count, min, max } = histogram;
  if (count === 0) {
    throw new DataError(
      'NoGoodPixels',
      'The histogram is empty: no pixel of the tiles is finite. Check that the images overlap the sky asked for and are not all NaN.',
    );
  }
  let n = 0;
  forEachBin(histogram, () => n++);
  const bins = new Int32Array(n);
  const below = new Float64Array(n + 1);
  let i = 0;
  forEachBin(histogram, (bin, pixels) => {
    bins[i] = bin;
    below[i + 1] = below[i]! + pixels;
    i++;
  });
  const from = lowerEdges(bins);
  const to = lowerEdges(bins.map((bin) => bin + 1));
  from[0] = min;
  to[n - 1] = max;
  return { count, from, to, below };
}

/**
 * The value below which a share (0 to 1) of the pixels lies: at 0 the minimum, at 1 the maximum,
 * exactly.
 */
export function quantile({ count, from, to, below }: Cumulative, share: number): number {
  const rank = Math.min(Math.max(share, 0), 1) * count;
  const i = Math.min(lastAtMost(below, rank), from.length - 1);
  // Just at an edge, with a gap below it, the share is reached at the end of the bin before the
  // gap.
  if (i > 0 && rank === below[i]) return to[i - 1]!;
  const part = (rank - below[i]!) / (below[i + 1]! - below[i]!);
  return part === 1 ? to[i]! : from[i]! + part * (to[i]! - from[i]!);
}

/** The share of the pixels (0 to 1) below a value: the inverse of quantile. */
export function shareBelow({ count, from, to, below }: Cumulative, value: number): number {
  const i = lastAtMost(from, value);
  if (i < 0) return 0;
  const width = to[i]! - from[i]!;
  const part = value >= to[i]! || width === 0 ? 1 : (value - from[i]!) / width;
  return (below[i]! + part * (below[i + 1]! - below[i]!)) / count;
}

/** The index of the last of the sorted values that is not above the limit, −1 when all are. */
function lastAtMost(sorted: Float64Array, limit: number): number {
  let low = -1;
  let high = sorted.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle;
    else high = middle;
  }
  return low;
}
