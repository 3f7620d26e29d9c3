import type { Image } from '../image.ts';
import { kernels, scratch } from '../memory.ts';
import { type ApertureOptions, type ApertureSums, sumEllipse } from './aperture.ts';
import {
  type Ellipses,
  putEllipses,
  putSizes,
  takeFlags,
  takeFloat64,
  type Values,
} from './columns.ts';
import { type FieldOptions, withField } from './field.ts';
import type { Radii } from './radius.ts';

/**
 * First moments of the light inside the ellipses (a, b, theta) scaled by r: sum(r_i I_i) /
 * sum(I_i), r_i being a pixel centre's distance in units of a and b (Kron 1980). 0, with
 * APER_NONPOSITIVE, where a sum is not positive; 0, with APER_ALLMASKED, where no good pixel's
 * centre is inside. Bad pixels and other sources' are left out.
 */
export function kronRadius(
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  a: Values,
  b: Values,
  theta: Values,
  r: Values = 6,
  options: FieldOptions = {},
): Radii {
  const n = x.length;
  return withField(image, n, options, (ids) => {
    const columns = putEllipses({ x, y, a, b, theta });
    const scale = putSizes('r', r, n);
    const [radius, flag] = [scratch(n * 8), scratch(n * 4)];
    kernels().kronRadii(n, ...columns, scale, ids, radius, flag);
    return { radius: takeFloat64(radius, n), flag: takeFlags(flag, n) };
  });
}

/** SExtractor's PHOT_AUTOPARAMS, and what other sums take; defaults in brackets. */
export interface AutoOptions extends Omit<ApertureOptions, 'bkgann'> {
  /** first of SExtractor's PHOT_AUTOPARAMS: the Kron factor (2.5) */
  factor?: number;
  /** second of PHOT_AUTOPARAMS: the smallest scale of the ellipse, in units of a and b (3.5) */
  minRadius?: number;
}

/** AUTO photometry: one value per source. */
export interface AutoSums extends ApertureSums {
  /** scale of the ellipse, in units of a and b: SExtractor's KRON_RADIUS */
  kronRadius: Float64Array;
}

/** The least semi-axis, pixels: a source of one row of pixels has none across. */
const MIN_AXIS = 1e-3;

/**
 * SExtractor's AUTO photometry: the sum in the ellipse scaled by max(factor * r_kron, minRadius),
 * whole pixels unless subpix says otherwise. `kronRadius` is that scale, as in SExtractor's column
 * KRON_RADIUS.
 */
export function sumAuto(
  image: Image,
  { x, y, a, b, theta }: Ellipses<ArrayLike<number>>,
  options: AutoOptions = {},
): AutoSums {
  const { factor = 2.5, minRadius = 3.5, subpix = 1, ...field } = options;
  const major = new Float64Array(a).map((value) => Math.max(value, MIN_AXIS));
  const minor = new Float64Array(b).map((value) => Math.max(value, MIN_AXIS));
  const kron = kronRadius(image, x, y, major, minor, theta, 6, field);
  const scale = kron.radius.map((radius) => Math.max(factor * radius, minRadius));
  const sums = sumEllipse(image, x, y, major, minor, theta, scale, { ...field, subpix });
  return { ...sums, flag: sums.flag.map((flag, k) => flag | kron.flag[k]!), kronRadius: scale };
}
