import type { ImagePlace } from './image.ts';
import type { OverlapWindow } from './window.ts';

/**
 * How far, in pixels of j, an interpolated position may be from the true one: half-percent effects
 * on a star's flank.
 */
const TOLERANCE = 0.01;

/** log2 of the samples between two positions that are computed in full, at first. */
const COARSEST = 5;

/** Positions in image j, row after row; NaN where there is none. */
export interface Positions {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Every stride-th pixel of a window of image i. */
export interface ThinWindow {
  readonly window: OverlapWindow;
  readonly stride: number;
  readonly columns: number;
  readonly rows: number;
}

/** Positions of some rows. */
interface SampleMap extends Positions {
  readonly columns: number;
  readonly rows: number;
}

/** A window's samples. */
export function thinWindow(window: OverlapWindow, stride: number): ThinWindow {
  const columns = Math.ceil((window.x1 - window.x0) / stride);
  const rows = Math.ceil((window.y1 - window.y0) / stride);
  return { window, stride, columns, rows };
}

/**
 * Puts where the samples of a window lie in j into `out`. Positions are computed on a coarse grid
 * and interpolated; cell centres are checked, and the grid is halved until they agree, in the end
 * to every sample.
 */
export function putPositions(
  i: ImagePlace,
  j: ImagePlace,
  { window, stride, columns, rows }: ThinWindow,
  out: Positions,
): void {
  const toJ = ({ x, y }: Positions): void => {
    for (let k = 0; k < x.length; k++) {
      x[k] = window.x0 + x[k]! * stride;
      y[k] = window.y0 + y[k]! * stride;
    }
    i.wcs.pixelsToIcrs(x, y, x, y);
    j.wcs.icrsToPixels(x, y, x, y);
  };
  const gridOf = (across: number, up: number, cell: number, from: number): SampleMap => {
    const grid = newMap(across, up);
    putGrid(grid, cell, from);
    toJ(grid);
    return grid;
  };
  for (let level = COARSEST; level > 0; level--) {
    const cell = 2 ** level;
    const across = Math.ceil((columns - 1) / cell) || 1;
    const up = Math.ceil((rows - 1) / cell) || 1;
    if (across * up * 4 > columns * rows) continue;
    const nodes = gridOf(across + 1, up + 1, cell, 0);
    if (!agrees(nodes, gridOf(across, up, cell, cell / 2))) continue;
    const map = { columns, rows, ...out };
    for (let row = 0; row < rows; row++) interpolateRow(nodes, cell, map, row);
    return;
  }
  putGrid({ columns, rows, ...out }, 1, 0);
  toJ(out);
}

const newMap = (columns: number, rows: number): SampleMap => ({
  columns,
  rows,
  x: new Float64Array(columns * rows),
  y: new Float64Array(columns * rows),
});

/** Columns and rows themselves. */
function putGrid({ columns, rows, x, y }: SampleMap, cell: number, from: number): void {
  for (let row = 0, k = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, k++) {
      x[k] = from + column * cell;
      y[k] = from + row * cell;
    }
  }
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

/** A row between nodes. */
function interpolateRow(nodes: SampleMap, cell: number, map: SampleMap, row: number): void {
  const { columns, x, y } = map;
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
    for (let m = 0, to = row * columns + column; m < count; m++, to++) {
      const along = (skipped + m) / cell;
      x[to] = x0 + along * (x1 - x0);
      y[to] = y0 + along * (y1 - y0);
    }
  }
}
