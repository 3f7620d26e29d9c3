import type { Sums } from '../../../sky-wasm/src/tile-sums.ts';
import type { PaintMemory } from './paint-memory.ts';
import type { Patch } from './patch.ts';

/** Pixels that lie in memory: all of an image, or some of its rows. */
export interface PixelRows {
  /** of the image */
  readonly width: number;
  readonly height: number;
  /** rows [firstRow, firstRow + rows), NaN where there is no value */
  readonly pixels: Float32Array;
  readonly firstRow: number;
  readonly rows: number;
  /** of these pixels; without value or not above 0: the pixel counts as missing */
  readonly weightMap: Float32Array | undefined;
  /** of the image as a whole */
  readonly weight: number;
  /** to be subtracted: at + perX·x + perY·y, in pixel coordinates from 0 */
  readonly plane: { readonly at: number; readonly perX: number; readonly perY: number };
}

/**
 * Adds an image to the pixels of a patch. `isInside`: every point of the patch is within the
 * centres of the image's outermost pixels.
 */
export type Sampler = (
  source: PixelRows,
  patch: Patch,
  sums: Sums,
  isInside: boolean,
  memory: PaintMemory,
) => void;
