import type { ImageFrame } from '../overlaps/image-sky.ts';
import { cross, dot, unit, type Vector } from '../sphere/vector.ts';
import { factorise, rowAt, solveFactorised } from './small-matrix.ts';

/**
 * 1 − |mean direction| of a field some 6° in radius: from there on a linear function of the
 * direction has a part along the mean direction that a plane does not.
 */
const WIDE = 0.003;

/**
 * What overlaps cannot show: functions of the sky that are smooth across all images. As planes of
 * each image, three numbers an image: 1, and the linear functions of the direction on the sky (on a
 * small field, its planes). Frames missing: 1 alone.
 */
export function globalPlanes(
  frameOf: (image: number) => ImageFrame | undefined,
  areas: Float64Array,
): Float64Array[] {
  const level = Float64Array.from({ length: 3 * areas.length }, (_, k) => (k % 3 === 0 ? 1 : 0));
  const mean: [number, number, number] = [0, 0, 0];
  let area = 0;
  for (let k = 0; k < areas.length; k++) {
    const frame = frameOf(k);
    if (!frame) return [level];
    for (let axis = 0; axis < 3; axis++) mean[axis]! += areas[k]! * frame.centre[axis]!;
    area += areas[k]!;
  }
  const length = Math.hypot(...mean) / area;
  const axes: Vector[] = length < 0.01 ? [[0, 0, 1]] : [unit(mean)];
  axes.push(unit(cross(Math.abs(axes[0]![2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], axes[0]!)));
  axes.push(cross(axes[0]!, axes[1]!));
  if (1 - length < WIDE) axes.shift();
  const planes = axes.map(() => new Float64Array(3 * areas.length));
  for (let k = 0; k < areas.length; k++) {
    const { centre, across, up } = frameOf(k)!;
    for (const [m, axis] of axes.entries()) {
      planes[m]!.set([dot(centre, axis), dot(across, axis), dot(up, axis)], 3 * k);
    }
  }
  return [level, ...planes];
}

/**
 * Takes from the planes that combination of global ones which leaves the least Σ area ∫ c²:
 * afterwards the corrections have no mean and no common tilt. On an image, ∫ c² = a² + (b² +
 * c²)/12. With `slopesOnly`, a does not count.
 */
export function removeGlobal(
  planes: Float64Array,
  globals: readonly Float64Array[],
  areas: Float64Array,
  slopesOnly = false,
): void {
  const n = globals.length;
  const inner = (p: Float64Array, q: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < areas.length; k++) {
      const [a, b, c] = [3 * k, 3 * k + 1, 3 * k + 2];
      const level = slopesOnly ? 0 : p[a]! * q[a]!;
      sum += areas[k]! * (level + (p[b]! * q[b]! + p[c]! * q[c]!) / 12);
    }
    return sum;
  };
  const gram = new Float64Array(rowAt(n));
  const parts = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++)
      gram[rowAt(row) + column] = inner(globals[row]!, globals[column]!);
    parts[row] = inner(globals[row]!, planes);
  }
  factorise(gram, n);
  solveFactorised(gram, n, parts);
  for (let m = 0; m < n; m++) {
    for (let k = 0; k < planes.length; k++) planes[k] = planes[k]! - parts[m]! * globals[m]![k]!;
  }
}
