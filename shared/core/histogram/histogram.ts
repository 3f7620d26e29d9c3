import { droppedBits, firstBin, lastBin, valueOfBits } from './grid.ts';

const pageBits = 12;
const pageSize = 1 << pageBits;
const firstPage = firstBin >> pageBits;
const pages = (lastBin >> pageBits) - firstPage + 1;

/**
 * How often each bin of the grid occurs. Counts are whole numbers, exact up to 2⁵³; pages of 4096 bins exist only where there
 * are pixels. `empty` and `add` make it a value that can be merged in any order and grouping with the same result.
 */
export interface Histogram {
  readonly pages: (Float64Array | undefined)[];
  /** pixels counted */
  count: number;
  /** the lowest and the highest value, exactly; ∞ and −∞ while nothing is counted */
  min: number;
  max: number;
}

export const emptyHistogram = (): Histogram => ({
  pages: new Array<Float64Array | undefined>(pages).fill(undefined),
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
});

/** Counts the finite pixels; NaN and infinities are left out. */
export function addPixels(histogram: Histogram, pixels: Float32Array): void {
  const bits = new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length);
  const { pages } = histogram;
  let min = 0x7fffffff;
  let max = -0x80000000;
  let n = 0;
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i]!;
    if ((b & 0x7f800000) === 0x7f800000) continue; // NaN and infinities have all exponent bits set
    const ordered = b ^ ((b >> 31) >>> 1); // as orderedBits
    if (ordered < min) min = ordered;
    if (ordered > max) max = ordered;
    const bin = ordered >> droppedBits;
    const page = pages[(bin >> pageBits) - firstPage] ?? newPage(histogram, bin);
    page[bin & (pageSize - 1)]!++;
    n++;
  }
  if (n === 0) return;
  histogram.count += n;
  histogram.min = Math.min(histogram.min, valueOfBits(min) + 0); // + 0: −0 is 0, whichever comes first
  histogram.max = Math.max(histogram.max, valueOfBits(max) + 0);
}

/** Adds the counts of another histogram. */
export function addHistogram(histogram: Histogram, other: Histogram): void {
  for (const [p, page] of other.pages.entries()) {
    if (!page) continue;
    const sum = histogram.pages[p];
    if (sum) for (let i = 0; i < pageSize; i++) sum[i]! += page[i]!;
    else histogram.pages[p] = page.slice();
  }
  histogram.count += other.count;
  histogram.min = Math.min(histogram.min, other.min);
  histogram.max = Math.max(histogram.max, other.max);
}

/** The sum of histograms: the same, to the last bit, for any order and grouping. */
export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const sum = emptyHistogram();
  for (const histogram of histograms) addHistogram(sum, histogram);
  return sum;
}

/** Sets the count of one bin of the grid. */
export function setCount(histogram: Histogram, bin: number, count: number): void {
  const page = histogram.pages[(bin >> pageBits) - firstPage] ?? newPage(histogram, bin);
  page[bin & (pageSize - 1)] = count;
}

/** Calls back with every bin that is not empty, lowest first. */
export function forEachBin(histogram: Histogram, visit: (bin: number, count: number) => void): void {
  for (const [p, page] of histogram.pages.entries()) {
    if (!page) continue;
    const start = (p + firstPage) << pageBits;
    for (let i = 0; i < pageSize; i++) if (page[i] !== 0) visit(start + i, page[i]!);
  }
}

function newPage(histogram: Histogram, bin: number): Float64Array {
  const page = new Float64Array(pageSize);
  histogram.pages[(bin >> pageBits) - firstPage] = page;
  return page;
}
