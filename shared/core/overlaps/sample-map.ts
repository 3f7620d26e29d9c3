import type { ImagePlace } from './image.ts';
import type { OverlapWindow } from './window.ts';

/**
 * How far, in pixels of j, an interpolated position may be from the true one: half-percent effects
 * on a star's flank.
 */
const TOLERANCE = 0.01;

/** log2 of the samples between two positions that are computed in full, at first. */
const COARSEST = 5;

/**
 * Positions in image j of every stride-th pixel of a window of image i, row after row. NaN where
 * there is none.
 */
export interface SampleMap {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The samples of a window and where they lie in j. Positions are computed on a coarse grid and
 * interpolated; cell centres are checked, and the grid is halved until they agree, in the end to
 * every sample.
 */
export function sampleMap(
  i: ImagePlace,
  j: ImagePlace,
  window: OverlapWindow,
  stride: number,
): SampleMap {
  const columns = Math.ceil((window.x1 - window.x0) / stride);
  const rows = Math.ceil((window.y1 - window.y0) / stride);
  const toJ = (x: Float64Array, y: Float64Array): void => {
    for (let k = 0; k < x.length; k++) {
      x[k] = window.x0 + x[k]! * stride;
      y[k] = window.y0 + y[k]! * stride;
    }
    i.wcs.pixelsToIcrs(x, y, x, y);
    j.wcs.icrsToPixels(x, y, x, y);
  };
  for (let level = COARSEST; level > 0; level--) {
    const cell = 2 ** level;
    const across = Math.ceil((columns - 1) / cell) || 1;
    const up = Math.ceil((rows - 1) / cell) || 1;
    if (across * up * 4 > columns * rows) continue;
    const nodes = positions(across + 1, up + 1, cell, 0, toJ);
    const centres = positions(across, up, cell, cell / 2, toJ);
    if (!agrees(nodes, centres)) continue;
    return interpolate(nodes, cell, columns, rows);
  }
  return positions(columns, rows, 1, 0, toJ);
}

function positions(
  columns: number,
  rows: number,
  cell: number,
  from: number,
  toJ: (x: Float64Array, y: Float64Array) => void,
): SampleMap {
  const x = new Float64Array(columns * rows);
  const y = new Float64Array(columns * rows);
  for (let row = 0, k = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, k++) {
      x[k] = from + column * cell;
      y[k] = from + row * cell;
    }
  }
  toJ(x, y);
  return { columns, rows, x, y };
}

/**
 * Whether the mean of each cell's corners is its centre. A cell that touches the end of a map has a
 * NaN and does not agree.
 */
function agrees(nodes: SampleMap, centres: SampleMap): boolean {
  for (let k = 0; k < centres.x.length; k++) {
    const corner = Math.floor(k / centres.columns) * nodes.columns + (k % centres.columns);
    const [p, q] = [corner + nodes.columns, corner + nodes.columns + 1];
    const x =
      (nodes.x[corner]! + nodes.x[corner + 1]! + nodes.x[p]! + nodes.x[q]!) / 4 - centres.x[k]!;
    const y =
      (nodes.y[corner]! + nodes.y[corner + 1]! + nodes.y[p]! + nodes.y[q]!) / 4 - centres.y[k]!;
    if (!(Math.abs(x) < TOLERANCE && Math.abs(y) < TOLERANCE)) return false;
  }
  return true;
}

function interpolate(nodes: SampleMap, cell: number, columns: number, rows: number): SampleMap {
  const x = new Float64Array(columns * rows);
  const y = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const below = Math.min(Math.floor(row / cell), nodes.rows - 2);
    const up = row / cell - below;
    for (let column = 0, node = 0; column < columns; column += cell, node++) {
      const k = below * nodes.columns + Math.min(node, nodes.columns - 2);
      const x0 = nodes.x[k]! + up * (nodes.x[k + nodes.columns]! - nodes.x[k]!);
      const x1 = nodes.x[k + 1]! + up * (nodes.x[k + nodes.columns + 1]! - nodes.x[k + 1]!);
      const y0 = nodes.y[k]! + up * (nodes.y[k + nodes.columns]! - nodes.y[k]!);
      const y1 = nodes.y[k + 1]! + up * (nodes.y[k + nodes.columns + 1]! - nodes.y[k + 1]!);
      const skipped = column - Math.min(node, nodes.columns - 2) * cell;
      const count = Math.min(cell, columns - column);
      for (let m = 0; m < count; m++) {
        const along = (skipped + m) / cell;
        x[row * columns + column + m] = x0 + along * (x1 - x0);
        y[row * columns + column + m] = y0 + along * (y1 - y0);
      }
    }
  }
  return { columns, rows, x, y };
}
