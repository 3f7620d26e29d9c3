// A mesh of values as a map of all pixels, by bicubic spline. The mesh holds, for every node, its
// value and the second
// derivative along y (over 6); those along x are made row by row.
//
// SExtractor and SEP place the nodes at pixel (i + 1/2) cellWidth - 1/2 along x but (j + 1/2)
// cellHeight along y, and
// their splines are not quite natural ones: see secondDerivatives. Maps that are to agree with
// theirs must do the same.

import { scratchBytes } from "./memory";

@unmanaged
export class Mesh {
  values: usize;
  derivatives: usize;
  columns: i32;
  rows: i32;
  cellWidth: i32;
  cellHeight: i32;
}

/**
 * Second derivatives over 6 of a spline through n values that lie `step` bytes apart; `factors`
 * holds n float64. The back substitution of the tridiagonal system uses the derivative that was
 * already divided by 6: that is how both programs have it (found from their response to a single
 * high cell), and it makes their splines a little stiffer.
 */
function secondDerivatives(values: usize, out: usize, n: i32, step: usize, factors: usize): void {
  store<f64>(out, 0);
  if (n > 1) store<f64>(out + <usize>(n - 1) * step, 0);
  if (n < 3) return;
  store<f64>(factors, 0);
  for (let i = 1; i < n - 1; i++) {
    const at = <usize>i * step;
    const factor = -1 / (4 + load<f64>(factors + (<usize>(i - 1) << 3)));
    const bend = load<f64>(values + at + step) + load<f64>(values + at - step) - 2 * load<f64>(values + at);
    store<f64>(factors + (<usize>i << 3), factor);
    store<f64>(out + at, (load<f64>(out + at - step) - 6 * bend) * factor);
  }
  for (let i = n - 2; i > 0; i--) {
    const at = <usize>i * step;
    const factor = load<f64>(factors + (<usize>i << 3));
    store<f64>(out + at, (factor * load<f64>(out + at + step) + load<f64>(out + at)) / 6);
  }
}

export function newMesh(values: usize, columns: i32, rows: i32, cellWidth: i32, cellHeight: i32): Mesh {
  const mesh = changetype<Mesh>(scratchBytes(offsetof<Mesh>()));
  mesh.values = values;
  mesh.columns = columns;
  mesh.rows = rows;
  mesh.cellWidth = cellWidth;
  mesh.cellHeight = cellHeight;
  mesh.derivatives = scratchBytes(<u64>columns * rows * 8);
  const factors = scratchBytes(<u64>rows * 8);
  for (let i = 0; i < columns; i++) {
    const column = <usize>i << 3;
    secondDerivatives(values + column, mesh.derivatives + column, rows, <usize>columns << 3, factors);
  }
  return mesh;
}

/**
 * The spline along row y: values of its nodes and, behind them, their second derivatives. `nodes`
 * holds 3 columns float64.
 */
function rowSpline(mesh: Mesh, y: i32, nodes: usize): void {
  const columns = mesh.columns;
  const stride = <usize>columns << 3;
  const bends = nodes + stride;
  const factors = bends + stride;
  if (mesh.rows > 1) {
    const at = <f64>y / <f64>mesh.cellHeight - 0.5;
    const row = min(max(<i32>Math.floor(at), 0), mesh.rows - 2);
    const t = at - <f64>row;
    const s = 1 - t;
    const cubicS = s * s * s - s;
    const cubicT = t * t * t - t;
    for (let i = 0; i < columns; i++) {
      const node = mesh.values + <usize>row * stride + (<usize>i << 3);
      const bend = mesh.derivatives + <usize>row * stride + (<usize>i << 3);
      const value =
        s * load<f64>(node) + t * load<f64>(node + stride) +
        cubicS * load<f64>(bend) + cubicT * load<f64>(bend + stride);
      store<f64>(nodes + (<usize>i << 3), value);
    }
    secondDerivatives(nodes, bends, columns, 8, factors);
  } else {
    // with one row of cells both programs interpolate linearly along it
    memory.copy(nodes, mesh.values, stride);
    memory.fill(bends, 0, stride);
  }
}

/**
 * Values of row y of the map. `nodes` holds 3 columns float64; `out` has room for width float32.
 */
