import type { ToVectors } from '../hips/tile-pixels.ts';

/** A square of whole-number columns and rows whose positions are asked for together. */
export interface Square {
  readonly column: number;
  readonly row: number;
  readonly size: number;
  /** from its columns and rows to those of what is painted */
  readonly dx: number;
  readonly dy: number;
}

/**
 * A rectangle that is painted. It says where its pixels are on the sky; what paints it knows
 * nothing else of its grid. Columns and rows are whole numbers at the centres of pixels.
 */
export interface Surface {
  /** together they hold all pixels, perhaps some around them */
  readonly squares: readonly Square[];
  /** ICRS unit vectors of points; NaN where there is no sky */
  readonly toVectors: ToVectors;
  /** whether the derivatives of positions jump somewhere within a square */
  isBent(column: number, row: number, size: number): boolean;
}
