import type { ImagePlace, RowRange } from './image.ts';

/** Cells along the longer side of the image that the search looks at. */
const CELLS = 48;

/**
 * The pixels of i that lie on j, as a rectangle, and the rows of j under them. Ends are exclusive.
 */
export interface OverlapWindow {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** pixels of i in the cells that touch j: the rectangle's, or fewer when j lies askew */
  readonly pixels: number;
  readonly rowsOfJ: RowRange;
}

/**
 * Where image j lies on image i, generously: a grid of i's pixels is looked up in j, and every cell
 * whose corners span a part of j counts. Cells that reach off either map do not. undefined without
 * overlap. Throws UnsupportedWcs (no way to ICRS).
 */
export function overlapWindow(i: ImagePlace, j: ImagePlace): OverlapWindow | undefined {
  const step = Math.max(4, Math.ceil(Math.max(i.width, i.height) / CELLS));
  const xs = nodes(i.width, step);
  const ys = nodes(i.height, step);
  const x = new Float64Array(xs.length * ys.length);
  const y = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) {
    x[k] = xs[k % xs.length]!;
    y[k] = ys[Math.floor(k / xs.length)]!;
  }
  i.wcs.pixelsToIcrs(x, y, x, y);
  j.wcs.icrsToPixels(x, y, x, y);

  let [x0, x1, y0, y1, pixels] = [i.width, 0, i.height, 0, 0];
  let [first, last] = [j.height, -1];
  for (let row = 0; row + 1 < ys.length; row++) {
    for (let column = 0; column + 1 < xs.length; column++) {
      const k = row * xs.length + column;
      const across = span(x, k, xs.length, j.width);
      const up = across && span(y, k, xs.length, j.height);
      if (!across || !up) continue;
      x0 = Math.min(x0, xs[column]!);
      x1 = Math.max(x1, xs[column + 1]! + 1);
      y0 = Math.min(y0, ys[row]!);
      y1 = Math.max(y1, ys[row + 1]! + 1);
      pixels += (xs[column + 1]! - xs[column]!) * (ys[row + 1]! - ys[row]!);
      first = Math.min(first, up[0]);
      last = Math.max(last, up[1]);
    }
  }
  if (last < first) return undefined;
  return { x0, x1, y0, y1, pixels, rowsOfJ: { first, count: last - first + 1 } };
}

/** 0, step, 2 step … and the last pixel. */
function nodes(length: number, step: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < length - 1; at += step) found.push(at);
  found.push(length - 1);
  // An image one pixel wide is one cell of no width.
  if (found.length === 1) found.push(length - 1);
  return found;
}

/**
 * The pixels of an axis that the four corners of a cell span, clipped to it; undefined when there
 * are none.
 */
function span(
  at: Float64Array,
  k: number,
  stride: number,
  length: number,
): [number, number] | undefined {
  const low = Math.min(at[k]!, at[k + 1]!, at[k + stride]!, at[k + stride + 1]!);
  const high = Math.max(at[k]!, at[k + 1]!, at[k + stride]!, at[k + stride + 1]!);
  // A cell's edges bulge: a sixteenth of it and a pixel, and the neighbours that interpolation
  // takes.
  const margin = (high - low) / 16 + 1;
  const from = Math.max(0, Math.floor(low - margin));
  const to = Math.min(length - 1, Math.ceil(high + margin));
  return from <= to ? [from, to] : undefined; // also where a corner is NaN
}
