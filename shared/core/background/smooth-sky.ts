import type { Group } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';
import { hasSlopes } from './slopes.ts';
import { factorise, rowAt, solveFactorised } from './small-matrix.ts';

/** σ above which the overlaps' word for a curvature of the sky is taken. */
const SIGNIFICANT = 3;

/**
 * The curved part of the images' own skies that overlaps say is the sky's. The sky may be smoothly
 * curved over the survey: own skies show its slopes, and no difference does. Each single overlap
 * says little of that (it sees across itself badly), all together say much. So quadratic and cubic
 * functions of the position (products of the global planes) are fitted to what the own skies
 * predict and the differences lack. In turn, each less what the ones before explain, they count if
 * they are above 3 σ, where σ is the scatter of the pairs about the prediction, or their noise if
 * that is more.
 *
 * `own`: the planes of the own skies, three numbers an image, levels of no meaning, NaN where there
 * is none. Takes the curved part off them.
 */
export function removeSmoothSky(
  own: Float64Array,
  pairs: Pairs,
  group: Group,
  noiseOf: (pair: number) => number,
  globals: readonly Float64Array[],
): void {
  const shapes = shapesOf(globals.length - 1);
  const modes = shapes.length;
  const normal = new Float64Array(rowAt(modes));
  const z = new Float64Array(modes);
  let scatter = 0;
  let count = 0;
  const two = new Float64Array(6);
  const t = new Float64Array(5);
  const product = new Float64Array(5);
  // Slopes of the difference in the samples' own coordinates, whitened: unit variance each, were
  // there only noise.
  const whitened = Array.from({ length: modes + 1 }, () => new Float64Array(2));
  for (let k = 0; k < group.pairs.length; k++) {
    if (!hasSlopes(own, group.i[k]!) || !hasSlopes(own, group.j[k]!)) continue;
    count++;
    const pair = group.pairs[k]!;
    const m = pairs.moments(pair);
    const d = pairs.differences(pair);
    const [u, v] = [m[1]! / m[0]!, m[2]! / m[0]!];
    const root = Float64Array.of(m[5]! - u * m[1]!, m[6]! - u * m[2]!, m[9]! - v * m[2]!);
    factorise(root, 2);
    if (root[0] === 0 || root[2] === 0) continue; // one row or column
    const whiten = (to: Float64Array, sum: number, sumU: number, sumV: number): void => {
      to[0] = (sumU - u * sum) / root[0]!;
      to[1] = (sumV - v * sum - root[1]! * to[0]) / root[2]!;
      const sigma = Math.sqrt(noiseOf(pair));
      to[0] /= sigma;
      to[1] /= sigma;
    };
    planeDifference(own, group.i[k]!, group.j[k]!, t);
    pairs.multiply(pair, t, product);
    // What is predicted and lacking.
    whiten(whitened[modes]!, product[0]! - d[0]!, product[1]! - d[1]!, product[2]! - d[2]!);
    for (let mode = 0; mode < modes; mode++) {
      setPlane(two, 0, shapes[mode]!, globals, group.i[k]!);
      setPlane(two, 3, shapes[mode]!, globals, group.j[k]!);
      planeDifference(two, 0, 1, t);
      pairs.multiply(pair, t, product);
      whiten(whitened[mode]!, product[0]!, product[1]!, product[2]!);
    }
    const lacking = whitened[modes]!;
    scatter += lacking[0]! ** 2 + lacking[1]! ** 2;
    for (let row = 0; row < modes; row++) {
      const [a, b] = whitened[row]! as unknown as [number, number];
      z[row]! += a * lacking[0]! + b * lacking[1]!;
      for (let column = 0; column <= row; column++) {
        const other = whitened[column]!;
        normal[rowAt(row) + column]! += a * other[0]! + b * other[1]!;
      }
    }
  }
  factorise(normal, modes, 1e-9);
  const limit = SIGNIFICANT * Math.sqrt(Math.max(1, scatter / (2 * count)));
  const amplitude = significant(normal, modes, z, limit);
  const plane = new Float64Array(3);
  for (let image = 0; image < own.length / 3; image++) {
    for (let mode = 0; mode < modes; mode++) {
      if (amplitude[mode] === 0) continue;
      setPlane(plane, 0, shapes[mode]!, globals, image);
      for (let k = 1; k < 3; k++) own[3 * image + k]! -= amplitude[mode]! * plane[k]!;
    }
  }
}

/**
 * Solves L Lᵀ q = z, leaving out those independent parts L⁻¹ z (each of unit variance) that are
 * below the limit.
 */
function significant(
  factor: Float64Array,
  n: number,
  z: Float64Array,
  limit: number,
): Float64Array {
  const parts = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = z[row]!;
    for (let k = 0; k < row; k++) sum -= factor[rowAt(row) + k]! * parts[k]!;
    const diagonal = factor[rowAt(row) + row]!;
    parts[row] = diagonal === 0 ? 0 : sum / diagonal;
  }
  const kept = parts.map((part) => (Math.abs(part) > limit ? part : 0));
  // L times the kept parts is the right side that has only them.
  const rightSide = kept.map((_, row) => {
    let sum = 0;
    for (let k = 0; k <= row; k++) sum += factor[rowAt(row) + k]! * kept[k]!;
    return sum;
  });
  solveFactorised(factor, n, rightSide);
  return rightSide;
}

/**
 * Which global planes to multiply: every product of two and of three of them. Plane 0 is the level.
 */
function shapesOf(planes: number): number[][] {
  const shapes: number[][] = [];
  for (let a = 1; a <= planes; a++) for (let b = a; b <= planes; b++) shapes.push([a, b]);
  for (let a = 1; a <= planes; a++) {
    for (let b = a; b <= planes; b++) for (let c = b; c <= planes; c++) shapes.push([a, b, c]);
  }
  return shapes;
}

/** The product of global planes on an image, as a plane: level and slopes at its centre. */
function setPlane(
  to: Float64Array,
  at: number,
  shape: readonly number[],
  globals: readonly Float64Array[],
  image: number,
): void {
  let [a, b, c] = [1, 0, 0];
  for (const factor of shape) {
    const f = globals[factor]!;
    const level = f[3 * image]!;
    b = b * level + a * f[3 * image + 1]!;
    c = c * level + a * f[3 * image + 2]!;
    a *= level;
  }
  to[at] = a;
  to[at + 1] = b;
  to[at + 2] = c;
}
