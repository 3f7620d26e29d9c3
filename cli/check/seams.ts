import { neighbours } from '../../shared/core/healpix/neighbours.ts';
import { nestedPixel, split } from '../../shared/core/healpix/pixel.ts';
import { type Seam, seamOf } from '../../shared/core/pictures/tile-seams.ts';

/** A pixel of a tile; NaN where there is no value or no tile. */
export type PixelAt = (ipix: number, column: number, rowFromBottom: number) => number;

/**
 * Where the north-eastern and the north-western neighbours stand in what `neighbours` answers: each
 * edge is met from one side.
 */
const edges = [4, 2] as const;

/**
 * The seams along the two northern edges of a tile: for every pixel of an edge two pixels on each
 * side, in a line through it, wherever it leads on the sphere. At the faces' edges around the poles
 * the neighbour is turned, and the line with it.
 */
export function seamsOf(
  order: number,
  ipix: number,
  width: number,
  at: PixelAt,
): { neighbour: number; seam: Seam }[] {
  const deep = order + Math.log2(width);
  const [face, cellX, cellY] = split(order, ipix);
  const pixelValue = (pixel: number): number => {
    if (pixel < 0) return Number.NaN;
    const [, x, y] = split(deep, pixel);
    return at(Math.floor(pixel / width ** 2), y % width, width - 1 - (x % width));
  };
  const around = neighbours(order, ipix);
  return edges.flatMap((side) => {
    const neighbour = around[side]!;
    if (neighbour < 0) return [];
    const line = (): Float64Array => new Float64Array(width);
    const border = { inside: line(), edge: line(), otherEdge: line(), otherInside: line() };
    for (let i = 0; i < width; i++) {
      const [x, y] = side === 4 ? [width - 1, i] : [i, width - 1];
      const pixel = nestedPixel(deep, face, cellX * width + x, cellY * width + y);
      const near = neighbours(deep, pixel);
      const other = near[side]!;
      const beyond = neighbours(deep, other);
      border.edge[i] = pixelValue(pixel);
      border.inside[i] = pixelValue(near[(side + 4) % 8]!);
      border.otherEdge[i] = pixelValue(other);
      border.otherInside[i] = pixelValue(beyond[(beyond.indexOf(pixel) + 4) % 8]!);
    }
    const seam = seamOf(border);
    return seam ? [{ neighbour, seam }] : [];
  });
}
