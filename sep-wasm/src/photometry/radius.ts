import type { Image } from '../image.ts';
import { kernels, putFloat64, scratch } from '../memory.ts';
import { checkSubpix } from './aperture.ts';
import { putColumn, putSizes, takeFlags, takeFloat64, type Values } from './columns.ts';
import { type FieldOptions, withField } from './field.ts';

/** Radii, and how good they are. */
export interface Radii {
  /** in the unit that the function says */
  radius: Float64Array;
  /** APER_ bits, one value per source */
  flag: Int16Array;
}

/** How the growth curve of `fluxRadius` is made. */
export interface FluxRadiusOptions extends FieldOptions {
  /** the whole flux, for instance FLUX_AUTO; default: what lies within rmax */
  normflux?: Values;
  /** sub-pixels per pixel and side, default 5 */
  subpix?: number;
  /**
   * where fraction * flux is negative look for it, too, as SExtractor does: the curve begins far on
   * either side of 0, so that a radius may be negative
   */
  signed?: boolean;
}

/**
 * Radii of circles, in pixels, that hold fractions of the flux: SExtractor's FLUX_RADIUS. The
 * growth curve has 64 steps out to rmax (pixels; SExtractor: 6 a), within which it is linear; the
 * innermost crossing counts, rmax where there is none, 0 where fraction * flux is not positive (but
 * see `signed`).
 * `radius` holds frac.length numbers per source, one source after the other.
 */
export function fluxRadius(
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rmax: Values,
  frac: Values,
  options: FluxRadiusOptions = {},
): Radii {
  const n = x.length;
  const fractions = typeof frac === 'number' ? [frac] : frac;
  const m = fractions.length;
  const subpix = checkSubpix(options.subpix ?? 5, 1);
  return withField(image, n, options, (ids) => {
    const columns = [
      putColumn('x', x, n),
      putColumn('y', y, n),
      putSizes('rmax', rmax, n),
    ] as const;
    const total = options.normflux === undefined ? 0 : putColumn('normflux', options.normflux, n);
    const wanted = putFloat64(fractions);
    const [radius, flag] = [scratch(n * m * 8), scratch(n * 4)];
    const signed = options.signed ?? false;
    kernels().fluxRadii(n, ...columns, m, wanted, total, ids, subpix, signed, radius, flag);
    return { radius: takeFloat64(radius, n * m), flag: takeFlags(flag, n) };
  });
}
