// What the apertures are laid on: the image and its companions, set before each call from
// JavaScript.

export let image: usize = 0;
export let width: i32 = 0;
export let height: i32 = 0;
/** one byte per pixel, not 0 = bad; address 0 = none */
export let mask: usize = 0;
/** int32 per pixel; address 0 = none */
export let segments: usize = 0;
/** float32 per pixel; address 0 = none, then `variance` holds everywhere */
export let errors: usize = 0;
/** the map holds variances, not rms */
export let errorsAreVariances: bool = false;
export let variance: f64 = 0;
/** e-/ADU; 0: no photon noise */
export let gain: f64 = 0;
/**
 * variance at which that gain holds; elsewhere it falls as the variance rises. 0: it holds
 * everywhere
 */
export let gainVariance: f64 = 0;

/** every pixel is known to be finite, and there is neither a mask nor a map of segments */
export let isWhole: bool = false;

export function setField(
  pixels: usize, columns: i32, rows: i32, bad: usize, segmentation: usize,
  errorMap: usize, mapOfVariances: bool, constantVariance: f64, electrons: f64, electronsAt: f64,
  whole: bool,
): void {
  image = pixels;
  width = columns;
  height = rows;
  mask = bad;
  segments = segmentation;
  errors = errorMap;
  errorsAreVariances = mapOfVariances;
  variance = constantVariance;
  gain = electrons;
  gainVariance = electronsAt;
  isWhole = whole && bad == 0 && segmentation == 0;
}

// @ts-ignore: decorator
@inline export function rowOf(j: i32): usize {
  return image + (<usize>j * <usize>width << 2);
}

// @ts-ignore: decorator
@inline export function isFinite64(value: f64): bool {
  return value - value == 0;
}

/** The pixel counts: it is good. */
export const GOOD: i32 = 0;
/** Its value is unknown (masked or not finite): sums are made up for it by area. */
export const MISSING: i32 = 1;
/** Another source's: left out without replacement. */
export const FOREIGN: i32 = 2;

/**
 * The kind of a pixel, for the source `id` of the segmentation map (id < 0: its own pixels alone
 * count). With a mask SEP makes up for foreign pixels as well; without one it does not.
 */
// @ts-ignore: decorator
@inline export function kindOf(index: usize, value: f32, id: i32): i32 {
  if (mask != 0 && load<u8>(mask + index) != 0) return MISSING;
  if (value - value != 0) return MISSING;
  if (segments != 0) {
    const other = load<i32>(segments + (index << 2));
    const foreign = id > 0 ? other != id && other != 0 : other != -id;
    if (foreign) return mask != 0 ? MISSING : FOREIGN;
  }
  return GOOD;
}

/** Variance of one pixel's background. */
// @ts-ignore: decorator
@inline export function varianceAt(index: usize): f64 {
  if (errors == 0) return variance;
  const error = <f64>load<f32>(errors + (index << 2));
  return errorsAreVariances ? error : error * error;
}
