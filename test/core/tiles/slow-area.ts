import { type HipsTile, tilePixelsToVectors } from '../../../shared/core/hips/tile-pixels.ts';
import type { ImageToPaint } from '../../../shared/core/tiles/paint.ts';

type Point = readonly [number, number];

/**
 * The mean of an image over the quadrilateral of a tile's pixel: every image pixel's square is
 * clipped by it, side after side.
 */
export function slowArea(image: ImageToPaint, tile: HipsTile, column: number, row: number): number {
  const columns = Float64Array.of(column - 0.5, column + 0.5, column + 0.5, column - 0.5);
  const rows = Float64Array.of(row - 0.5, row - 0.5, row + 0.5, row + 0.5);
  const [vx, vy, vz, x, y] = Array.from({ length: 5 }, () => new Float64Array(4)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  tilePixelsToVectors(tile)(columns, rows, vx, vy, vz);
  image.wcs.icrsVectorsToPixels(vx, vy, vz, x, y);
  const corners = Array.from(x, (px, i): Point => [px, y[i]!]);
  if (signedArea(corners) < 0) corners.reverse();
  let [sum, total] = [0, 0];
  for (
    let py = Math.max(0, Math.floor(Math.min(...y)));
    py <= Math.min(image.height - 1, Math.max(...y) + 1);
    py++
  ) {
    for (
      let px = Math.max(0, Math.floor(Math.min(...x)));
      px <= Math.min(image.width - 1, Math.max(...x) + 1);
      px++
    ) {
      let square: Point[] = [
        [px - 0.5, py - 0.5],
        [px + 0.5, py - 0.5],
        [px + 0.5, py + 0.5],
        [px - 0.5, py + 0.5],
      ];
      for (const [i, from] of corners.entries())
        square = leftOf(square, from, corners[(i + 1) % 4]!);
      const area = signedArea(square);
      const value = image.pixels[py * image.width + px]!;
      if (!(area > 1e-12) || Number.isNaN(value)) continue;
      sum += area * value;
      total += area;
    }
  }
  return sum / total;
}

const signedArea = (corners: readonly Point[]): number =>
  corners.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

/** What of a polygon lies left of a line. */
function leftOf(polygon: readonly Point[], [ax, ay]: Point, [bx, by]: Point): Point[] {
  const side = ([x, y]: Point): number => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  return polygon.flatMap((here, i) => {
    const next = polygon[(i + 1) % polygon.length]!;
    const [s, t] = [side(here), side(next)];
    const cut: Point = [
      here[0] + ((next[0] - here[0]) * s) / (s - t),
      here[1] + ((next[1] - here[1]) * s) / (s - t),
    ];
    return [...(s >= 0 ? [here] : []), ...(s >= 0 !== t >= 0 ? [cut] : [])];
  });
}
