import type { NodeWindow, PsfModel } from './psf-model.ts';
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
  /** the second of the four nodes about the first pixel, along x and y */
  readonly node: [number, number];
  /** weights of the four nodes along x and y, and their derivatives by the star's place */
  readonly weights: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  /** the spline and its derivative by x at each column, a row for each row of nodes */
  readonly lines: readonly [Float64Array, Float64Array];
}

/** How fine the nodes of a PSF are, and how many along an axis. */
type Nodes = Pick<PsfModel, 'side' | 'oversampling'>;

/** Pixels of an image: the first column and row, and how many; may lie beyond it. */
export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly columns: number;
  readonly rows: number;
}

/** The pixels within a radius of a star along both axes; pixels count from 0. */
export function boxAbout(x: number, y: number, radius: number): PixelBox {
  const [x0, y0] = [Math.ceil(x - radius), Math.ceil(y - radius)];
  const columns = Math.floor(x + radius) - x0 + 1;
  return { x0, y0, columns, rows: Math.floor(y + radius) - y0 + 1 };
}

/** A star's place, pixels from 0, and the pixels that are looked at: none beyond the model. */
export interface StarInBox extends PixelBox {
  readonly x: number;
  readonly y: number;
}

/** A stamp to be filled: large enough for a radius, pixels, and so many nodes to a pixel. */
export function createStamp(radius: number, oversampling: number): Stamp {
  const across = 2 * Math.ceil(radius) + 2;
  const pixels = across ** 2;
  const nodes = across * (across * oversampling + 4);
  const four = () => new Float64Array(4);
  return {
    ...{ x0: 0, y0: 0, columns: 0, rows: 0, node: [0, 0] },
    values: new Float64Array(pixels),
    slopesX: new Float64Array(pixels),
    slopesY: new Float64Array(pixels),
    weights: [four(), four(), four(), four()],
    lines: [new Float64Array(nodes), new Float64Array(nodes)],
  };
}

/**
 * Lays the stamp on the pixels about a star; answers the nodes that it looks at. All pixels have
 * the same fraction between the nodes, as nodes to a pixel are a whole number.
 */
export function placeStamp(
  { side, oversampling }: Nodes,
  { x, y, x0, y0, columns, rows }: StarInBox,
  stamp: Stamp,
): NodeWindow {
  const half = (side - 1) / 2;
  stamp.x0 = x0;
  stamp.y0 = y0;
  stamp.columns = columns;
  stamp.rows = rows;
  const u = (x0 - x) * oversampling + half;
  const v = (y0 - y) * oversampling + half;
  const [i, j] = [Math.floor(u), Math.floor(v)];
  stamp.node[0] = i;
  stamp.node[1] = j;
  const [wx, wy, sx, sy] = stamp.weights;
  splineWeights(u - i, wx);
  splineWeights(v - j, wy);
  splineSlopes(u - i, sx);
  splineSlopes(v - j, sy);
  // those by the pixel's place between the nodes, turned about
  for (let k = 0; k < 4; k++) {
    sx[k]! *= -oversampling;
    sy[k]! *= -oversampling;
  }
  return {
    column: i - 1,
    row: j - 1,
    columns: (stamp.columns - 1) * oversampling + 4,
    rows: (stamp.rows - 1) * oversampling + 4,
  };
}

/** Fills a stamp that was laid about a star with the PSF of these coefficients. */
export function fillStamp(
  nodes: Nodes,
  coefficients: Float64Array,
  stamp: Stamp,
  withSlopes: boolean,
): void {
  const [wx, wy, sx, sy] = stamp.weights;
  const [line, slopes] = stamp.lines;
  sumAlong(nodes, coefficients, stamp, wx, line);
  sumAcross(nodes, line, stamp, wy, stamp.values);
  if (!withSlopes) return;
  sumAcross(nodes, line, stamp, sy, stamp.slopesY);
  sumAlong(nodes, coefficients, stamp, sx, slopes);
  sumAcross(nodes, slopes, stamp, wy, stamp.slopesX);
}

/** Of each row of nodes, the sum of four at each column. */
function sumAlong(
  { side, oversampling }: Nodes,
  coefficients: Float64Array,
  { node, columns, rows }: Stamp,
  weights: Float64Array,
  lines: Float64Array,
): void {
  const [a, b, c, d] = weights as unknown as [number, number, number, number];
  const first = (node[1] - 1) * side + node[0] - 1;
  const count = (rows - 1) * oversampling + 4;
  let to = 0;
  for (let j = 0; j < count; j++) {
    let at = first + j * side;
    for (let column = 0; column < columns; column++, at += oversampling)
      lines[to++] =
        a * coefficients[at]! +
        b * coefficients[at + 1]! +
        c * coefficients[at + 2]! +
        d * coefficients[at + 3]!;
  }
}

/** Of each pixel, the sum of four of its column's sums. */
function sumAcross(
  { oversampling }: Nodes,
  lines: Float64Array,
  { columns, rows }: Stamp,
  weights: Float64Array,
  out: Float64Array,
): void {
  const [a, b, c, d] = weights as unknown as [number, number, number, number];
  let to = 0;
  for (let row = 0; row < rows; row++) {
    let at = row * oversampling * columns;
    for (let column = 0; column < columns; column++, at++)
      out[to++] =
        a * lines[at]! +
        b * lines[at + columns]! +
        c * lines[at + 2 * columns]! +
        d * lines[at + 3 * columns]!;
  }
}

/**
 * The transpose of `fillStamp`: adds the stamp's values, each by its weights, to the nodes that it
 * looks at.
 */
export function scatterStamp({ side, oversampling }: Nodes, stamp: Stamp, out: Float64Array): void {
  const { node, columns, rows, values, weights, lines } = stamp;
  const [wx, wy] = weights;
  const [line] = lines;
  const count = (rows - 1) * oversampling + 4;
  line.fill(0, 0, count * columns);
  let from = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const value = values[from++]!;
      const at = row * oversampling * columns + column;
      for (let k = 0; k < 4; k++) line[at + k * columns]! += wy[k]! * value;
    }
  from = 0;
  for (let j = 0; j < count; j++) {
    let at = (node[1] - 1 + j) * side + node[0] - 1;
    for (let column = 0; column < columns; column++, at += oversampling) {
      const value = line[from++]!;
      for (let k = 0; k < 4; k++) out[at + k]! += wx[k]! * value;
    }
  }
}
