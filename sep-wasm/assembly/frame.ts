// The image under detection and what belongs to it. Set once at the start of `extract`.

export let data: usize = 0;
/** One byte a pixel, not 0 for bad; 0 for no mask. */
export let mask: usize = 0;
export let width: i32 = 0;
export let height: i32 = 0;
/** The noise map (1 sigma), or 0: then `noise` is that of every pixel. */
export let noiseMap: usize = 0;
export let noise: f32 = 0;
/** Photon noise of a source: ADU^2 a count of its light, 1 / gain; 0 for none. */
export let photonVariance: f64 = 0;
/** Variance behind the errors of positions; NaN: that of each pixel. */
export let positionVariance: f64 = NaN;

// @ts-ignore: decorator
@inline const LARGEST: f32 = 3.4028235e38;

export function setFrame(d: usize, m: usize, w: i32, h: i32, map: usize, scalar: f32, gain: f64, forPositions: f64): void {
  data = d;
  mask = m;
  width = w;
  height = h;
  noiseMap = map;
  noise = scalar;
  photonVariance = gain > 0 ? 1 / gain : 0;
  positionVariance = forPositions;
}

/** Noise (1 sigma) of pixel x, y. */
// @ts-ignore: decorator
@inline export function noiseAt(x: i32, y: i32): f32 {
  return noiseMap ? load<f32>(noiseMap + ((<usize>y * width + x) << 2)) : noise;
}

/**
 * All bits set in the lanes of pixels x..x+3 of row y that cannot be used: masked, not finite, or
 * without noise > 0.
 */
// @ts-ignore: decorator
@inline export function badPixels(at: usize, v: v128): v128 {
  let good = f32x4.le(f32x4.abs(v), f32x4.splat(LARGEST));
  if (mask) {
    const bytes = v128.load32_zero(mask + at);
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    good = v128.and(good, i32x4.eq(wide, i32x4.splat(0)));
  }
  if (noiseMap) {
    const sigma = v128.load(noiseMap + (at << 2));
    good = v128.and(good, v128.and(f32x4.gt(sigma, f32x4.splat(0)), f32x4.le(sigma, f32x4.splat(LARGEST))));
  }
  return v128.not(good);
}

/** The same for one pixel. */
export function isBad(at: usize): bool {
  if (!(abs(load<f32>(data + (at << 2))) <= LARGEST)) return true;
  if (mask && load<u8>(mask + at)) return true;
  if (!noiseMap) return false;
  const sigma = load<f32>(noiseMap + (at << 2));
  return !(sigma > 0 && sigma <= LARGEST);
}
