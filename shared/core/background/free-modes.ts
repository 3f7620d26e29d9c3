import type { ConnectedImages } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';
import { eigenOf, factorise, rowAt, solveBackward, whitened } from './small-matrix.ts';

/**
 * A combination of global planes is free when overlaps see less than this of it: of two images that
 * it makes differ from 0 by 1, by so much from each other. Of images of a degree they see 1e-5 and
 * less (planes follow a function of the sky all but exactly), over a closed ring of twelve images
 * of 32° two hundredths.
 */
const MIN_SEEN = 0.001;

/** Combinations of global planes, with what overlaps see of them: relative singular values. */
export interface GlobalMode {
  readonly planes: Float64Array;
  readonly seen: number;
}

/**
 * Which functions of the sky overlaps really cannot show. The tilts among the global planes (all
 * but the first, the level, which no overlap shows) are turned into combinations t that are
 * independent: E t = s² G t, where tᵀ E t is the weighted sum of squares that t leaves in the
 * differences of all pairs, and tᵀ G t what it is on the images themselves, less its mean. Rising
 * by s.
 */
export function globalModes(
  pairs: Pairs,
  group: ConnectedImages,
  weights: Float64Array,
  globals: readonly Float64Array[],
): GlobalMode[] {
  const tilts = globals.slice(1).map((planes) => lessMean(planes));
  const n = tilts.length;
  const left = new Float64Array(rowAt(n));
  const whole = new Float64Array(rowAt(n));
  const differences = tilts.map(() => new Float64Array(5));
  const product = new Float64Array(5);
  for (let k = 0; k < group.pairs.length; k++) {
    const [i, j, pair] = [group.i[k]!, group.j[k]!, group.pairs[k]!];
    for (let m = 0; m < n; m++) planeDifference(tilts[m]!, i, j, differences[m]!);
    for (let row = 0; row < n; row++) {
      pairs.multiply(pair, differences[row]!, product);
      for (let column = 0; column <= row; column++) {
        const other = differences[column]!;
        let sum = 0;
        for (let q = 0; q < 5; q++) sum += product[q]! * other[q]!;
        const at = rowAt(row) + column;
        left[at] = left[at]! + weights[k]! * sum;
        const own = inner(tilts[row]!, tilts[column]!, i) + inner(tilts[row]!, tilts[column]!, j);
        whole[at] = whole[at]! + (weights[k]! * pairs.samples(pair) * own) / 2;
      }
    }
  }
  factorise(whole, n);
  return eigenOf(whitened(left, whole, n), n)
    .sort((a, b) => a.value - b.value)
    .map(({ value, vector }) => {
      const amounts = vector.slice();
      solveBackward(whole, n, amounts);
      const planes = new Float64Array(tilts[0]!.length);
      for (let m = 0; m < n; m++) {
        for (let k = 0; k < planes.length; k++)
          planes[k] = planes[k]! + amounts[m]! * globals[m + 1]![k]!;
      }
      return { planes, seen: Math.sqrt(Math.max(0, value)) };
    });
}

/** Whether overlaps cannot show it. */
export const isFree = ({ seen }: GlobalMode): boolean => seen < MIN_SEEN;

/** Planes less the mean of their levels. */
function lessMean(planes: Float64Array): Float64Array {
  let sum = 0;
  for (let k = 0; k < planes.length; k += 3) sum += planes[k]!;
  const mean = (3 * sum) / planes.length;
  return planes.map((value, k) => (k % 3 === 0 ? value - mean : value));
}

/** The mean product of two planes over an image. */
function inner(p: Float64Array, q: Float64Array, image: number): number {
  const [a, b, c] = [3 * image, 3 * image + 1, 3 * image + 2];
  return p[a]! * q[a]! + (p[b]! * q[b]! + p[c]! * q[c]!) / 12;
}
