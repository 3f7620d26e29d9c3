import { BinCounts } from '../../../sky-wasm/src/histogram.ts';
import { binOf, DROPPED_BITS, firstBin, lastBin, lowerEdge, valueOfBits } from './grid.ts';

const PAGE_BITS = 12;
const PAGE_SIZE = 1 << PAGE_BITS;
/**
 * A page is named by the top bits of the float: sign, exponent and the first bit of the mantissa.
 */
const PAGE_SHIFT = DROPPED_BITS + PAGE_BITS;
const PAGES = 1 << (32 - PAGE_SHIFT);
/**
 * The bits of a bin but for the sign: those of negative floats run against the value, and are
 * flipped.
 */
const BIN_BITS = (1 << (31 - DROPPED_BITS)) - 1;
const SMALL_COUNTS = 2 * PAGE_SIZE;
/** Pixels that are copied to the kernel at a time: a copy that stays in the processor's cache. */
const AT_ONCE = 2 ** 16;
const zeroBin = binOf(0);
const negativeZeroBin = binOf(-0);

/**
 * How often each bin of the grid occurs. Counts are whole numbers, exact up to 2⁵³. Pages of 4096
 * bins exist only where there are pixels: `counts` holds them one behind the other, `offsets` says
 * where a page starts. Offset 0 is none.
 */
export interface Histogram {
  offsets: Int32Array;
  counts: Float64Array;
  /** elements of `counts` in use */
  used: number;
  /** pixels counted */
  count: number;
  /** the lowest and the highest value, exactly; ∞ and −∞ while nothing is counted */
  min: number;
  max: number;
}

/** A histogram of nothing. */
export const emptyHistogram = (): Histogram => ({
  offsets: new Int32Array(PAGES),
  counts: new Float64Array(SMALL_COUNTS),
  used: PAGE_SIZE,
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
});

/** Counts the finite pixels; NaN and infinities are left out. */
export function addPixels(histogram: Histogram, pixels: Float32Array): void {
  const counter = new PixelCounter(histogram);
  counter.add(pixels);
  counter.histogram();
}

/** Counts the finite pixels of many arrays, whose sum is made once. */
export class PixelCounter {
  readonly #histogram: Histogram;
  readonly #bins = new BinCounts((page, added) => {
    const start = startOf(this.#histogram, page);
    const { counts } = this.#histogram;
    for (let i = 0; i < PAGE_SIZE; i++) counts[start + i]! += added[i]!;
  });

  constructor(histogram = emptyHistogram()) {
    this.#histogram = histogram;
  }

  add(pixels: Float32Array): void {
    for (let from = 0; from < pixels.length; from += AT_ONCE)
      this.#addSome(pixels.subarray(from, from + AT_ONCE));
  }

  #addSome(pixels: Float32Array): void {
    const { count, least, most } = this.#bins.add(pixels);
    if (count === 0) return;
    const histogram = this.#histogram;
    histogram.count += count;
    // + 0: −0 is 0, whichever comes first
    histogram.min = Math.min(histogram.min, valueOfBits(least) + 0);
    histogram.max = Math.max(histogram.max, valueOfBits(most) + 0);
  }

  /** Of all that was added. */
  histogram(): Histogram {
    this.#bins.flush();
    return this.#histogram;
  }
}

/** Adds the counts of another histogram. */
export function addHistogram(histogram: Histogram, other: Histogram): void {
  for (let page = 0; page < PAGES; page++) {
    const from = other.offsets[page]!;
    if (from === 0) continue;
    const to = startOf(histogram, page);
    const { counts } = histogram;
    for (let i = 0; i < PAGE_SIZE; i++) counts[to + i]! += other.counts[from + i]!;
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

/** The pixels of a histogram that are not 0; all of them where there are no others. */
export function withoutZeros(histogram: Histogram): Histogram {
  const rest = emptyHistogram();
  let [first, last] = [lastBin, firstBin];
  forEachBin(histogram, (bin, count) => {
    if (bin === zeroBin || bin === negativeZeroBin) return;
    setCount(rest, bin, count);
    rest.count += count;
    first = Math.min(first, bin);
    last = bin;
  });
  if (rest.count === 0 || rest.count === histogram.count) return histogram;
  rest.min = Math.max(histogram.min, lowerEdge(first));
  rest.max = Math.min(histogram.max, lowerEdge(last + 1));
  return rest;
}

/** Sets the count of one bin (the grid's number). */
export function setCount(histogram: Histogram, bin: number, count: number): void {
  const raw = bin < 0 ? bin ^ BIN_BITS : bin;
  const start = startOf(histogram, (raw << DROPPED_BITS) >>> 22);
  histogram.counts[start + (raw & (PAGE_SIZE - 1))] = count;
}

/** Calls back with every bin (the grid's number) that is not empty, lowest first. */
export function forEachBin(
  { offsets, counts }: Histogram,
  visit: (bin: number, count: number) => void,
): void {
  for (let p = PAGES - 1; p >= PAGES / 2; p--) {
    const start = offsets[p]!;
    if (start === 0) continue;
    const bin = ((p << PAGE_SHIFT) >> DROPPED_BITS) ^ BIN_BITS;
    for (let i = PAGE_SIZE - 1; i >= 0; i--)
      if (counts[start + i] !== 0) visit(bin - i, counts[start + i]!);
  }
  for (let p = 0; p < PAGES / 2; p++) {
    const start = offsets[p]!;
    if (start === 0) continue;
    for (let i = 0; i < PAGE_SIZE; i++) {
      if (counts[start + i] !== 0) visit((p << PAGE_BITS) + i, counts[start + i]!);
    }
  }
}

/** Where a page starts in the counts. */
const startOf = (histogram: Histogram, page: number): number =>
  histogram.offsets[page] || makePage(histogram, page);

function makePage(histogram: Histogram, page: number): number {
  const start = histogram.used;
  histogram.used += PAGE_SIZE;
  if (histogram.used > histogram.counts.length) {
    const larger = new Float64Array(2 * histogram.counts.length);
    larger.set(histogram.counts);
    histogram.counts = larger;
  }
  histogram.offsets[page] = start;
  return start;
}
