/** Positive numbers counted in bins of their logarithm: as much for any number of them. */
export interface LogBins {
  /**
   * of each bin that is not empty: how many, and their sum; 0 is taken as the smallest number there
   * is
   */
  bins: Map<number, { n: number; sum: number }>;
  n: number;
  least: number;
  most: number;
}

/** Bins of 0.23 %, so that a median is right to three digits. */
const PER_DECADE = 1000;

/** Bins without values. */
export const noBins = (): LogBins => ({
  bins: new Map(),
  n: 0,
  least: Number.POSITIVE_INFINITY,
  most: 0,
});

/** Counts a value by its size. */
export function addValue(bins: LogBins, value: number): void {
  const size = Math.max(Math.abs(value), Number.MIN_VALUE);
  const key = Math.floor(PER_DECADE * Math.log10(size));
  const bin = bins.bins.get(key);
  if (bin) {
    bin.n++;
    bin.sum += size;
  } else bins.bins.set(key, { n: 1, sum: size });
  bins.n++;
  bins.least = Math.min(bins.least, Math.abs(value));
  bins.most = Math.max(bins.most, Math.abs(value));
}

/** Adds to bins what was counted in others. */
export function addBins(bins: LogBins, others: LogBins): void {
  for (const [key, { n, sum }] of others.bins) {
    const bin = bins.bins.get(key) ?? { n: 0, sum: 0 };
    bins.bins.set(key, { n: bin.n + n, sum: bin.sum + sum });
  }
  bins.n += others.n;
  bins.least = Math.min(bins.least, others.least);
  bins.most = Math.max(bins.most, others.most);
}

/**
 * The mean of the bin in which half of the values are reached (of an even number the lower half); 0
 * without any.
 */
export function binnedMedian({ bins, n: all }: LogBins): number {
  let below = 0;
  for (const [, { n, sum }] of [...bins].sort((a, b) => a[0] - b[0])) {
    below += n;
    if (2 * below >= all) return sum / n;
  }
  return 0;
}

/**
 * How many values are in each of some even columns of log₁₀; those beyond are in the first and the
 * last.
 */
export function binColumns({ bins }: LogBins, from: number, to: number, columns: number): number[] {
  const counts = new Array<number>(columns).fill(0);
  for (const [key, { n }] of bins) {
    const column = Math.floor((((key + 0.5) / PER_DECADE - from) / (to - from)) * columns);
    counts[Math.min(Math.max(column, 0), columns - 1)]! += n;
  }
  return counts;
}
