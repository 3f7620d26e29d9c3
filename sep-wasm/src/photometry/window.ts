import type { Image, Mask } from '../image.ts';
import { kernels, scratch } from '../memory.ts';
import { checkSubpix } from './aperture.ts';
import { putColumn, takeFlags, takeFloat64, type Values } from './columns.ts';
import { withField } from './field.ts';

/** How the pixels of a window are weighed. */
export interface WindowOptions {
  /** bad pixels (not 0). NaN and infinite pixels are bad by themselves */
  mask?: Mask | Uint8Array;
  /** sub-pixels per pixel and side, default 11 as SExtractor; 0: exact overlap */
  subpix?: number;
}

/** The default of `WindowOptions.subpix`. */
export const WINDOW_SUBPIX = 11;

/** x, y and sigma in scratch memory. */
export const putWindows = (x: ArrayLike<number>, y: ArrayLike<number>, sigma: Values) =>
  [
    putColumn('x', x, x.length),
    putColumn('y', y, x.length),
    putColumn('sigma', sigma, x.length),
  ] as const;

/**
 * Windowed centres: from x, y (pixels, 0-based) step by 2 sum(w I dx) / sum(w I), w being a
 * Gaussian of `sigma` pixels (at least 0.4255, for SExtractor's least half-light radius of 0.5) cut
 * at 4 sigma, until a step is shorter than 2e-4 pixels, for 16 steps at most; where the light in
 * the window is not positive the walk ends where it is. Bad pixels take the mean of the good ones.
 * This is SEP's winpos, which may walk far from a faint source; `windowedPositions` does not.
 */
export function winpos(
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  sigma: Values,
  options: WindowOptions = {},
): { x: Float64Array; y: Float64Array; flag: Int16Array } {
  const n = x.length;
  const subpix = checkSubpix(options.subpix ?? WINDOW_SUBPIX, 0);
  return withField(image, n, { mask: options.mask }, () => {
    const windows = putWindows(x, y, sigma);
    const [xs, ys, flag] = [scratch(n * 8), scratch(n * 8), scratch(n * 4)];
    kernels().windowedCentres(n, ...windows, subpix, xs, ys, flag, scratch(n * 4), 0);
    return { x: takeFloat64(xs, n), y: takeFloat64(ys, n), flag: takeFlags(flag, n) };
  });
}
