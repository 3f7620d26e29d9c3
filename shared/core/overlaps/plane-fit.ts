import type { Clipped, Plane, SampleSet } from '../../../sky-wasm/src/samples.ts';
import { medianOf, SIGMA_OF_MAD } from '../median.ts';
import { principalAxes } from './principal-axes.ts';

/**
 * Samples further than this many σ from the plane are left out. Montage's mFitExec takes 2; at 2.5
 * the plane of pure Gaussian noise is uncertain by 1.05 times the least possible (1.16 at 2), and
 * what a star leaves between is still small.
 */
const CLIP = 2.5;

/** Samples that the scale is measured on, evenly taken: 2 % exact. */
const SCALE_SAMPLES = 4096;

const MAX_PASSES = 12;

/** The plane a + b u + c v and the samples it was fitted to, which are marked. */
export interface PlaneFit {
  readonly plane: readonly [number, number, number];
  /** about the plane, of the kept samples */
  readonly rms: number;
  readonly count: number;
}

/**
 * A plane through samples with outliers: clipped least squares, begun at the median. The scale is
 * the median absolute deviation of all samples, so that the clipping neither runs away inwards nor
 * follows bright stars.
 */
export function fitPlane(samples: SampleSet): PlaneFit {
  const thin = thinned(samples);
  let plane: Plane = [medianOf(Float64Array.from(thin.values)), 0, 0];
  let count = 0;
  let sumOfSquares = 0;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const clipped = samples.clipAbout(plane, CLIP * scaleAbout(thin, plane));
    count = clipped.count;
    if (!clipped.isChanged || count === 0) break;
    const step = planeOf(clipped);
    plane = [plane[0] + step[0], plane[1] + step[1], plane[2] + step[2]];
    const [, , , , ud = 0, vd = 0, , d = 0, dd = 0] = clipped.sums;
    sumOfSquares = Math.max(0, dd - step[0] * d - step[1] * ud - step[2] * vd);
  }
  return { plane, rms: count > 0 ? Math.sqrt(sumOfSquares / count) : 0, count };
}

/** Least squares; a direction in which the samples do not extend gets no slope. */
function planeOf({ sums, count }: Clipped): Plane {
  const [u = 0, v = 0, uu = 0, vv = 0, ud = 0, vd = 0, uv = 0, d = 0] = sums;
  const meanU = u / count;
  const meanV = v / count;
  const axes = principalAxes(uu - u * meanU, uv - u * meanV, vv - v * meanV);
  const alongU = ud - d * meanU;
  const alongV = vd - d * meanV;
  let b = 0;
  let c = 0;
  for (const { value, x, y } of axes) {
    if (value <= axes[0].value * 1e-10) continue;
    const slope = (alongU * x + alongV * y) / value;
    b += slope * x;
    c += slope * y;
  }
  return [d / count - b * meanU - c * meanV, b, c];
}

/** Some of the samples, each in its place of three arrays. */
interface Thinned {
  readonly us: Float64Array;
  readonly vs: Float64Array;
  readonly values: Float64Array;
  /** for what is computed of each */
  readonly off: Float64Array;
}

/** σ of samples about a plane, from the median absolute deviation. */
function scaleAbout({ us, vs, values, off }: Thinned, [a, b, c]: Plane): number {
  for (let n = 0; n < off.length; n++) off[n] = Math.abs(values[n]! - a - b * us[n]! - c * vs[n]!);
  return SIGMA_OF_MAD * medianOf(off);
}

/** Evenly taken samples, SCALE_SAMPLES at most. */
function thinned({ places, values, count }: SampleSet): Thinned {
  const length = Math.min(count, SCALE_SAMPLES);
  const array = () => new Float64Array(length);
  const thin = { us: array(), vs: array(), values: array(), off: array() };
  const step = Math.max(1, count / SCALE_SAMPLES);
  for (let n = 0; n < length; n++) {
    const k = Math.floor(n * step);
    thin.us[n] = places[2 * k]!;
    thin.vs[n] = places[2 * k + 1]!;
    thin.values[n] = values[k]!;
  }
  return thin;
}
