import type { PolygonCoverage } from '../tiles/coverage.ts';
import type { Patch } from '../tiles/patch.ts';
import { PATCH } from '../tiles/patch.ts';
import type { PixelRows } from '../tiles/pixel-rows.ts';
import type { Polygon } from '../tiles/polygon.ts';

/** What one image has for the pixels of a patch, row by row. */
export interface Samples {
  /** NaN: nothing */
  readonly values: Float64Array;
  /** of the weight map there; 1 without a map */
  readonly weights: Float64Array;
  /** how much of the pixel is seen: 1, or a part of its area, or of drops */
  readonly shares: Float64Array;
  /** what values were multiplied by to conserve flux */
  factor: number;
}

/** Buffers for the samples of a patch. */
export const newSamples = (): Samples => ({
  values: new Float64Array(PATCH ** 2),
  weights: new Float64Array(PATCH ** 2),
  shares: new Float64Array(PATCH ** 2),
  factor: 1,
});

/** What samplers overwrite. */
export interface SamplingScratch {
  readonly kernels: readonly [Float64Array, Float64Array];
  readonly polygon: Polygon;
  readonly coverage: PolygonCoverage;
}

/** How images are sampled, beside the way itself. */
export interface SamplingOptions {
  /** side of a drop over that of its pixel, 0 to 1 */
  readonly pixfrac: number;
  /** whether pixels within one sample count by their weights */
  readonly isWeighted: boolean;
}

/** Fills `out` with what an image has at the points of a patch. */
export type PatchSampler = (
  source: PixelRows,
  patch: Patch,
  out: Samples,
  scratch: SamplingScratch,
  options: SamplingOptions,
) => void;

/** Image pixels: positions are known no better, and points this near to a centre are at it. */
const AT_CENTRE = 1e-6;

/**
 * A coordinate, on the centre of a pixel where it is as good as there: an image on its own grid
 * is copied, whatever its neighbours hold.
 */
export function snapped(x: number): number {
  const near = Math.floor(x + 0.5);
  return Math.abs(x - near) < AT_CENTRE ? near : x;
}
