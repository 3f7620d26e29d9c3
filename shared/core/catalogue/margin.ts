import { neighbours, orderAround } from '../healpix/neighbours.ts';
import { FINE_ORDER } from './counts.ts';
import type { CataloguePart } from './parts.ts';

/**
 * Whether a position, as nested pixel of order 29, is in a part of the catalogue or so near
 * (radians) that it may decide what is one source there: never false for one that is, and true for
 * some around.
 */
export function isAround({ from, to }: CataloguePart, reach: number): (healpix: bigint) => boolean {
  const order = orderAround(reach);
  if (order < 0) return () => true;
  const toPixel = BigInt(2 * (29 - order));
  // of the part in one pixel; below 1 where pixels are smaller
  const cells = 4 ** (FINE_ORDER - order);
  const known = new Map<number, boolean>();
  const meets = (pixel: number) => pixel * cells < to && (pixel + 1) * cells > from;
  return (healpix) => {
    const pixel = Number(healpix >> toPixel);
    const answer =
      known.get(pixel) ??
      (meets(pixel) || neighbours(order, pixel).some((n) => n >= 0 && meets(n)));
    known.set(pixel, answer);
    return answer;
  };
}
