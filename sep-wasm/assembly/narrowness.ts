// The variance of an object by its areas. A Gaussian's areas above two levels differ by 2 pi
// sigma^2 ln(level ratio), so
// that the area between the threshold and half way to the peak gives a sigma^2 that faint wings do
// not widen, as they
// do the moments. SExtractor and SEP use it where it is the smaller one, when they clean and when
// they share out blended
// pixels (found from designed objects and from how SEP shares pixels of real groups).

/**
 * The variance by areas over the product `ab` of the axes by moments, at most 1. `between` counts
 * the unfiltered pixels above `threshold` but not above half way to `peak`, which is the unfiltered
 * one.
 */
export function narrowness(ab: f64, threshold: f64, peak: f64, between: f64): f64 {
  const logarithm = Math.log(halfway(threshold, peak) / threshold);
  return logarithm > 0 ? min(1, max(between, 1) / (2 * Math.PI * ab * logarithm)) : 1;
}

// @ts-ignore: decorator
@inline export function halfway(threshold: f64, peak: f64): f64 {
  return 0.5 * (threshold + peak);
}

/**
 * What errors of a position get on top along both axes where the light is of one pixel, or of a row
 * of them: the variance of a place inside a pixel. `noise`: the pixels' variance over their light
 * squared.
 */
export function insidePixel(xx: f64, yy: f64, xy: f64, noise: f64): f64 {
  const least = noise / 12.0;
  return xx * yy - xy * xy < least * least ? least : 0;
}
