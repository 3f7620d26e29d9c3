// SEP's aperture flags.

/** The aperture reaches over the edge of the image. */
export const APER_TRUNC = 0x10;
/** Masked or missing pixels lie in the aperture. */
export const APER_HASMASKED = 0x20;
/** The aperture holds nothing but masked pixels, or no pixel at all. */
export const APER_ALLMASKED = 0x40;
/** The sums behind the Kron radius are not positive. */
export const APER_NONPOSITIVE = 0x80;

const SEXTRACTOR_INCOMPLETE = 16;

/**
 * The bits of SExtractor's FLAGS that aperture flags stand for: 16, "aperture data incomplete or
 * corrupted", for apertures cut by the edge or with bad pixels. SExtractor has no bit for a Kron
 * radius that is not positive.
 */
export function apertureFlagsToSExtractor(flag: number): number {
  return flag & (APER_TRUNC | APER_HASMASKED | APER_ALLMASKED) ? SEXTRACTOR_INCOMPLETE : 0;
}
