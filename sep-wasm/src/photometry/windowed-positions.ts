import type { Image } from '../image.ts';
import { float64At, kernels, scratch } from '../memory.ts';
import { checkSubpix } from './aperture.ts';
import { type Ellipses, takeFlags, takeFloat64 } from './columns.ts';
import { type FieldOptions, type NoiseOptions, withField } from './field.ts';
import { putWindows, WINDOW_SUBPIX, type WindowOptions } from './window.ts';

// Bits of `lost`: SExtractor's FLAGS_WIN.

/** The second moments in the last window are those of no ellipse: x2 y2 < xy^2. */
export const WIN_SINGULAR = 1;
/** A second moment in the last window is negative. */
export const WIN_NEGATIVE_MOMENT = 2;
/** The light in the last window is not positive. */
export const WIN_NEGATIVE_FLUX = 4;
/** The window left the source's ellipse. */
export const WIN_DRIFTED = 8;

/** Windowed centres: one value per source. */
export interface WindowedPositions {
  /** pixels, 0-based; the given position where `lost` is not 0 */
  x: Float64Array;
  /** the same, along the columns */
  y: Float64Array;
  /** variance of x, pixels^2 (ERRX2WIN); NaN where `lost` is not 0 */
  errx2: Float64Array;
  /** variance of y (ERRY2WIN) */
  erry2: Float64Array;
  /** covariance of x and y (ERRXYWIN) */
  errxy: Float64Array;
  /** sum of the light in the last window (FLUX_WIN) */
  light: Float64Array;
  /** variance of that sum (FLUXERR_WIN^2) */
  lightVariance: Float64Array;
  /** second moment of that light along the rows, pixels^2 (X2WIN) */
  x2: Float64Array;
  /** along the columns (Y2WIN) */
  y2: Float64Array;
  /** mixed (XYWIN) */
  xy: Float64Array;
  /** how many windows there were (NITER_WIN) */
  steps: Int16Array;
  /** SEP's aperture flags */
  flag: Int16Array;
  /** why the window's answer was not taken: WIN_ bits; 0 where it was */
  lost: Uint8Array;
}

/** half-light radius to sigma, and the least half-light radius, pixels */
const SIGMA_PER_RADIUS = 2 / 2.35;
const MIN_RADIUS = 0.5;

/** Of a uniform pixel, pixels^2. */
const PIXEL_VARIANCE = 1 / 12;

/** Numbers that the kernel gives of each window. */
const MOMENTS = 8;

/**
 * SExtractor's XWIN, YWIN: `winpos` with sigma = 2 FLUX_RADIUS / 2.35, given up for the isophotal
 * position where the light or its second moments in the last window are not positive, or where it
 * moved more than 1 pixel in x and in y and out of the ellipse. Errors as in
 * SExtractor's manual, from err or var and gain.
 */
export function windowedPositions(
  image: Image,
  ellipses: Ellipses<ArrayLike<number>>,
  fluxRadius: ArrayLike<number>,
  options: WindowOptions & NoiseOptions & Pick<FieldOptions, 'neighbours'> = {},
): WindowedPositions {
  const { x, y } = ellipses;
  const n = x.length;
  const subpix = checkSubpix(options.subpix ?? WINDOW_SUBPIX, 0);
  const sigma = new Float64Array(fluxRadius).map(
    (radius) => SIGMA_PER_RADIUS * Math.max(radius || 0, MIN_RADIUS),
  );
  return withField(image, n, options, () => {
    const windows = putWindows(x, y, sigma);
    const [xs, ys] = [scratch(n * 8), scratch(n * 8)];
    const [flag, steps] = [scratch(n * 4), scratch(n * 4)];
    const moments = scratch(n * MOMENTS * 8);
    kernels().windowedCentres(n, ...windows, subpix, xs, ys, flag, steps, moments);
    const column = () => new Float64Array(n);
    const found: WindowedPositions = {
      x: takeFloat64(xs, n),
      y: takeFloat64(ys, n),
      errx2: column(),
      erry2: column(),
      errxy: column(),
      light: column(),
      lightVariance: column(),
      x2: column(),
      y2: column(),
      xy: column(),
      steps: takeFlags(steps, n),
      flag: takeFlags(flag, n),
      lost: new Uint8Array(n),
    };
    const table = float64At(moments, n * MOMENTS);
    for (let k = 0; k < n; k++) takeMoments(found, k, table, ellipses);
    return found;
  });
}

/** Puts the moments of source k's last window, and whether they are believed. */
function takeMoments(
  found: WindowedPositions,
  k: number,
  table: Float64Array,
  { x, y, a, b, theta }: Ellipses<ArrayLike<number>>,
): void {
  const at = k * MOMENTS;
  const light = table[at]!;
  const [x2, y2, xy] = [table[at + 1]!, table[at + 2]!, table[at + 3]!];
  const drifted = leftEllipse(found.x[k]! - x[k]!, found.y[k]! - y[k]!, a[k]!, b[k]!, theta[k]!);
  const lost =
    (x2 * y2 >= xy * xy ? 0 : WIN_SINGULAR) |
    (x2 >= 0 && y2 >= 0 ? 0 : WIN_NEGATIVE_MOMENT) |
    (light > 0 ? 0 : WIN_NEGATIVE_FLUX) |
    (drifted ? WIN_DRIFTED : 0);
  // what is narrower than a pixel gets its variance, as in the isophotal moments
  const least = x2 * y2 - xy * xy < PIXEL_VARIANCE ** 2 ? PIXEL_VARIANCE : 0;
  found.lost[k] = lost;
  found.light[k] = light;
  found.lightVariance[k] = table[at + 7]!;
  found.x2[k] = x2 + least;
  found.y2[k] = y2 + least;
  found.xy[k] = xy;
  found.errx2[k] = lost ? Number.NaN : table[at + 4]!;
  found.erry2[k] = lost ? Number.NaN : table[at + 5]!;
  found.errxy[k] = lost ? Number.NaN : table[at + 6]!;
  if (lost) {
    found.x[k] = x[k]!;
    found.y[k] = y[k]!;
  }
}

/** Moved more than 1 pixel along both axes and out of the 1-sigma ellipse. */
function leftEllipse(dx: number, dy: number, a: number, b: number, theta: number): boolean {
  const along = (dx * Math.cos(theta) + dy * Math.sin(theta)) / a;
  const across = (dy * Math.cos(theta) - dx * Math.sin(theta)) / b;
  return Math.abs(dx) > 1 && Math.abs(dy) > 1 && along * along + across * across > 1;
}
