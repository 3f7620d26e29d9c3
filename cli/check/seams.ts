import { neighbours } from '../../shared/core/healpix/neighbours.ts';
import { join, split } from '../../shared/core/healpix/pixel.ts';

/** The seam between two tiles, over the pixels of their common edge. */
export interface Seam {
  /** median of the step across the edge beyond the slope on both sides, in units of the pixels */
  readonly step: number;
  /** the steps' own spread: 1.4826 × their median absolute deviation */
  readonly spread: number;
  readonly pixels: number;
}

/** A pixel of the tiles' deepest grid; NaN where there is no value or no tile. */
export type PixelAt = (ipix: number, column: number, rowFromBottom: number) => number;

/** Where the north-eastern and the north-western neighbours stand in what `neighbours` answers: each edge is met from one side. */
const EDGES = [4, 2] as const;

/**
 * The steps across the two northern edges of a tile. For every pixel on an edge two pixels on each side, a₂ a₁ | b₁ b₂, in a line
 * through it, wherever it leads on the sphere: the step is b₁ − a₁ less the mean of the slopes a₁ − a₂ and b₂ − b₁. A star on
 * the edge moves the median as little as noise; tiles of different brightness move it by what they differ.
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
    const [, x, y] = split(deep, pixel);
    return at(Math.floor(pixel / width ** 2), y % width, width - 1 - (x % width));
  };
  const tileNeighbours = neighbours(order, ipix);
  return EDGES.flatMap((edge) => {
    const neighbour = tileNeighbours[edge]!;
    if (neighbour < 0) return [];
    const steps: number[] = [];
    for (let i = 0; i < width; i++) {
      const [x, y] = edge === 4 ? [width - 1, i] : [i, width - 1];
      const a1 = join(deep, face, cellX * width + x, cellY * width + y);
      const around = neighbours(deep, a1);
      const b1 = around[edge]!;
      const a2 = around[(edge + 4) % 8]!;
      const back = neighbours(deep, b1).indexOf(a1);
      const b2 = neighbours(deep, b1)[(back + 4) % 8]!;
      const [va2, va1, vb1, vb2] = [
        pixelValue(a2),
        pixelValue(a1),
        pixelValue(b1),
        b2 < 0 ? Number.NaN : pixelValue(b2),
      ];
      const step = vb1 - va1 - (va1 - va2 + (vb2 - vb1)) / 2;
      if (!Number.isNaN(step)) steps.push(step);
    }
    if (steps.length === 0) return [];
    const step = median(steps);
    const spread = 1.4826 * median(steps.map((s) => Math.abs(s - step)));
    return [{ neighbour, seam: { step, spread, pixels: steps.length } }];
  });
}

function median(numbers: number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
