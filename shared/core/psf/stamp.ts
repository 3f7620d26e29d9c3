import type { PsfModel } from './psf-model.ts';
import { splineSlopes, splineWeights } from './spline.ts';

/**
 * The pixels of an image that a star lights: values of the PSF and its derivatives by the star's
 * place, row by row.
 */
export interface Stamp {
  /** first column and row, and how many; may lie beyond the image */
  x0: number;
  y0: number;
  columns: number;
  rows: number;
  values: Float64Array;
  /** derivatives by the star's x and y, per pixel */
  slopesX: Float64Array;
  slopesY: Float64Array;
  /** weights of the spline's nodes along x and y, and their derivatives */
  readonly nodes: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
}

/** A stamp to be filled: large enough for a model. */
export function createStamp(radius: number): Stamp {
  const pixels = (2 * Math.ceil(radius) + 2) ** 2;
  return {
    ...{ x0: 0, y0: 0, columns: 0, rows: 0 },
    values: new Float64Array(pixels),
    slopesX: new Float64Array(pixels),
    slopesY: new Float64Array(pixels),
    nodes: [new Float64Array(4), new Float64Array(4), new Float64Array(4), new Float64Array(4)],
  };
}

/**
 * Fills the stamp of a star at (x, y), pixels from 0, within a radius of at most the model's. All
 * pixels have the same fraction between the nodes, as nodes to a pixel are a whole number.
 */
export function fillStamp(
  { side, oversampling }: Pick<PsfModel, 'side' | 'oversampling'>,
  coefficients: Float64Array,
  { x, y, radius }: { x: number; y: number; radius: number },
  stamp: Stamp,
  withSlopes: boolean,
): void {
  const half = (side - 1) / 2;
  const [x0, y0] = [Math.ceil(x - radius), Math.ceil(y - radius)];
  stamp.x0 = x0;
  stamp.y0 = y0;
  const columns = Math.floor(x + radius) - x0 + 1;
  const rows = Math.floor(y + radius) - y0 + 1;
  stamp.columns = columns;
  stamp.rows = rows;
  const u = (x0 - x) * oversampling + half;
  const v = (y0 - y) * oversampling + half;
  const [i0, j0] = [Math.floor(u), Math.floor(v)];
  const [wx, wy] = stamp.nodes;
  splineWeights(u - i0, wx);
  splineWeights(v - j0, wy);
  const { values } = stamp;
  const [a, b, c, d] = wx as unknown as [number, number, number, number];
  for (let row = 0; row < rows; row++) {
    const base = (j0 - 1 + row * oversampling) * side + i0 - 1;
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      let at = base + column * oversampling;
      for (let j = 0; j < 4; j++, at += side)
        sum +=
          wy[j]! *
          (a * coefficients[at]! +
            b * coefficients[at + 1]! +
            c * coefficients[at + 2]! +
            d * coefficients[at + 3]!);
      values[row * columns + column] = sum;
    }
  }
  if (withSlopes) fillSlopes(side, oversampling, coefficients, stamp, [i0, j0, u - i0, v - j0]);
}

/** The derivatives by the star's place: those by the pixel's place, turned about. */
function fillSlopes(
  side: number,
  oversampling: number,
  coefficients: Float64Array,
  { columns, rows, slopesX, slopesY, nodes }: Stamp,
  [i0, j0, tx, ty]: readonly [number, number, number, number],
): void {
  const [wx, wy, sx, sy] = nodes;
  splineSlopes(tx, sx);
  splineSlopes(ty, sy);
  for (let row = 0; row < rows; row++) {
    const base = (j0 - 1 + row * oversampling) * side + i0 - 1;
    for (let column = 0; column < columns; column++) {
      let [alongX, alongY] = [0, 0];
      let at = base + column * oversampling;
      for (let j = 0; j < 4; j++, at += side) {
        let [value, slope] = [0, 0];
        for (let i = 0; i < 4; i++) {
          const coefficient = coefficients[at + i]!;
          value += wx[i]! * coefficient;
          slope += sx[i]! * coefficient;
        }
        alongX += wy[j]! * slope;
        alongY += sy[j]! * value;
      }
      slopesX[row * columns + column] = -oversampling * alongX;
      slopesY[row * columns + column] = -oversampling * alongY;
    }
  }
}
