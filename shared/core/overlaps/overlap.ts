import { type ImageRows, needRows } from './image.ts';
import { fitPlane } from './plane-fit.ts';
import { thinWindow } from './sample-map.ts';
import { takeSamples } from './samples.ts';
import { overlapWindow } from './window.ts';

/** Fewer samples than this are no overlap. */
const MIN_SAMPLES = 25;

const noOverlap = { count: 0, moments: [], differences: [], squares: 0, rms: 0 } as const;

/** Numbers of the upper triangle of φφᵀ. */
const MOMENTS = 15;

/** Samples at most: σ of a pair's level is then below a hundredth of a pixel's noise. */
const MAX_SAMPLES = 65_536;

/**
 * What a pair of images says about the difference of their skies, D = I − J: sums over the samples
 * kept of φ = [1, u, v, u', v'], where u = (x − xc)/width, v = (y − yc)/height with xc = (width −
 * 1)/2, yc = (height − 1)/2 are the sample's place in i, and u', v' its place in j. They are the
 * normal equations of any planes of i and j.
 */
export interface OverlapSums {
  readonly i: string;
  readonly j: string;
  /** samples kept; 0: no overlap, and no sums */
  readonly count: number;
  /** Σ φφᵀ, the upper triangle row by row: 15 numbers, the first is `count` */
  readonly moments: readonly number[];
  /** Σ φD: 5 numbers */
  readonly differences: readonly number[];
  /** Σ D² */
  readonly squares: number;
  /** of D about its own best plane */
  readonly rms: number;
}

/**
 * Robust sums over the overlap of two images: i's pixels (every k-th in x and y when there are more
 * than `most`), less j sampled bilinearly at the same places of the sky, 2.5 σ clipped about a
 * plane (see `fitPlane`). The images need hold only the rows that `rowsNeeded` names; other rows
 * are a RangeError. Throws UnsupportedWcs.
 */
export function overlapSums(i: ImageRows, j: ImageRows, most = MAX_SAMPLES): OverlapSums {
  const window = overlapWindow(i, j);
  if (!window) return { i: i.name, j: j.name, ...noOverlap };
  needRows(i, { first: window.y0, count: window.y1 - window.y0 });
  needRows(j, window.rowsOfJ);
  const stride = Math.max(1, Math.ceil(Math.sqrt(window.pixels / most)));
  const samples = takeSamples(i, j, thinWindow(window, stride));
  const { count, rms } = fitPlane(samples);
  if (count < MIN_SAMPLES) return { i: i.name, j: j.name, ...noOverlap };
  const sums = samples.sumMarked();
  return {
    i: i.name,
    j: j.name,
    count,
    moments: sums.slice(0, MOMENTS),
    differences: sums.slice(MOMENTS, -1),
    squares: sums.at(-1)!,
    rms,
  };
}
