/**
 * A border smaller than this part of the image, and images with less than this beside it, are left
 * alone.
 */
const MIN_BORDER = 0.01;
const MIN_REST = 0.1;
/**
 * Of what is not border, at most this much touches it: pixels of a picture hang together, counted
 * photons lie about in the zeros.
 */
const MAX_TOUCHING = 0.25;
/** Of the outermost pixels this many have the border's value. */
const MIN_EDGE = 0.05;

/**
 * A border's value that is not 0 lies this many times further beyond all others than those from
 * their mean: no step of whole numbers.
 */
const FAR = 3;

/** Pixels of one value that were taken for no data. */
export interface Blanked {
  readonly value: number;
  readonly count: number;
}

/** Makes NaN of every pixel of a value, compared as float32. Answers how many there were. */
export function blankValue(pixels: Float32Array, value: number): Blanked {
  const wanted = Math.fround(value);
  let count = 0;
  for (let k = 0; k < pixels.length; k++) {
    if (pixels[k] !== wanted) continue;
    pixels[k] = Number.NaN;
    count++;
  }
  return { value, count };
}

/** Makes NaN of every pixel whose mask is not 0. */
export function blankMasked(pixels: Float32Array, mask: Uint8Array): void {
  for (let k = 0; k < pixels.length; k++) if (mask[k] !== 0) pixels[k] = Number.NaN;
}

/**
 * Recognises the filled border of a mosaic, as drizzle and SWarp leave it: pixels of exactly one
 * value, 0 or one beyond all others, that hang together with the edge of the image. Makes NaN of
 * them. undefined where there is none: an image of counted photons, most of whose pixels are 0, has
 * pixels with a value all over its zeros.
 */
export function blankBorder(
  pixels: Float32Array,
  width: number,
  height: number,
): Blanked | undefined {
  const value = borderValue(pixels, width, height);
  if (value === undefined) return undefined;
  const border = connected(pixels, width, height, value);
  if (border.length < MIN_BORDER * pixels.length) return undefined;
  const isBorder = new Uint8Array(pixels.length);
  for (const k of border) isBorder[k] = 1;
  let [rest, touching, sum, least, most] = [
    0,
    0,
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let k = 0; k < pixels.length; k++) {
    const pixel = pixels[k]!;
    if (isBorder[k] === 1 || pixel - pixel !== 0) continue;
    rest++;
    sum += pixel;
    least = Math.min(least, pixel);
    most = Math.max(most, pixel);
    const x = k % width;
    const beside =
      (x > 0 && isBorder[k - 1] === 1) ||
      (x < width - 1 && isBorder[k + 1] === 1) ||
      isBorder[k - width] === 1 ||
      isBorder[k + width] === 1;
    if (beside) touching++;
  }
  if (rest < MIN_REST * pixels.length || touching > MAX_TOUCHING * rest) return undefined;
  const isFar =
    value < least
      ? least - value > FAR * (sum / rest - least)
      : value - most > FAR * (most - sum / rest);
  if (value !== 0 && !isFar) return undefined;
  for (const k of border) pixels[k] = Number.NaN;
  return { value, count: border.length };
}

/** What is to be said of them. */
export const blankedText = ({ value, count }: Blanked): string =>
  `a border of ${count} pixels that are exactly ${value} is taken for no data (--blank ${value} says so of all such pixels)`;

/**
 * The value that stands most often in the corners or is 0, where enough of the outermost pixels
 * have it.
 */
function borderValue(pixels: Float32Array, width: number, height: number): number | undefined {
  const edge = edgeOf(pixels, width, height);
  const corners = [0, width - 1, (height - 1) * width, height * width - 1].map((k) => pixels[k]!);
  const least = MIN_EDGE * edge.length;
  return [0, ...corners].find((value) => value - value === 0 && countOf(edge, value) >= least);
}

/** The outermost pixels; those of the corners twice. */
function edgeOf(pixels: Float32Array, width: number, height: number): Float32Array {
  const edge = new Float32Array(2 * (width + height));
  edge.set(pixels.subarray(0, width));
  edge.set(pixels.subarray((height - 1) * width, height * width), width);
  for (let y = 0, to = 2 * width; y < height; y++) {
    edge[to++] = pixels[y * width]!;
    edge[to++] = pixels[(y + 1) * width - 1]!;
  }
  return edge;
}

function countOf(values: Float32Array, value: number): number {
  let count = 0;
  // An iterator would make an object of each value where this has run but a few times.
  for (let k = 0; k < values.length; k++) if (values[k] === value) count++;
  return count;
}

/** The pixels of a value that hang together with the edge, by their four neighbours. */
function connected(pixels: Float32Array, width: number, height: number, value: number): Int32Array {
  const found = new Int32Array(pixels.length);
  const seen = new Uint8Array(pixels.length);
  let count = 0;
  const take = (k: number): void => {
    if (seen[k] === 1 || pixels[k] !== value) return;
    seen[k] = 1;
    found[count++] = k;
  };
  for (let x = 0; x < width; x++) {
    take(x);
    take((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    take(y * width);
    take((y + 1) * width - 1);
  }
  for (let head = 0; head < count; head++) {
    const k = found[head]!;
    const x = k % width;
    if (x > 0) take(k - 1);
    if (x < width - 1) take(k + 1);
    if (k >= width) take(k - width);
    if (k + width < pixels.length) take(k + width);
  }
  return found.subarray(0, count);
}
