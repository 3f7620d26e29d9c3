import type { Image } from '../image.ts';
import { kernels, scratch } from '../memory.ts';
import {
  type Ellipses,
  putColumn,
  putRing,
  putSizes,
  takeFlags,
  takeFloat64,
  type Values,
} from './columns.ts';
import { type FieldOptions, type NoiseOptions, withField } from './field.ts';

/**
 * Sums in apertures, as SEP makes them.
 *
 * A pixel on the rim counts by the share of its subpix x subpix sub-pixels whose centres are
 * inside; subpix 0 takes the exact overlap. Masked and NaN pixels are left out and the sum is made
 * up for them by area (with a segmentation map, other sources' pixels are left out, and made up for
 * only where a mask is given as well). fluxerr^2 = sum of the pixels' variances, weighted by
 * overlap, + flux / gain where the flux is positive. What lies over the edge is not made up for.
 * Flags: APER_TRUNC, APER_HASMASKED.
 *
 * Differences from SEP: with a segmentation map the local background is the mean of the pixels that
 * count (SEP divides by the whole annulus). Its error is always that of a mean over them (SEP's of
 * ellipses with a mask counts masked pixels, too, and is smaller). An aperture with no area has
 * flux 0 with a mask too.
 */
export interface ApertureOptions extends FieldOptions, NoiseOptions {
  /** sub-pixels per pixel and side, default 5; 0: exact overlap */
  subpix?: number;
  /** radii of an annulus, in the units of r, whose mean is taken off as local background */
  bkgann?: readonly [inner: Values, outer: Values];
}

/** What is in apertures: one value per source. */
export interface ApertureSums {
  /** ADU; NaN where every pixel is bad or the input is not finite */
  flux: Float64Array;
  /** rms, ADU */
  fluxerr: Float64Array;
  /** APER_ bits */
  flag: Int16Array;
}

/** SExtractor samples 5 x 5. More than this does not pay: 0 is exact. */
const MAX_SUBPIX = 100;

/** Throws RangeError unless the sampling is a whole number from `least` to 100. */
export function checkSubpix(subpix: number, least: 0 | 1): number {
  if (Number.isInteger(subpix) && subpix >= least && subpix <= MAX_SUBPIX) return subpix;
  throw new RangeError(`subpix ${subpix} is not a whole number from ${least} to ${MAX_SUBPIX}`);
}

/** Where sums are made: circles without semi-axes, rings with an inner radius. */
interface Apertures {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly axes?: Pick<Ellipses, 'a' | 'b' | 'theta'>;
  /** radii, pixels, or in units of the semi-axes */
  readonly inner?: Values;
  readonly outer: Values;
}

const noRing = [0, 0] as const;

function sum(
  image: Image,
  { x, y, axes, inner, outer }: Apertures,
  options: ApertureOptions,
): ApertureSums {
  const n = x.length;
  const subpix = checkSubpix(options.subpix ?? 5, 0);
  return withField(image, n, options, (ids) => {
    const columns = [
      putColumn('x', x, n),
      putColumn('y', y, n),
      axes ? putSizes('a', axes.a, n) : 0,
      axes ? putSizes('b', axes.b, n) : 0,
      axes ? putColumn('theta', axes.theta, n) : 0,
      ...(inner === undefined
        ? ([0, putSizes('the radius', outer, n)] as const)
        : putRing('the ring', [inner, outer], n)),
      ...(options.bkgann ? putRing('bkgann', options.bkgann, n) : noRing),
    ] as const;
    const [flux, fluxerr, flag] = [scratch(n * 8), scratch(n * 8), scratch(n * 4)];
    kernels().sumApertures(n, ...columns, ids, subpix, flux, fluxerr, flag);
    return {
      flux: takeFloat64(flux, n),
      fluxerr: takeFloat64(fluxerr, n),
      flag: takeFlags(flag, n),
    };
  });
}

/**
 * Sum in circles of radius r pixels around x, y (0-based, pixels). Throws RangeError for a negative
 * radius.
 */
export const sumCircle = (
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  r: Values,
  options: ApertureOptions = {},
): ApertureSums => sum(image, { x, y, outer: r }, options);

/**
 * Sum between the circles of radius rin and rout pixels. Throws RangeError where a radius is
 * negative or rout below rin.
 */
export const sumCircann = (
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rin: Values,
  rout: Values,
  options: Omit<ApertureOptions, 'bkgann'> = {},
): ApertureSums => sum(image, { x, y, inner: rin, outer: rout }, options);

/**
 * Sum in ellipses of semi-axes a r and b r pixels, with the major axis at theta (radians, from +x
 * towards +y). Where a or b is 0 so is the sum.
 */
export const sumEllipse = (
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  a: Values,
  b: Values,
  theta: Values,
  r: Values = 1,
  options: ApertureOptions = {},
): ApertureSums => sum(image, { x, y, axes: { a, b, theta }, outer: r }, options);

/**
 * Sum between the ellipses of scale rin and rout. Throws RangeError where a scale is negative or
 * rout below rin.
 */
export const sumEllipann = (
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  a: Values,
  b: Values,
  theta: Values,
  rin: Values,
  rout: Values,
  options: Omit<ApertureOptions, 'bkgann'> = {},
): ApertureSums => sum(image, { x, y, axes: { a, b, theta }, inner: rin, outer: rout }, options);
