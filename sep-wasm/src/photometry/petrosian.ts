import type { Image } from '../image.ts';
import { kernels, scratch } from '../memory.ts';
import {
  type Ellipses,
  putEllipses,
  putSizes,
  takeFlags,
  takeFloat64,
  type Values,
} from './columns.ts';
import { type FieldOptions, withField } from './field.ts';

/** How `petrosianRadius` looks. */
export interface PetrosianOptions extends FieldOptions {
  /** how far out, in units of a and b; default 6 */
  reach?: Values;
}

/**
 * Petrosian radii in units of a and b: where the light in a ring falls below a fifth of the mean
 * inside it, in steps of 0.055 of the reach out to 0.88 of it, which it also is where the light
 * does not fall so far; 0 where the ring that decides has no light, or no pixel in the image.
 * SExtractor's PETRO_RADIUS is this times the first of PHOT_PETROPARAMS.
 */
export function petrosianRadius(
  image: Image,
  ellipses: Ellipses,
  { reach = 6, ...options }: PetrosianOptions = {},
): { radius: Float64Array; flag: Int16Array } {
  const n = ellipses.x.length;
  return withField(image, n, options, () => {
    const columns = putEllipses(ellipses);
    const furthest = putSizes('reach', reach, n);
    const [radius, flag] = [scratch(n * 8), scratch(n * 4)];
    kernels().petrosianRadii(n, ...columns, furthest, radius, flag);
    return { radius: takeFloat64(radius, n), flag: takeFlags(flag, n) };
  });
}

/** The part of the pixels in each ellipse (scaled by r) that `neighbours` hides. */
export function hiddenShare(
  image: Image,
  ellipses: Ellipses,
  r: Values,
  options: FieldOptions,
): Float64Array {
  const n = ellipses.x.length;
  return withField(image, n, options, () => {
    const columns = putEllipses(ellipses);
    const scale = putSizes('r', r, n);
    const shares = scratch(n * 8);
    kernels().hiddenShares(n, ...columns, scale, shares);
    return takeFloat64(shares, n);
  });
}
