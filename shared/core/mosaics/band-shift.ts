import { medianOf, SIGMA_OF_MAD } from '../median.ts';

/** Lags that are tried: pixels each way. */
const REACH = 4;
/** Half of the side of the squares whose mean is taken away: extended emission has no edges. */
const SMOOTH = 8;
/** Of fewer pixels nothing is said. */
const LEAST_PIXELS = 1000;

/** How an image lies against another one of the same pixels. */
export interface Shift {
  /** pixels by which what is seen in the first image lies further in the second */
  readonly dx: number;
  readonly dy: number;
  /** correlation coefficient there, 1 at most */
  readonly correlation: number;
}

/**
 * The shift between two images by the peak of the cross-correlation of their detail, to a fraction
 * of a pixel by a parabola along each axis. Bright pixels count by their logarithm, so that no
 * single star decides. Undefined where too few pixels have values in both, or one of them has no
 * detail.
 */
export function shiftBetween(
  one: Float32Array,
  other: Float32Array,
  width: number,
): Shift | undefined {
  const [a, b] = [detailOf(one, width), detailOf(other, width)];
  if (!a || !b) return undefined;
  const at = new Map<string, number>();
  const correlation = (dx: number, dy: number): number => {
    const key = `${dx},${dy}`;
    const found = at.get(key) ?? correlationAt(a, b, width, dx, dy);
    at.set(key, found);
    return found;
  };
  let best = { dx: 0, dy: 0, correlation: correlation(0, 0) };
  for (let dy = -REACH; dy <= REACH; dy++)
    for (let dx = -REACH; dx <= REACH; dx++) {
      const value = correlation(dx, dy);
      if (value > best.correlation) best = { dx, dy, correlation: value };
    }
  const { dx, dy } = best;
  return {
    dx: dx + peakOf(correlation(dx - 1, dy), best.correlation, correlation(dx + 1, dy)),
    dy: dy + peakOf(correlation(dx, dy - 1), best.correlation, correlation(dx, dy + 1)),
    correlation: best.correlation,
  };
}

/** Where the parabola through values at -1, 0 and 1, the middle one the largest, has its top. */
function peakOf(before: number, top: number, after: number): number {
  const bend = before - 2 * top + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}

/**
 * What stands above its surroundings, in units of the noise and as a logarithm; 0 without a value.
 */
function detailOf(pixels: Float32Array, width: number): Float64Array | undefined {
  const height = pixels.length / width;
  const means = boxMeans(pixels, width, height);
  const detail = Float64Array.from(pixels, (value, k) => value - means[k]!);
  const heights = detail.filter(Number.isFinite).map(Math.abs);
  if (heights.length < LEAST_PIXELS) return undefined;
  const sigma = SIGMA_OF_MAD * medianOf(heights);
  if (!(sigma > 0)) return undefined;
  return detail.map((value) =>
    Number.isFinite(value) ? Math.sign(value) * Math.log1p(Math.abs(value) / sigma) : 0,
  );
}

/** The mean of the values in the square around each pixel, by sums over rows and columns. */
function boxMeans(pixels: Float32Array, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  const counts = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = pixels[y * width + x]!;
      const isValue = Number.isFinite(value);
      const [k, left, below] = [
        (y + 1) * (width + 1) + x + 1,
        (y + 1) * (width + 1) + x,
        y * (width + 1) + x + 1,
      ];
      sums[k] = (isValue ? value : 0) + sums[left]! + sums[below]! - sums[below - 1]!;
      counts[k] = (isValue ? 1 : 0) + counts[left]! + counts[below]! - counts[below - 1]!;
    }
  return Float64Array.from(pixels, (_, k) => {
    const [x, y] = [k % width, Math.floor(k / width)];
    const [left, right] = [Math.max(0, x - SMOOTH), Math.min(width, x + SMOOTH + 1)];
    const [low, high] = [
      Math.max(0, y - SMOOTH) * (width + 1),
      Math.min(height, y + SMOOTH + 1) * (width + 1),
    ];
    const within = (values: Float64Array): number =>
      values[high + right]! - values[high + left]! - values[low + right]! + values[low + left]!;
    return within(sums) / within(counts);
  });
}

/** The correlation coefficient of pixels (x, y) of one and (x + dx, y + dy) of the other. */
function correlationAt(
  a: Float64Array,
  b: Float64Array,
  width: number,
  dx: number,
  dy: number,
): number {
  const height = a.length / width;
  let [product, squares, others] = [0, 0, 0];
  for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
    for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
      const p = a[y * width + x]!;
      const q = b[(y + dy) * width + x + dx]!;
      if (p === 0 || q === 0) continue;
      product += p * q;
      squares += p * p;
      others += q * q;
    }
  }
  return squares * others > 0 ? product / Math.sqrt(squares * others) : 0;
}
