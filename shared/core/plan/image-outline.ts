import type { DataErrorName } from '../errors.ts';
import { type HipsFrame, icrsToHips, vectorOf } from '../hips/frame.ts';
import { angle, type Outline, outlineOf, type Vector } from './outline.ts';

/** What a plan needs to know of an image. Everything is plain data. */
export interface ImageOutline {
  readonly band: string;
  readonly width: number;
  readonly height: number;
  /** arcsec: Wcs.pixelScale */
  readonly pixelScale: number;
  /** ICRS degrees of eight points around it: Wcs.footprint */
  readonly footprint: { readonly ra: ArrayLike<number>; readonly dec: ArrayLike<number> };
  readonly centre: { readonly ra: number; readonly dec: number };
}

/** An image that is left out of the plan, and why. */
export interface Refusal {
  /** its place in the list */
  readonly image: number;
  readonly name: DataErrorName;
  readonly message: string;
}

/** The region of the sky that an image covers, in the frame of the HiPS; or why it cannot be planned with. */
export function regionOf(image: ImageOutline, frame: HipsFrame): Outline | Omit<Refusal, 'image'> {
  const { footprint, centre, pixelScale, width, height } = image;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  if (!(isCount(width) && isCount(height))) {
    return refuse('NoPixels', `The image has ${width} × ${height} pixels: name another HDU.`);
  }
  if (!(pixelScale > 0 && Number.isFinite(pixelScale))) {
    return refuse(
      'MalformedWcs',
      `A pixel of ${pixelScale} arcsec is no pixel: correct CD, or PC and CDELT.`,
    );
  }
  const ra = Array.from(footprint.ra);
  const dec = Array.from(footprint.dec);
  const isPosition = (lon: number, lat: number): boolean => Number.isFinite(lon) && Math.abs(lat) <= 90;
  const isWhole =
    ra.length === 8 &&
    dec.length === 8 &&
    ra.every((lon, i) => isPosition(lon, dec[i]!)) &&
    isPosition(centre.ra, centre.dec);
  if (!isWhole) {
    return refuse(
      'MalformedWcs',
      'Some corner of the image is not on the sky: correct the WCS, or cut the image to the part that is.',
    );
  }
  const vector = (lon: number, lat: number): Vector => vectorOf(...icrsToHips(frame, lon, lat));
  const middle = vector(centre.ra, centre.dec);
  const points = ra.map((lon, i) => vector(lon, dec[i]!));
  const reach = Math.max(...points.map((point) => angle(middle, point)));
  if (reach >= Math.PI / 2) {
    return refuse(
      'MalformedWcs',
      `The image reaches ${Math.round((reach * 180) / Math.PI)}° from its centre, over half the sky: correct the WCS, or cut the image into parts.`,
    );
  }
  return outlineOf(middle, points);
}

const refuse = (name: DataErrorName, message: string): Omit<Refusal, 'image'> => ({ name, message });
