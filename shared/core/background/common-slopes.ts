import { medianOf } from '../median.ts';
import { huber } from './pair-weights.ts';
import { SkyShapes, significantAmplitudes } from './sky-shapes.ts';
import { hasSlopes } from './slopes.ts';
import { factorise, rowAt, solveFactorised, solveForward } from './small-matrix.ts';

/** σ above which a shape is not chance: there are tens of them. */
const SIGNIFICANT = 4;
const HUBER = 2;
const PASSES = 3;
/** Of two normal deviates the median of the sum of their squares, in σ². */
const MEDIAN_OF_TWO = 2 * Math.LN2;
/** So many images to a shape, at least. */
const IMAGES_A_SHAPE = 100;
const MAX_DEGREE = 7;

/** Shapes and how much of each there is. */
export interface CommonSlopes {
  readonly shapes: SkyShapes;
  readonly amplitudes: Float64Array;
}

/**
 * What the slopes of own skies have in common over a survey of many images: a smooth function of
 * the position is the sky's (zodiacal light, the Galaxy), for exposures know nothing of each other.
 *
 * Curved functions of the position are fitted to the slopes with Huber's weights; each less what
 * the ones before explain, they count if they are above 4 σ of the slopes' scatter about the fit.
 *
 * `own`: three numbers an image, levels of no meaning, NaN where there is none.
 */
export function commonSlopes(own: Float64Array, globals: readonly Float64Array[]): CommonSlopes {
  const shapes = shapesFor(own.length / 3, globals);
  const squares = new Float64Array(own.length / 3);
  const amplitudes = new Float64Array(shapes.count);
  for (let pass = 1; ; pass++) {
    const variance = setSquares(squares, own, shapes, amplitudes) / MEDIAN_OF_TWO;
    if (!(variance > 0)) return { shapes, amplitudes };
    const { normal, z } = equations(own, shapes, squares, variance);
    factorise(normal, shapes.count, 1e-9);
    if (pass === PASSES) {
      solveForward(normal, shapes.count, z);
      return { shapes, amplitudes: significantAmplitudes(normal, z, () => SIGNIFICANT) };
    }
    amplitudes.set(z);
    solveFactorised(normal, shapes.count, amplitudes);
  }
}

function shapesFor(images: number, globals: readonly Float64Array[]): SkyShapes {
  for (let degree = MAX_DEGREE; ; degree--) {
    const shapes = new SkyShapes(globals, degree);
    if (shapes.count * IMAGES_A_SHAPE <= images) return shapes;
  }
}

/** Normal equations of the amplitudes, each slope of σ² = `variance`. */
function equations(
  own: Float64Array,
  shapes: SkyShapes,
  squares: Float64Array,
  variance: number,
): { normal: Float64Array; z: Float64Array } {
  const n = shapes.count;
  const normal = new Float64Array(rowAt(n));
  const z = new Float64Array(n);
  const [across, up] = [new Float64Array(n), new Float64Array(n)];
  for (let image = 0; image < squares.length; image++) {
    if (!hasSlopes(own, image)) continue;
    const weight = huber(squares[image]! / variance, HUBER) / variance;
    const planes = shapes.at(image);
    for (let k = 0; k < n; k++) {
      across[k] = planes[3 * k + 1]!;
      up[k] = planes[3 * k + 2]!;
    }
    const [b, c] = [weight * own[3 * image + 1]!, weight * own[3 * image + 2]!];
    for (let k = 0, at = 0; k < n; k++) {
      z[k] = z[k]! + b * across[k]! + c * up[k]!;
      const [byAcross, byUp] = [weight * across[k]!, weight * up[k]!];
      for (let m = 0; m <= k; m++, at++)
        normal[at] = normal[at]! + byAcross * across[m]! + byUp * up[m]!;
    }
  }
  return { normal, z };
}

/** Of each image the square of its slopes less the shapes; the median of all. */
function setSquares(
  squares: Float64Array,
  own: Float64Array,
  shapes: SkyShapes,
  amplitudes: Float64Array,
): number {
  let known = 0;
  const sorted = new Float64Array(squares.length);
  for (let image = 0; image < squares.length; image++) {
    if (!hasSlopes(own, image)) continue;
    const planes = shapes.at(image);
    let [b, c] = [own[3 * image + 1]!, own[3 * image + 2]!];
    for (let k = 0; k < shapes.count; k++) {
      b -= amplitudes[k]! * planes[3 * k + 1]!;
      c -= amplitudes[k]! * planes[3 * k + 2]!;
    }
    squares[image] = b * b + c * c;
    sorted[known++] = squares[image]!;
  }
  return known === 0 ? 0 : medianOf(sorted.subarray(0, known));
}
