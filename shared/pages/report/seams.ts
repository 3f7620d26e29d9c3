import { addValue, type LogBins, noBins } from './log-bins.ts';

/**
 * Two overlapping images, by their places in the plan, and how they differ before and after the
 * backgrounds were matched.
 */
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
  /** what was fixed by a rule; absent in runs before it was written */
  fixed?: FixedByRule;
}

/** Of a band: what its overlaps connect, and what of its corrections they cannot show. */
export interface FixedByRule {
  /** groups of images that overlaps connect */
  groups: number;
  /** images that no overlap connects with any other */
  alone: number;
  /** tilts of whole groups that overlaps cannot show, and that they can */
  free: number;
  told: number;
  /** pairs that were not compared, as their task broke off */
  lost: number;
}

/** Sizes of the steps at seams. */
export interface SeamSizes extends LogBins {
  /** of the seams, summed */
  squares: number;
}

const MAX_WORST = 20;

const noSizes = (): SeamSizes => ({ ...noBins(), squares: 0 });

/** No seams yet. */
export const noSeams = (): Seams => ({
  pairs: 0,
  heldBack: 0,
  before: noSizes(),
  after: noSizes(),
  worst: [],
});

/** Counts the seam of a pair of images. */
export function addSeam(seams: Seams, pair: Pair): void {
  seams.pairs++;
  if (pair.weight < 1) seams.heldBack++;
  addSize(seams.before, pair.before);
  addSize(seams.after, pair.after);
  const { worst } = seams;
  if (worst.length === MAX_WORST && !isWorse(pair, worst[MAX_WORST - 1]!)) return;
  const at = worst.findIndex((other) => isWorse(pair, other));
  worst.splice(at < 0 ? worst.length : at, 0, pair);
  worst.length = Math.min(worst.length, MAX_WORST);
}

function addSize(sizes: SeamSizes, seam: number): void {
  addValue(sizes, seam);
  sizes.squares += seam * seam;
}

const isWorse = (a: Pair, b: Pair): boolean =>
  Math.abs(a.after) > Math.abs(b.after) || (a.after === b.after && (a.i - b.i || a.j - b.j) < 0);

/** Root mean square of all seams; 0 without any. */
export const rmsOf = ({ squares, n }: SeamSizes): number => (n > 0 ? Math.sqrt(squares / n) : 0);
