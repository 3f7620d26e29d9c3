/** Two overlapping images, by their places in the plan, and how they differ before and after the backgrounds were matched. */
export interface Pair {
  i: number;
  j: number;
  /** rms over the overlap of what is not noise in the difference, pixel values */
  before: number;
  after: number;
  /** 1: believed; less: held back when the backgrounds were matched */
  weight: number;
}

/** How large the seams of a band are; of any number of pairs it keeps as much as this. */
export interface Seams {
  pairs: number;
  heldBack: number;
  before: SeamSizes;
  after: SeamSizes;
  /** those with the largest seams left, the largest first */
  worst: Pair[];
}

export interface SeamSizes {
  /** the seams in each bin of `perDecade` to a factor of ten, and their sum; 0 is counted as the smallest number there is */
  bins: Map<number, { seams: number; sum: number }>;
  /** of the seams, summed */
  squares: number;
  largest: number;
}

/** Bins of 6 %. */
export const perDecade = 40;
const mostWorst = 20;

const noSizes = (): SeamSizes => ({ bins: new Map(), squares: 0, largest: 0 });

export const noSeams = (): Seams => ({
  pairs: 0,
  heldBack: 0,
  before: noSizes(),
  after: noSizes(),
  worst: [],
});

export function addSeam(seams: Seams, pair: Pair): void {
  seams.pairs++;
  if (pair.weight < 1) seams.heldBack++;
  addSize(seams.before, pair.before);
  addSize(seams.after, pair.after);
  const { worst } = seams;
  if (worst.length === mostWorst && !isWorse(pair, worst[mostWorst - 1]!)) return;
  const at = worst.findIndex((other) => isWorse(pair, other));
  worst.splice(at < 0 ? worst.length : at, 0, pair);
  worst.length = Math.min(worst.length, mostWorst);
}

function addSize(sizes: SeamSizes, seam: number): void {
  const size = Math.max(Math.abs(seam), Number.MIN_VALUE);
  const bin = Math.floor(perDecade * Math.log10(size));
  const known = sizes.bins.get(bin);
  if (known) {
    known.seams++;
    known.sum += size;
  } else sizes.bins.set(bin, { seams: 1, sum: size });
  sizes.squares += seam * seam;
  sizes.largest = Math.max(sizes.largest, Math.abs(seam));
}

const isWorse = (a: Pair, b: Pair): boolean =>
  Math.abs(a.after) > Math.abs(b.after) || (a.after === b.after && (a.i - b.i || a.j - b.j) < 0);

/** Root mean square of all seams; 0 without any. */
export const rmsOf = ({ squares }: SeamSizes, pairs: number): number =>
  pairs > 0 ? Math.sqrt(squares / pairs) : 0;

/** The mean of the bin in which half of the seams are reached, so within 3 % of their median; 0 without any. */
export function medianOf({ bins }: SeamSizes, pairs: number): number {
  let below = 0;
  for (const [, { seams, sum }] of [...bins].sort((a, b) => a[0] - b[0])) {
    below += seams;
    if (2 * below >= pairs) return sum / seams;
  }
  return 0;
}
