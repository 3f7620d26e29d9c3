import type { ConnectedImages } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';
import { type SkyShapes, significantAmplitudes } from './sky-shapes.ts';
import { hasSlopes } from './slopes.ts';
import { factorise, rowAt, solveForward, whitened } from './small-matrix.ts';

/** σ above which the overlaps' word for a curvature of the sky is taken. */
const SIGNIFICANT = 3;

/** What the overlaps of a group are compared with. */
export interface OwnSkies {
  /** three numbers an image, levels of no meaning, NaN where there is none */
  readonly own: Float64Array;
  readonly pairs: Pairs;
  readonly group: ConnectedImages;
  /** the variance of a sample of a pair's difference */
  readonly noiseOf: (pair: number) => number;
}

/**
 * The amplitudes of those shapes of the own skies which overlaps say are the sky's: own skies show
 * the slopes of a curved sky, and no difference does. The shapes are fitted to what the own skies
 * predict and the differences lack; each less what the ones before explain, they count if they are
 * above 3 σ. σ is the scatter of just those pairs that show the shape (White 1980, Econometrica 48,
 * 817), or their noise if that is more: long overlaps show most and scatter most.
 */
export function curvatureOfOverlaps(skies: OwnSkies, shapes: SkyShapes): Float64Array {
  const n = shapes.count;
  const normal = new Float64Array(rowAt(n));
  const scatter = new Float64Array(rowAt(n));
  const z = new Float64Array(n);
  for (const { known, lacking } of knownByPairs(skies, shapes)) {
    for (let axis = 0; axis < 2; axis++) {
      const left = lacking[axis]!;
      for (let row = 0, at = 0; row < n; row++) {
        const a = known[2 * row + axis]!;
        z[row] = z[row]! + a * left;
        for (let column = 0; column <= row; column++, at++) {
          const product = a * known[2 * column + axis]!;
          normal[at] = normal[at]! + product;
          scatter[at] = scatter[at]! + product * left * left;
        }
      }
    }
  }
  factorise(normal, n, 1e-9);
  solveForward(normal, n, z);
  const variances = whitened(scatter, normal, n);
  const sigma = (k: number) => Math.sqrt(Math.max(1, variances[k * n + k]!));
  return significantAmplitudes(normal, z, (k) => SIGNIFICANT * sigma(k));
}

/**
 * Of each pair the two slopes of its difference, in the samples' own coordinates and of unit
 * variance were there only noise: as each shape makes them, and as own skies predict them less what
 * they are. The arrays are written anew for each pair.
 */
function* knownByPairs(
  { own, pairs, group, noiseOf }: OwnSkies,
  shapes: SkyShapes,
): Generator<{ known: Float64Array; lacking: Float64Array }> {
  const two = new Float64Array(6);
  const t = new Float64Array(5);
  const product = new Float64Array(5);
  const known = new Float64Array(2 * shapes.count);
  const lacking = new Float64Array(2);
  const first = new Float64Array(3 * shapes.count);
  for (let k = 0; k < group.pairs.length; k++) {
    const [i, j, pair] = [group.i[k]!, group.j[k]!, group.pairs[k]!];
    if (!hasSlopes(own, i) || !hasSlopes(own, j)) continue;
    const m = pairs.moments(pair);
    const d = pairs.differences(pair);
    const [u, v] = [m[1]! / m[0]!, m[2]! / m[0]!];
    const root = Float64Array.of(m[5]! - u * m[1]!, m[6]! - u * m[2]!, m[9]! - v * m[2]!);
    factorise(root, 2);
    if (root[0] === 0 || root[2] === 0) continue; // one row or column
    const sigma = Math.sqrt(noiseOf(pair));
    const whiten = (to: Float64Array, at: number, [sum, sumU, sumV]: Float64Array): void => {
      const along = (sumU! - u * sum!) / root[0]!;
      to[at] = along / sigma;
      to[at + 1] = (sumV! - v * sum! - root[1]! * along) / root[2]! / sigma;
    };
    planeDifference(own, i, j, t);
    pairs.multiply(pair, t, product);
    for (let q = 0; q < 3; q++) product[q] = product[q]! - d[q]!;
    whiten(lacking, 0, product);
    first.set(shapes.at(i));
    const second = shapes.at(j);
    for (let shape = 0; shape < shapes.count; shape++) {
      two.set(first.subarray(3 * shape, 3 * shape + 3));
      two.set(second.subarray(3 * shape, 3 * shape + 3), 3);
      planeDifference(two, 0, 1, t);
      pairs.multiply(pair, t, product);
      whiten(known, 2 * shape, product);
    }
    yield { known: known, lacking };
  }
}
