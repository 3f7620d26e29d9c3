/** Pixels on each side that an interpolation of less than a pixel needs beyond its image. */
export const SHIFT_MARGIN = 4;
/** A weight below it is a rounded zero. */
const LEAST_WEIGHT = 1e-9;

/**
 * An image of `width` × `height` float32 pixels, each interpolated `shift` (x, y; under a pixel)
 * beyond its own place, of `pixels` (row by row) that reach SHIFT_MARGIN farther on each side:
 * Lanczos-4 (Duchon 1979, J. Appl. Meteor. 18, 1016), weights adding up to 1. What would need a
 * pixel of the value `nothing` has none. SExtractor's manual names no kernel: this one is what its
 * VIGNET_SHIFT answers of designed images, to 1e-6 of the brightest pixel.
 */
export function shiftImage(
  pixels: Float32Array,
  [width, height]: readonly [number, number],
  [dx, dy]: readonly [number, number],
  nothing: number,
): Float32Array {
  const wide = width + 2 * SHIFT_MARGIN;
  const rows = new Float64Array(width * (height + 2 * SHIFT_MARGIN));
  const alongX = taps(dx);
  for (let j = 0; j < height + 2 * SHIFT_MARGIN; j++)
    for (let i = 0; i < width; i++)
      rows[j * width + i] = sum(pixels, j * wide + i, 1, alongX, nothing);
  const out = new Float32Array(width * height);
  const alongY = taps(dy);
  for (let at = 0; at < out.length; at++) out[at] = sum(rows, at, width, alongY, nothing);
  return out;
}

interface Tap {
  /** pixels from the first one of the margin */
  offset: number;
  weight: number;
}

/** What a place `shift` beyond a pixel is made of. */
function taps(shift: number): Tap[] {
  const kernel = Array.from({ length: 2 * SHIFT_MARGIN + 1 }, (_, offset) => {
    const t = Math.PI * (offset - SHIFT_MARGIN - shift);
    const isInside = Math.abs(t) < Math.PI * SHIFT_MARGIN;
    const lobe = (SHIFT_MARGIN * Math.sin(t) * Math.sin(t / SHIFT_MARGIN)) / t ** 2;
    return { offset, weight: t === 0 ? 1 : isInside ? lobe : 0 };
  });
  const whole = kernel.reduce((total, { weight }) => total + weight, 0);
  return kernel
    .map(({ offset, weight }) => ({ offset, weight: weight / whole }))
    .filter(({ weight }) => Math.abs(weight) > LEAST_WEIGHT);
}

/** The weighted sum of pixels `step` apart; `nothing` where one of them is. */
function sum(
  pixels: ArrayLike<number>,
  first: number,
  step: number,
  weighted: readonly Tap[],
  nothing: number,
): number {
  let total = 0;
  for (const { offset, weight } of weighted) {
    const value = pixels[first + offset * step]!;
    if (value === nothing) return nothing;
    total += weight * value;
  }
  return total;
}
