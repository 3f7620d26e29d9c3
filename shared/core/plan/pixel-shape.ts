import { ARCSEC_PER_DEGREE, DEGREES_PER_RADIAN } from '../sphere/angle.ts';
import { cross, dot, lonLatToVector, separation, subtract, type Vector } from '../sphere/vector.ts';
import type { Wcs } from '../wcs/wcs.ts';

/** No camera has pixels this many times longer than wide. */
const ODD_SHAPE = 100;
/** Nor are they so many times smaller than the header's (80 degrees away, in TAN, 14), or apart. */
const ODD_SIZE = 30;
/** Pixels of a side that are looked at. */
const LOOKED_AT = 5;
/** arcsec: pixels of more than 36 degrees make no picture of the sky. */
const WIDEST_PIXEL_ARCSEC = 36 * 3600;

/**
 * Whether any of a header's keywords says how large a pixel is. Where none does it is 1 degree by
 * the standard (Greisen & Calabretta 2002, Table 1), which nobody means.
 */
export const saysScale = (keywords: readonly string[]): boolean =>
  keywords.some((keyword) => /^(CDELT\d|(CD|PC)(\d+_\d+|\d{6}))$/.test(keyword));

/**
 * Why the pixels of an image, of width × height, cannot be pixels of a picture of the sky;
 * undefined where they can. The header says how large they are at the reference pixel; far away
 * from it, or by a distortion, they may all lie in one place, or all over the sky.
 */
export function whyNoPixels(wcs: Wcs, width: number, height: number): string | undefined {
  const { pixelScale } = wcs;
  if (!(pixelScale > 0 && pixelScale < WIDEST_PIXEL_ARCSEC))
    return `A pixel of ${pixelScale} arcsec is no pixel: correct CD, or PC and CDELT`;
  const [across, up] = wcs.pixelScales;
  if (Math.max(across / up, up / across) > ODD_SHAPE)
    return `A pixel of ${across.toPrecision(3)} × ${up.toPrecision(3)} arcsec is no pixel: correct CD, or PC and CDELT`;
  const size = sizeWhereTheyLie(wcs, width, height);
  if (size !== undefined && pixelScale > ODD_SIZE * size)
    return `Its pixels are of ${size.toPrecision(3)} arcsec where they lie, of ${pixelScale.toPrecision(3)} by the header: correct CRPIX`;
  const reach = (pixelScale * Math.hypot(width, height)) / 2 / ARCSEC_PER_DEGREE;
  const corners = cornersReach(wcs, width, height);
  if (corners > ODD_SIZE * reach)
    return `Its corners are ${corners.toPrecision(3)} degrees from its middle, by its size ${reach.toPrecision(3)}: correct the distortion (SIP, PV)`;
  return undefined;
}

/** Degrees from the middle to the furthest corner that is on the sky. */
function cornersReach(wcs: Wcs, width: number, height: number): number {
  const at = (u: number, v: number): Vector =>
    lonLatToVector(...wcs.pixelToIcrs(u * (width - 1), v * (height - 1)));
  const middle = at(0.5, 0.5);
  const corners = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
  const reaches = corners.map((corner) => separation(middle, corner)).filter(Number.isFinite);
  return Math.max(0, ...reaches) * DEGREES_PER_RADIAN;
}

/** The middle size of pixels, arcsec, as the square root of their areas; undefined off the sky. */
function sizeWhereTheyLie(wcs: Wcs, width: number, height: number): number | undefined {
  const at = (x: number, y: number): Vector => lonLatToVector(...wcs.pixelToIcrs(x, y));
  const sizes: number[] = [];
  for (let row = 0; row < LOOKED_AT; row++) {
    for (let column = 0; column < LOOKED_AT; column++) {
      const x = ((column + 0.5) / LOOKED_AT) * width - 0.5;
      const y = ((row + 0.5) / LOOKED_AT) * height - 0.5;
      const here = at(x, y);
      const [right, above] = [subtract(at(x + 1, y), here), subtract(at(x, y + 1), here)];
      const area = Math.abs(dot(here, cross(right, above)));
      if (Number.isFinite(area)) sizes.push(Math.sqrt(area));
    }
  }
  const middle = sizes.sort((a, b) => a - b)[sizes.length >> 1];
  return middle === undefined ? undefined : middle * DEGREES_PER_RADIAN * ARCSEC_PER_DEGREE;
}
