import { medianOf } from './median.ts';
import { principalAxes } from './principal-axes.ts';

/**
 * Samples further than this many σ from the plane are left out. Montage's mFitExec takes 2; at 2.5 the plane of pure Gaussian
 * noise is uncertain by 1.05 times the least possible (1.16 at 2), and what a star leaves between is still small.
 */
const CLIP = 2.5;

/** σ of a normal distribution over its median absolute deviation. */
const PER_MEDIAN = 1.4826;

/** Samples that the scale is measured on, evenly taken: 2 % exact. */
const SCALE_SAMPLES = 4096;

const MOST_PASSES = 12;

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
 * A plane through samples with outliers: clipped least squares, begun at the median. The scale is the median absolute deviation
 * of all samples, so that the clipping neither runs away inwards nor follows bright stars.
 */
export function fitPlane(samples: PlaneSamples): PlaneFit {
  const { u, v, value } = samples;
  const kept = new Uint8Array(samples.count);
  let plane: [number, number, number] = [medianOf(thinned(samples, [0, 0, 0])), 0, 0];
  let count = 0;
  let sumOfSquares = 0;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const limit = CLIP * scaleAbout(samples, plane);
    let changed = false;
    const sums = new Float64Array(9);
    count = 0;
    for (let k = 0; k < samples.count; k++) {
      const d = value[k]! - plane[0] - plane[1] * u[k]! - plane[2] * v[k]!;
      const keep = Math.abs(d) <= limit ? 1 : 0;
      if (keep !== kept[k]) {
        kept[k] = keep;
        changed = true;
      }
      if (keep === 0) continue;
      count++;
      addTo(sums, u[k]!, v[k]!, d);
    }
    if (!changed || count === 0) break;
    const step = planeOf(sums, count);
    plane = [plane[0] + step[0], plane[1] + step[1], plane[2] + step[2]];
    sumOfSquares = Math.max(0, sums[8]! - step[0] * sums[5]! - step[1] * sums[6]! - step[2] * sums[7]!);
  }
  return { plane, rms: count > 0 ? Math.sqrt(sumOfSquares / count) : 0, kept, count };
}

/** Σ of u, v, u², uv, v², d, ud, vd, d². */
function addTo(sums: Float64Array, u: number, v: number, d: number): void {
  sums[0] = sums[0]! + u;
  sums[1] = sums[1]! + v;
  sums[2] = sums[2]! + u * u;
  sums[3] = sums[3]! + u * v;
  sums[4] = sums[4]! + v * v;
  sums[5] = sums[5]! + d;
  sums[6] = sums[6]! + u * d;
  sums[7] = sums[7]! + v * d;
  sums[8] = sums[8]! + d * d;
}

/** Least squares; a direction in which the samples do not extend gets no slope. */
function planeOf(sums: Float64Array, count: number): [number, number, number] {
  const [u, v, uu, uv, vv, d, ud, vd] = sums as unknown as number[];
  const meanU = u! / count;
  const meanV = v! / count;
  const axes = principalAxes(uu! - u! * meanU, uv! - u! * meanV, vv! - v! * meanV);
  const alongU = ud! - d! * meanU;
  const alongV = vd! - d! * meanV;
  let b = 0;
  let c = 0;
  for (const { value, x, y } of axes) {
    if (value <= axes[0].value * 1e-10) continue;
    const slope = (alongU * x + alongV * y) / value;
    b += slope * x;
    c += slope * y;
  }
  return [d! / count - b * meanU - c * meanV, b, c];
}

/** σ of the samples about a plane, from the median absolute deviation. */
function scaleAbout(samples: PlaneSamples, plane: readonly [number, number, number]): number {
  return PER_MEDIAN * medianOf(thinned(samples, plane).map(Math.abs));
}

/** Evenly taken samples, less the plane. */
function thinned(samples: PlaneSamples, plane: readonly [number, number, number]): Float64Array {
  const step = Math.max(1, samples.count / SCALE_SAMPLES);
  return Float64Array.from({ length: Math.min(samples.count, SCALE_SAMPLES) }, (_, n) => {
    const k = Math.floor(n * step);
    return samples.value[k]! - plane[0] - plane[1] * samples.u[k]! - plane[2] * samples.v[k]!;
  });
}
