import type { BufferPool } from './buffer-pool.ts';
import type { PixelSets } from './sets.ts';

/** How the values of several images become one. */
export type Combine = 'mean' | 'weighted' | 'median' | 'clipped' | 'sum' | 'first' | 'min' | 'max';

/** What a mosaic, or a strip of it, holds for each pixel; row by row. */
export interface MosaicPlanes {
  /** NaN where no image has a value */
  readonly science: Float32Array;
  /** sum of the weights: 0 where no image has a value */
  readonly weight: Float32Array;
  /** how many images have a value; floats where parts of pixels count as parts */
  readonly coverage: Float32Array | Int32Array;
  /** σ of the value, where all images give their noise */
  readonly error?: Float32Array;
  /** bit i % 32 of plane ⌊i / 32⌋: image i has a value here */
  readonly context: readonly Uint32Array[];
}

/** The same of a mean of images that all count 1, the other planes by runs of pixels. */
export interface MeanPlanes {
  readonly science: Float32Array;
  /** of weight, coverage and each plane of context */
  readonly sets: PixelSets;
  /** memory that begins with `science`, in which all may become bytes */
  readonly room: Uint8Array<ArrayBuffer>;
}

/** What planes there are, and which type coverage has. */
export interface PlaneKinds {
  /** rows of the table of inputs */
  readonly images: number;
  /** whether all images give the noise of their pixels */
  readonly hasError: boolean;
  /** whether images cover pixels wholly or not at all */
  readonly isCounted: boolean;
  /** whether every image that has a value weighs 1 */
  readonly weighAlike: boolean;
}

/** BITPIX of a plane: as many images as a byte can count are counted in bytes. */
export function planeBits(
  name: string,
  { images, isCounted, weighAlike }: Omit<PlaneKinds, 'hasError'>,
): 8 | 32 | -32 {
  if (name.startsWith('CTX')) return 32;
  const isByte = isCounted && images < 256;
  if (name === 'COV') return isByte ? 8 : isCounted ? 32 : -32;
  return name === 'WHT' && weighAlike && isByte ? 8 : -32;
}

/** Planes without any image, in memory of the buffer pool. */
export const emptyPlanes = (
  pixels: number,
  { images, hasError, isCounted }: PlaneKinds,
  buffers: BufferPool,
): MosaicPlanes & { error?: Float32Array } => ({
  science: buffers.take('science', Float32Array, pixels).fill(Number.NaN),
  weight: buffers.take('weight', Float32Array, pixels),
  coverage: buffers.take<Float32Array | Int32Array>(
    'coverage',
    isCounted ? Int32Array : Float32Array,
    pixels,
  ),
  ...(hasError ? { error: buffers.take('error', Float32Array, pixels).fill(Number.NaN) } : {}),
  context: Array.from({ length: Math.ceil(images / 32) }, (_, k) =>
    buffers.take(`context${k}`, Uint32Array, pixels),
  ),
});
