/**
 * Source extraction and photometry of images, as Source Extractor and SEP have it. Pixels are
 * float32, row after row; positions count from 0 at the centre of the first pixel, angles are
 * radians from the x axis towards the y axis.
 *
 * @module sep-wasm
 */
export { Background, type BackgroundOptions } from './background.ts';
export { convolve } from './convolve.ts';
export { type ExtractOptions, extract } from './extract.ts';
export { createImage, createLabels, createMask, Image, Labels, Mask } from './image.ts';
export { defaultKernel, type Kernel } from './kernel.ts';
export { loadSep, OutOfMemory } from './memory.ts';
export {
  type Candidates,
  OBJ_MERGED,
  OBJ_SINGU,
  OBJ_TRUNC,
  type Objects,
  objectFlagsToSExtractor,
} from './objects.ts';
export * from './photometry/index.ts';
export { percentiles, reduce } from './picture.ts';
