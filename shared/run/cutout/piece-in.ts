import { DataError, type Where } from '../../core/errors.ts';
import type { Wcs } from '../../core/wcs/wcs.ts';
import { boxAround, type CutRequest } from './cut.ts';

/** How much of a piece an image has. */
export interface PieceOfImage {
  /** of the image, for an order that is always the same */
  readonly url: string;
  /** pixels of the piece inside the image; from its middle to the image's, infinite: none */
  readonly inside: number;
  readonly distance: number;
}

/** Where a piece lies in an image. Throws TooLarge. */
export function pieceIn(
  request: CutRequest,
  { wcs, shape }: { wcs: Wcs; shape: readonly [number, number] },
  where: Where,
): Omit<PieceOfImage, 'url'> {
  try {
    const { x, y, width, height } = boxAround(request, wcs, shape, where);
    const across = Math.min(shape[0], x + width) - Math.max(0, x);
    const up = Math.min(shape[1], y + height) - Math.max(0, y);
    const distance = Math.hypot(x + width / 2 - shape[0] / 2, y + height / 2 - shape[1] / 2);
    return { inside: across * up, distance };
  } catch (error) {
    if (!(error instanceof DataError && error.name === 'OutOfRange')) throw error;
    return { inside: 0, distance: Number.POSITIVE_INFINITY };
  }
}

/** Sorts images: the one that has most of a piece, then the one whose middle is nearest. */
export const byMostOfPiece = (a: PieceOfImage, b: PieceOfImage): number =>
  b.inside - a.inside || a.distance - b.distance || (a.url < b.url ? -1 : 1);
