import type { Configuration } from './keywords.ts';

/** How the flags of an object's pixels become one: a value of FLAG_TYPE. */
export type FlagType = Configuration['FLAG_TYPE'][number];

/** IMAFLAGS_ISO and NIMAFLAGS_ISO of each source. */
export interface JoinedFlags {
  values: Int32Array;
  counts: Int32Array;
}

/**
 * Joins the flags of the member pixels of each source, by SExtractor's rules (manual, FLAG_TYPE;
 * found from its answers): OR of all; the least, greatest or most frequent value of those that are
 * not 0, as unsigned numbers, of equally frequent ones that which comes first. AND is 0, as it is
 * there. `counts`: pixels that made the value, of OR and AND those that are not 0. `segmentation`:
 * 0, or the source's row from 1, at each pixel of `flags`.
 */
export function joinFlags(
  segmentation: ArrayLike<number>,
  rows: number,
  flags: Int32Array,
  type: FlagType,
): JoinedFlags {
  if (type === 'MOST') return mostFrequent(segmentation, rows, flags);
  const values = new Int32Array(rows);
  const counts = new Int32Array(rows);
  for (let at = 0; at < flags.length; at++) {
    const flag = flags[at]!;
    const row = segmentation[at]! - 1;
    if (flag === 0 || row < 0 || row >= rows) continue;
    const value = values[row]!;
    if (type === 'OR' || type === 'AND') {
      if (type === 'OR') values[row] = value | flag;
      counts[row]!++;
    } else if (counts[row] === 0 || isMore(type, flag, value)) {
      values[row] = flag;
      counts[row] = 1;
    } else if (flag === value) counts[row]!++;
  }
  return { values, counts };
}

const isMore = (type: 'MIN' | 'MAX', flag: number, value: number): boolean =>
  type === 'MIN' ? flag >>> 0 < value >>> 0 : flag >>> 0 > value >>> 0;

function mostFrequent(
  segmentation: ArrayLike<number>,
  rows: number,
  flags: Int32Array,
): JoinedFlags {
  const histograms = new Map<number, Map<number, number>>();
  for (let at = 0; at < flags.length; at++) {
    const flag = flags[at]!;
    const row = segmentation[at]! - 1;
    if (flag === 0 || row < 0 || row >= rows) continue;
    const histogram = histograms.get(row) ?? new Map<number, number>();
    histograms.set(row, histogram.set(flag, (histogram.get(flag) ?? 0) + 1));
  }
  const values = new Int32Array(rows);
  const counts = new Int32Array(rows);
  for (const [row, histogram] of histograms) {
    for (const [flag, count] of histogram) {
      if (count <= counts[row]!) continue;
      values[row] = flag;
      counts[row] = count;
    }
  }
  return { values, counts };
}
