import { SampleSet } from '../../../sky-wasm/src/samples.ts';
import type { ImageRows } from './image.ts';
import { putPositions, type ThinWindow } from './sample-map.ts';

/** The samples that have a value in both images: i's pixels less j's, interpolated bilinearly. */
export function takeSamples(i: ImageRows, j: ImageRows, sampled: ThinWindow): SampleSet {
  const { window, stride, columns, rows } = sampled;
  const { x0, y0 } = window;
  const samples = new SampleSet(columns * rows);
  const { seen } = samples;
  const { x, y } = seen;
  putPositions(i, j, sampled, seen);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    const first = (y0 + row * stride - i.firstRow) * i.width + x0;
    putEvery(i.pixels, first, stride, seen.own.subarray(from, from + columns));
    putCorners(j, x, y, { from, end: from + columns }, seen.corners);
  }
  const place = (k: number, from: number, length: number) =>
    (from + k * stride - (length - 1) / 2) / length;
  samples.takeDifferences({
    us: Float64Array.from({ length: columns }, (_, k) => place(k, x0, i.width)),
    vs: Float64Array.from({ length: rows }, (_, k) => place(k, y0, i.height)),
    width: j.width,
    height: j.height,
  });
  return samples;
}

function putEvery(pixels: Float32Array, first: number, stride: number, out: Float32Array): void {
  for (let k = 0, at = first; k < out.length; k++, at += stride) out[k] = pixels[at]!;
}

/** Pixels: so far beside the outermost centres a place is at them, but for rounding. */
const EDGE = 1e-6;

/** A place between the first and the last centre of an axis; NaN outside. */
function within(at: number, last: number): number {
  if (at >= 0 && at <= last) return at;
  return at > -EDGE && at < last + EDGE ? Math.min(Math.max(at, 0), last) : Number.NaN;
}

/** The four pixels around each place; NaN for the first of them outside of the image. */
function putCorners(
  { width, height, pixels, firstRow }: ImageRows,
  x: Float64Array,
  y: Float64Array,
  { from, end }: { from: number; end: number },
  corners: Float32Array,
): void {
  for (let k = from, to = 4 * from; k < end; k++, to += 4) {
    const px = within(x[k]!, width - 1);
    const py = within(y[k]!, height - 1);
    if (!(px >= 0 && py >= 0)) {
      corners[to] = Number.NaN;
      continue;
    }
    x[k] = px;
    y[k] = py;
    const left = Math.floor(px);
    const below = Math.floor(py);
    const right = px > left ? 1 : 0;
    const up = py > below ? width : 0;
    const at = (below - firstRow) * width + left;
    corners[to] = pixels[at]!;
    corners[to + 1] = pixels[at + up]!;
    corners[to + 2] = pixels[at + right]!;
    corners[to + 3] = pixels[at + up + right]!;
  }
}
