import type { StarFit } from './fit-stars.ts';
import { type PsfPixels, varianceAt } from './pixels.ts';

/** How well the PSF fits each star, and what its neighbours would have added. */
export interface StarMeasures {
  /** root of the reduced chi² of the pixels that were fitted (DOLPHOT's chi) */
  readonly chi: Float64Array;
  /**
   * 0 of a star, above 0 of what is sharper (a cosmic ray), below 0 of what is broader (a galaxy, a
   * blend): DOLPHOT's sign and zero
   */
  readonly sharp: Float64Array;
  /**
   * magnitudes that the star would be brighter by had its neighbours not been fitted with it
   * (DOLPHOT's crowding)
   */
  readonly crowding: Float64Array;
}

/** How much brighter a star may be for its neighbours, magnitudes. */
const CROWDING_MOST = 9.999;

/**
 * Measures of fitted stars (Dolphin 2000; DOLPHOT User's Guide, "output"). `sharp` is how much
 * narrower the star is than the PSF, a part of its width: with P_s(r) = P(r / s) / s² it is the
 * amplitude of -dP_s/ds at s = 1, which is 2 P + r · grad P, in what is left of the star.
 */
export function measureStars(pixels: PsfPixels, fit: StarFit): StarMeasures {
  const { length, isStar } = fit.stars;
  const none = () => new Float64Array(length).fill(Number.NaN);
  const measures = { chi: none(), sharp: none(), crowding: none() };
  for (let i = 0; i < length; i++) {
    if (isStar[i] === 0) continue;
    const sums = sumPixels(pixels, fit, i);
    const { profile, width, both } = sums;
    measures.chi[i] = Math.sqrt(sums.chi2 / Math.max(1, sums.count - fit.unknowns));
    if (!(fit.stars.flux[i]! > 0)) continue; // of no light there is no shape
    // of what is left, the part that a change of brightness cannot make
    const own = width - (both * both) / profile;
    measures.sharp[i] = (sums.leftWidth - (both * sums.left) / profile) / own / fit.stars.flux[i]!;
    const alone = sums.seen / profile;
    const factor = alone / fit.stars.flux[i]!;
    measures.crowding[i] =
      factor > 0 ? Math.min(Math.max(0, 2.5 * Math.log10(factor)), CROWDING_MOST) : 0;
  }
  return measures;
}

/** Weighted sums over the pixels about a star. */
interface Sums {
  count: number;
  chi2: number;
  /** of the PSF squared, of its change with width squared, of both */
  profile: number;
  width: number;
  both: number;
  /** of what is left with both; of the image without the neighbours off with the PSF */
  left: number;
  leftWidth: number;
  seen: number;
}

function sumPixels(pixels: PsfPixels, { stars, light, rests, radius }: StarFit, i: number): Sums {
  const [x, y, flux] = [stars.x[i]!, stars.y[i]!, stars.flux[i]!];
  const stamp = light.fill(x, y, radius, true);
  const sums = { count: 0, chi2: 0, profile: 0, width: 0, both: 0, left: 0, leftWidth: 0, seen: 0 };
  for (let row = 0; row < stamp.rows; row++)
    for (let column = 0; column < stamp.columns; column++) {
      const [px, py] = [stamp.x0 + column, stamp.y0 + row];
      if (px < 0 || py < 0 || px >= pixels.width || py >= pixels.height) continue;
      if ((px - x) ** 2 + (py - y) ** 2 > radius ** 2) continue;
      const at = py * pixels.width + px;
      const own = row * stamp.columns + column;
      const value = stamp.values[own]!;
      const weight = 1 / varianceAt(pixels, at, flux * value);
      if (weight === 0) continue;
      // slopes are by the star's place: those by the pixel's have the other sign
      const change = 2 * value - (px - x) * stamp.slopesX[own]! - (py - y) * stamp.slopesY[own]!;
      const rest = rests[at]!;
      sums.count++;
      sums.chi2 += weight * rest * rest;
      sums.profile += weight * value * value;
      sums.width += weight * change * change;
      sums.both += weight * value * change;
      sums.left += weight * value * rest;
      sums.leftWidth += weight * change * rest;
      sums.seen += weight * value * pixels.data[at]!;
    }
  return sums;
}
