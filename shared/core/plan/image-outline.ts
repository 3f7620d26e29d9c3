import type { DataErrorName } from '../errors.ts';
import { type HipsFrame, icrsToHips } from '../hips/frame.ts';
import { WIDEST } from '../sphere/circle.ts';
import { furthest, lonLatToVector, type Vector } from '../sphere/vector.ts';
import type { Outline } from './outline.ts';
import type { BorderPoints } from './outline-table.ts';
import { cellsInFrame, circleOf, type SkyCells } from './sky-cells.ts';

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
  /** the cells that it touches, where the footprint does not say (`skyOutlineOf`) */
  readonly cells?: SkyCells | undefined;
}

/** An image that is left out of the plan, and why. */
export interface ImageRefusal {
  /** its place in the list */
  readonly image: number;
  readonly name: DataErrorName;
  readonly message: string;
}

/**
 * The region of the sky that an image covers, in the frame of the HiPS: its border, or its cells
 * and a circle around it.
 */
export type Region =
  | { readonly border: BorderPoints }
  | { readonly circle: Outline; readonly cells: SkyCells };

/** Where an image lies; or why it cannot be planned with. */
export function regionOf(
  image: ImageOutline,
  frame: HipsFrame,
): Region | Omit<ImageRefusal, 'image'> {
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
  if (image.cells) {
    const cells = cellsInFrame(image.cells, frame);
    return { circle: circleOf(cells), cells };
  }
  const places = [
    icrsToHips(frame, centre.ra, centre.dec),
    ...Array.from(footprint.ra, (lon, i) => icrsToHips(frame, lon, footprint.dec[i]!)),
  ];
  const [middle, ...points] = places.map((place): Vector => lonLatToVector(...place));
  const reach = middle && furthest(middle, points);
  if (!(reach !== undefined && points.length === 8 && reach < WIDEST)) {
    return refuse(
      'MalformedWcs',
      'The corners of the image do not say where on the sky it lies: correct the WCS.',
    );
  }
  return { border: Float64Array.from(places.flat()) };
}

const refuse = (name: DataErrorName, message: string): Omit<ImageRefusal, 'image'> => ({
  name,
  message,
});
