import { bytesAt, heldAt, kernels, scratch } from './memory.ts';

/** Bins of a page: values of the same sign, exponent and first bit of the mantissa. */
const PAGE_BINS = 2 ** 12;
/** Pages of all bins. */
const PAGES = 2 ** 10;
/** bytes of all bins; a mark for each page stands behind them */
const COUNTS = 4 * PAGES * PAGE_BINS;
/** of the exponent that has no finite value, in either half of the pages */
const notFinite = [PAGES / 2 - 2, PAGES / 2 - 1, PAGES - 2, PAGES - 1];

/** What was counted of some pixels. */
export interface Counted {
  /** finite pixels */
  readonly count: number;
  /** the lowest and the highest, as integers that sort as the floats do */
  readonly least: number;
  readonly most: number;
}

/** Whose counts the kernel holds. */
let counting: BinCounts | undefined;

/** The most pixels that no bin of the kernel is too small for. */
const MAX_HELD = 2 ** 32 - 1;

/**
 * Counts finite pixels of many arrays by bins: float32 without its last 10 bits. `visit` gets the
 * counts of each page in which there are some, once they are flushed: when that is asked for, or
 * the kernel counts for another.
 */
export class BinCounts {
  readonly #visit: (page: number, counts: Uint32Array) => void;
  #held = 0;

  constructor(visit: (page: number, counts: Uint32Array) => void) {
    this.#visit = visit;
  }

  add(pixels: Float32Array): Counted {
    const isFull = this.#held + pixels.length > MAX_HELD;
    if (counting && (counting !== this || isFull)) counting.flush();
    counting = this;
    this.#held += pixels.length;
    const { length } = pixels;
    const own = heldAt(pixels);
    const [copy = 0, range = 0] = scratch(own === undefined ? pixels.byteLength + ALIGNED : 0, 8);
    const { memory, countsBase, countBins } = kernels();
    const base = countsBase() >>> 0;
    if (own === undefined) new Float32Array(memory.buffer, copy, pixels.length).set(pixels);
    const ends = new Int32Array(memory.buffer, range, 2);
    ends.set([0x7fffffff, -0x80000000]);
    const count = countBins(own ?? copy, length, base, base + COUNTS, range);
    return { count, least: ends[0]!, most: ends[1]! };
  }

  flush(): void {
    if (counting !== this) return;
    const { memory, countsBase } = kernels();
    const base = countsBase() >>> 0;
    const touched = bytesAt(base + COUNTS, PAGES);
    for (const page of notFinite) touched[page] = 0;
    for (let page = touched.indexOf(1); page >= 0; page = touched.indexOf(1, page + 1)) {
      const counts = new Uint32Array(memory.buffer, base + 4 * PAGE_BINS * page, PAGE_BINS);
      this.#visit(page, counts);
      counts.fill(0);
    }
    touched.fill(0);
    this.#held = 0;
    counting = undefined;
  }
}

/** bytes that the kernel may read beyond an end */
const ALIGNED = 16;
