import { medianOf, SIGMA_OF_MAD } from '../median.ts';
/**
 * Pixels along the border of two tiles: of the first the line one pixel inside and its edge, of the
 * second its edge and the line inside.
 */
export interface Border {
  inside: ArrayLike<number>;
  edge: ArrayLike<number>;
  otherEdge: ArrayLike<number>;
  otherInside: ArrayLike<number>;
}

/** How a border differs from what lies on both sides of it. */
export interface Seam {
  /** places along the border where all four pixels are finite */
  pixels: number;
  /** median |difference| across the border over that of neighbours inside: 1 without a seam */
  ratio: number;
  /**
   * median difference across the border beyond what the slopes on both sides make of it, in the
   * pixels' unit: 0 without a seam
   */
  step: number;
  /**
   * standard error of the step, if neighbouring pixels' noise is independent (resampling makes it
   * up to twice as large)
   */
  error: number;
}

/** Undefined when fewer than 16 places have data on both sides. */
export function seamOf({ inside, edge, otherEdge, otherInside }: Border): Seam | undefined {
  const across: number[] = [];
  const within: number[] = [];
  const beyond: number[] = [];
  for (let k = 0; k < edge.length; k++) {
    const step = otherEdge[k]! - edge[k]!;
    const before = edge[k]! - inside[k]!;
    const after = otherInside[k]! - otherEdge[k]!;
    const excess = step - (before + after) / 2;
    if (!Number.isFinite(excess)) continue;
    across.push(Math.abs(step));
    within.push(Math.abs(before), Math.abs(after));
    beyond.push(excess);
  }
  const pixels = across.length;
  if (pixels < 16) return undefined;
  const [outer, inner] = [medianOf(Float64Array.from(across)), medianOf(Float64Array.from(within))];
  const step = medianOf(Float64Array.from(beyond));
  // 1.4826 MAD is σ, and a median's error is √(π/2) that of a mean (normal noise).
  const sigma = SIGMA_OF_MAD * medianOf(Float64Array.from(beyond, (one) => Math.abs(one - step)));
  return {
    pixels,
    ratio: outer === inner ? 1 : outer / inner,
    step,
    error: sigma * Math.sqrt(Math.PI / 2 / pixels),
  };
}

/**
 * Whether a step is both beyond its noise (8 of the errors above) and of a size that matters:
 * `least`, such as one level of a picture.
 */
export const isVisible = ({ step, error }: Seam, least: number): boolean =>
  Math.abs(step) > 8 * error && Math.abs(step) >= least;
