// Slow twins of the background kernels: the same rules, each step written out over all pixels.

/**
 * Level and scatter of a cell's good pixels, in float64; the histogram is gone through anew at
 * every pass.
 */
export function cellTwin(pixels: ArrayLike<number>): { level: number; scatter: number } {
  const all = Array.from(pixels).filter(Number.isFinite);
  return histogramTwin(all, all.filter(isNear(all)));
}

/** The same of a map beside an image, whose clip chooses, too. */
export function cellBesideTwin(
  map: readonly number[],
  image: readonly number[],
): { level: number; scatter: number } {
  const isNearInImage = isNear(image);
  const { mean, sigma } = moments(image.filter(isNearInImage));
  const isInRange = (k: number) => Math.abs(image[k]! - mean) <= 5 * sigma;
  const isNearInMap = isNear(map);
  return histogramTwin(
    map.filter((_, k) => isInRange(k)),
    map.filter((v, k) => isNearInMap(v) && isNearInImage(image[k]!)),
  );
}

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, sigma: Math.sqrt(square) };
};

/** The first clip. */
const isNear = (values: readonly number[]) => {
  const { mean, sigma } = moments(values);
  return (v: number) => Math.abs(v - mean) <= 2 * sigma;
};

/** Of the histogram of all, whose range those near its middle tell. */
function histogramTwin(all: readonly number[], near: readonly number[]) {
  const { mean, sigma } = moments(near);
  const bins = Math.floor(Math.min(Math.sqrt(2 / Math.PI) * 1.25 * near.length + 1, 4096));
  const step = Math.fround(sigma > 0 ? (10 * sigma) / bins : 1);
  const zero = Math.fround(mean - 5 * sigma);
  const offset = Math.fround(0.499999 - Math.fround(zero / step));
  const histogram = new Array<number>(bins).fill(0);
  for (const v of all) {
    const bin = Math.trunc(Math.fround(Math.fround(v / step) + offset));
    if (bin >= 0 && bin < bins) histogram[bin]!++;
  }
  let [low, high, before] = [0, bins - 1, 10 * bins];
  for (let pass = 0; ; pass++) {
    let [n, sum, square] = [0, 0, 0];
    for (let k = low; k <= high; k++) {
      n += histogram[k]!;
      sum += histogram[k]! * k;
      square += histogram[k]! * k * k;
    }
    const average = sum / n;
    const now = Math.sqrt(Math.max(square / n - average * average, 0));
    // from both ends, always on the side with fewer pixels, until the two meet
    let [left, right, below, above] = [low, high, 0, 0];
    while (left <= right) {
      if (below < above) below += histogram[left++]!;
      else above += histogram[right--]!;
    }
    const most = Math.max(histogram[right] ?? 0, histogram[left] ?? 0);
    const median = right + 0.5 + (most > 0 ? (above - below) / (2 * most) : 0);
    const mode =
      now > 0 && Math.abs(average - median) < 0.3 * now ? 2.5 * median - 1.5 * average : median;
    if (now < 0.1 || Math.abs(now / before - 1) < 1e-4 || pass === 99) {
      return { level: zero + mode * step, scatter: now * step };
    }
    before = now;
    const nearest = (v: number) => Math.trunc(v + 0.5 * Math.sign(v));
    low = Math.max(nearest(median - 3 * now), 0);
    high = Math.min(nearest(median + 3 * now), bins - 1);
  }
}

/**
 * Second derivatives over 6 at the nodes of a line, with the references' way to substitute back.
 */
function bends(values: number[]): number[] {
  const n = values.length;
  const factor = new Array<number>(n).fill(0);
  const right = new Array<number>(n).fill(0);
  const out = new Array<number>(n).fill(0);
  for (let i = 1; i < n - 1; i++) {
    factor[i] = -1 / (4 + factor[i - 1]!);
    right[i] =
      (right[i - 1]! - 6 * (values[i + 1]! + values[i - 1]! - 2 * values[i]!)) * factor[i]!;
  }
  for (let i = n - 2; i > 0; i--) out[i] = (factor[i]! * out[i + 1]! + right[i]!) / 6;
  return out;
}

function spline(values: number[], curve: number[], at: number): number {
  if (values.length === 1) return values[0]!;
  const i = Math.min(Math.max(Math.floor(at), 0), values.length - 2);
  const t = at - i;
  const s = 1 - t;
  return (
    s * values[i]! + t * values[i + 1]! + (s ** 3 - s) * curve[i]! + (t ** 3 - t) * curve[i + 1]!
  );
}

/** The value of the map at pixel x, y; `nodes[row][column]`. */
export function splineTwin(
  nodes: number[][],
  cellWidth: number,
  cellHeight: number,
  x: number,
  y: number,
): number {
  const line = nodes[0]!.map((_, column) => {
    const values = nodes.map((row) => row[column]!);
    return spline(values, bends(values), y / cellHeight - 0.5);
  });
  const curve = nodes.length > 1 ? bends(line) : line.map(() => 0);
  return spline(line, curve, (x + 0.5) / cellWidth - 0.5);
}