export function meshRow(mesh: Mesh, y: i32, width: i32, nodes: usize, out: usize): void {
  const columns = mesh.columns;
  const bends = nodes + (<usize>columns << 3);
  rowSpline(mesh, y, nodes);

  const step: f64 = 1 / <f64>mesh.cellWidth;
  const cell = <f64>mesh.cellWidth;
  const steps = f32x4.splat(<f32>step);
  let x = 0;
  for (let i = 0; i < max(columns - 1, 1); i++) {
    const end = i >= columns - 2 ? width : min(width, <i32>Math.ceil((<f64>i + 1.5) * cell - 0.5));
    const a = load<f64>(nodes + (<usize>i << 3));
    const b = columns > 1 ? load<f64>(nodes + (<usize>i << 3), 8) : a;
    const m = load<f64>(bends + (<usize>i << 3));
    const n = columns > 1 ? load<f64>(bends + (<usize>i << 3), 8) : 0;
    // a s + b t + (s^3 - s) m + (t^3 - t) n with s = 1 - t, in powers of t
    const c0 = f32x4.splat(<f32>a);
    const c1 = f32x4.splat(<f32>(b - a - 2 * m - n));
    const c2 = f32x4.splat(<f32>(3 * m));
    const c3 = f32x4.splat(<f32>(n - m));
    const from = (<f64>x + 0.5) * step - 0.5 - <f64>i;
    const starts = f32x4.splat(<f32>from);
    let at = f32x4(0, 1, 2, 3);
    const four = f32x4.splat(4);
    // the last vectors may write beyond `end`: the next segment writes over it, and the line has
    // room for 8 more
    for (; x < end; x += 8) {
      const next = f32x4.add(at, four);
      const t = f32x4.add(starts, f32x4.mul(at, steps));
      const u = f32x4.add(starts, f32x4.mul(next, steps));
      const cubicT = f32x4.add(c1, f32x4.mul(t, f32x4.add(c2, f32x4.mul(t, c3))));
      const cubicU = f32x4.add(c1, f32x4.mul(u, f32x4.add(c2, f32x4.mul(u, c3))));
      v128.store(out + (<usize>x << 2), f32x4.add(c0, f32x4.mul(t, cubicT)));
      v128.store(out + (<usize>x << 2), f32x4.add(c0, f32x4.mul(u, cubicU)), 16);
      at = f32x4.add(next, four);
    }
    x = end;
  }
}

/** Values of the map at `n` pixels: columns `xs` and rows `ys` (i32), into `out` (float64). */
export function meshAt(
  values: usize, columns: i32, rows: i32, cellWidth: i32, cellHeight: i32, n: u32, xs: usize, ys: usize, out: usize,
): void {
  const mesh = newMesh(values, columns, rows, cellWidth, cellHeight);
  const nodes = scratchBytes(<u64>columns * 24);
  const bends = nodes + (<usize>columns << 3);
  for (let k: u32 = 0; k < n; k++) {
    const offset = <usize>k << 2;
    rowSpline(mesh, load<i32>(ys + offset), nodes);
    const at = (<f64>load<i32>(xs + offset) + 0.5) / <f64>cellWidth - 0.5;
    const i = min(max(<i32>Math.floor(at), 0), max(columns - 2, 0));
    const left = nodes + (<usize>i << 3);
    const bend = bends + (<usize>i << 3);
    let value = load<f64>(left);
    if (columns > 1) {
      const t = at - <f64>i;
      const s = 1 - t;
      value =
        s * value + t * load<f64>(left, 8) + (s * s * s - s) * load<f64>(bend) + (t * t * t - t) * load<f64>(bend, 8);
    }
    store<f64>(out + (<usize>k << 3), value);
  }
}

/** Write the map to `out`, width x height float32. */
export function writeMesh(
  values: usize, columns: i32, rows: i32, cellWidth: i32, cellHeight: i32, width: i32, height: i32, out: usize,
): void {
  const mesh = newMesh(values, columns, rows, cellWidth, cellHeight);
  const work = scratchBytes(<u64>columns * 24);
  const line = scratchBytes(<u64>width * 4 + 32);
  for (let y = 0; y < height; y++) {
    meshRow(mesh, y, width, work, line);
    memory.copy(out + ((<usize>y * width) << 2), line, <usize>width << 2);
  }
}

/** Subtract the map from `data`, width x height float32, in place. */
export function subtractMesh(
  values: usize, columns: i32, rows: i32, cellWidth: i32, cellHeight: i32, width: i32, height: i32, data: usize,
): void {
  const mesh = newMesh(values, columns, rows, cellWidth, cellHeight);
  const work = scratchBytes(<u64>columns * 24);
  const line = scratchBytes(<u64>width * 4 + 32);
  const whole = width & ~3;
  for (let y = 0; y < height; y++) {
    meshRow(mesh, y, width, work, line);
    let from = line;
    let to = data + ((<usize>y * width) << 2);
    let x = 0;
    for (; x < whole; x += 4) {
      v128.store(to, f32x4.sub(v128.load(to), v128.load(from)));
      from += 16;
      to += 16;
    }
    for (; x < width; x++) {
      store<f32>(to, load<f32>(to) - load<f32>(from));
      from += 4;
      to += 4;
    }
  }
}
