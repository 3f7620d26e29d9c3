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

/** Values at positions (u, v); only the first `count` elements. */
export interface PlaneSamples {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly value: Float64Array;
  readonly count: number;
}

/** The plane a + b u + c v and the samples it was fitted to. */
export interface PlaneFit {
  readonly plane: [number, number, number];
  /** about the plane, of the kept samples */
  readonly rms: number;
  /** 1 = kept */
  readonly kept: Uint8Array;
  readonly count: number;
}

/**
 * A plane through samples with outliers: clipped least squares, begun at the median. The scale is
 * the median absolute deviation of all samples, so that the clipping neither runs away inwards nor
 * follows bright stars.
 */
export function fitPlane({ u, v, value, count: all }: PlaneSamples): PlaneFit {
  const samples = { u, v, value, count: all };
  const kept = new Uint8Array(all);
  const thin = new Float64Array(Math.min(all, SCALE_SAMPLES));
  let plane: [number, number, number] = [medianOf(thinned(samples, [0, 0, 0], thin)), 0, 0];
  let count = 0;
  let sumOfSquares = 0;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const limit = CLIP * scaleAbout(samples, plane, thin);
    const [a, b, c] = plane;
    let changed = 0;
    let su = 0;
    let sv = 0;
    let suu = 0;
    let suv = 0;
    let svv = 0;
    let sd = 0;
    let sud = 0;
    let svd = 0;
    let sdd = 0;
    count = 0;
    for (let k = 0; k < all; k++) {
      const x = u[k]!;
      const y = v[k]!;
      const d = value[k]! - a - b * x - c * y;
      const keep = Math.abs(d) <= limit ? 1 : 0;
      changed |= keep ^ kept[k]!;
      kept[k] = keep;
      if (keep === 0) continue;
      count++;
      su += x;
      sv += y;
      suu += x * x;
      suv += x * y;
      svv += y * y;
      sd += d;
      sud += x * d;
      svd += y * d;
      sdd += d * d;
    }
    if (changed === 0 || count === 0) break;
    const step = planeOf([su, sv, suu, suv, svv, sd, sud, svd], count);
    plane = [a + step[0], b + step[1], c + step[2]];
    sumOfSquares = Math.max(0, sdd - step[0] * sd - step[1] * sud - step[2] * svd);
  }
  return { plane, rms: count > 0 ? Math.sqrt(sumOfSquares / count) : 0, kept, count };
}

/** Σ of u, v, u², uv, v², d, ud, vd. */
type Sums = [number, number, number, number, number, number, number, number];

/** Least squares; a direction in which the samples do not extend gets no slope. */
function planeOf([u, v, uu, uv, vv, d, ud, vd]: Sums, count: number): [number, number, number] {
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

type PlaneCoefficients = readonly [number, number, number];

/** σ of the samples about a plane, from the median absolute deviation. */
function scaleAbout(samples: PlaneSamples, plane: PlaneCoefficients, thin: Float64Array): number {
  thinned(samples, plane, thin);
  for (let n = 0; n < thin.length; n++) thin[n] = Math.abs(thin[n]!);
  return SIGMA_OF_MAD * medianOf(thin);
}

/** Evenly taken samples, less the plane: as many as there is room for. */
function thinned(
  { u, v, value, count }: PlaneSamples,
  [a, b, c]: PlaneCoefficients,
  thin: Float64Array,
): Float64Array {
  const step = Math.max(1, count / SCALE_SAMPLES);
  for (let n = 0; n < thin.length; n++) {
    const k = Math.floor(n * step);
    thin[n] = value[k]! - a - b * u[k]! - c * v[k]!;
  }
  return thin;
}
