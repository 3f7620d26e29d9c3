import type { BufferPool } from './buffer-pool.ts';

/** How the values of several images become one. */
export type Combine = 'mean' | 'weighted' | 'median' | 'clipped' | 'sum' | 'first' | 'min' | 'max';

/** What a mosaic, or a strip of it, holds for each pixel; row by row. */
export interface MosaicPlanes {
  /** NaN where no image has a value */
  readonly science: Float32Array;
  /** sum of the weights: 0 where no image has a value */
  readonly weight: Float32Array;
  /** how many images have a value, parts of pixels as parts */
  readonly coverage: Float32Array;
  /** σ of the value, where all images give their noise */
  readonly error?: Float32Array;
  /** bit i % 32 of plane ⌊i / 32⌋: image i has a value here */
  readonly context: readonly Uint32Array[];
}

/** Planes without any image, in memory of the buffer pool. */
export const emptyPlanes = (
  pixels: number,
  images: number,
  hasError: boolean,
  buffers: BufferPool,
): MosaicPlanes & { error?: Float32Array } => ({
  science: buffers.take('science', Float32Array, pixels).fill(Number.NaN),
  weight: buffers.take('weight', Float32Array, pixels),
  coverage: buffers.take('coverage', Float32Array, pixels),
  ...(hasError ? { error: buffers.take('error', Float32Array, pixels).fill(Number.NaN) } : {}),
  context: Array.from({ length: Math.ceil(images / 32) }, (_, k) =>
    buffers.take(`context${k}`, Uint32Array, pixels),
  ),
});
