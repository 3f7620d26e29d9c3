import { type CutSize, cutBox } from '../../core/cutouts/cut-size.ts';
import { DataError, type Where } from '../../core/errors.ts';
import type { Box } from '../../core/fits/section.ts';
import type { CardToWrite, HduToWrite } from '../../core/fits/write.ts';
import type { Wcs } from '../../core/wcs/wcs.ts';

/** What is to be cut out of images. */
export interface CutRequest {
  /** ICRS, degrees */
  readonly ra: number;
  readonly dec: number;
  readonly size: CutSize;
}

/** A piece of one image. */
export interface Cut {
  /** what of: for EXTNAME and for words */
  readonly name: string;
  readonly box: Box;
  readonly pixels: Float32Array;
  readonly cards: readonly CardToWrite[];
  /** the tables of its distortion, as extensions */
  readonly lookups: readonly HduToWrite[];
}

/** A band of a folder: its name, and what is cut out of it. */
export interface BandToCut {
  readonly name: string;
  cut(): Promise<Cut>;
}

/** Pixels of all bands of a cut-out: 512 MB of float32. */
export const MAX_CUT_PIXELS = 2 ** 27;

/**
 * The rectangle that a request means in an image, at least a pixel of it inside. Throws OutOfRange
 * where nothing is there, TooLarge.
 */
export function boxAround(
  { ra, dec, size }: CutRequest,
  wcs: Wcs,
  shape: readonly [number, number],
  where: Where,
): Box {
  const at = wcs.icrsToPixel(ra, dec);
  const box = cutBox(at, size, wcs.pixelScales);
  if (box.width * box.height > MAX_CUT_PIXELS)
    throw new DataError(
      'TooLarge',
      `The cut-out would have ${box.width} × ${box.height} = ${box.width * box.height} pixels; ${MAX_CUT_PIXELS} are the most: ask for less.`,
      where,
    );
  const isInside =
    box.x < shape[0] && box.y < shape[1] && box.x + box.width > 0 && box.y + box.height > 0;
  if (!isInside)
    throw new DataError(
      'OutOfRange',
      Number.isNaN(at[0] + at[1])
        ? `The position ${ra} ${dec} is not on the part of the sky that the image maps: nothing is cut out.`
        : `The position ${ra} ${dec} is pixel (${(at[0] + 1).toFixed(1)}, ${(at[1] + 1).toFixed(1)}) of an image of ${shape.join(' × ')}, and the cut-out lies wholly outside: nothing is cut out.`,
      where,
    );
  return box;
}
