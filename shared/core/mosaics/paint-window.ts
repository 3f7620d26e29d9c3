import type { Window } from '../grids/window.ts';
import { type Block, blocksOf, imageCircle } from '../tiles/block.ts';
import { type ImageToPaint, sourceOf } from '../tiles/paint.ts';
import type { PaintMemory } from '../tiles/paint-memory.ts';
import { type Patch, placePatch } from '../tiles/patch.ts';
import { forPatches, SAMPLE_MARGIN } from '../tiles/touched.ts';
import type { AddedImage, Coadder, PlacedSamples } from './coadder.ts';
import type { Samples, SamplingOptions } from './samples.ts';
import { type MosaicSampling, mosaicSamplings } from './samplings.ts';

/** A pixel of the mosaic that is this nearly as large as the image's is of its size. */
const SAME_AREA = 1e-6;

/** How images become samples. */
export interface PaintWay extends SamplingOptions {
  readonly sampling: MosaicSampling;
  /** whether values are per pixel and grow with its area */
  readonly conservesFlux: boolean;
}

/**
 * Adds an image to a window of a grid. Its `area` multiplies the pixels' area ratio where flux is
 * conserved. Answers whether it touches the window.
 */
export function paintWindow(
  window: Window,
  coadder: Coadder,
  image: ImageToPaint & { added: AddedImage; area?: number },
  { sampling, conservesFlux, ...options }: PaintWay,
  { memory, samples }: { memory: PaintMemory; samples: Samples },
): boolean {
  const { sample, corners } = mosaicSamplings[sampling];
  const source = sourceOf({ ...image, weight: 1 });
  const { patch, blockPoints } = memory;
  let isTouched = false;
  for (const block of blocksOf(window, image, imageCircle(image), SAMPLE_MARGIN, blockPoints)) {
    forPatches(patch, block, image, () => {
      const place = placeOn(window, block, patch);
      if (!place) return;
      isTouched = true;
      placePatch(patch, block, window, image.wcs, corners);
      sample(source, patch, samples, memory, options);
      multiply(samples, patch, conservesFlux ? areaOf(patch) * (image.area ?? 1) : 1);
      coadder.add(samples, place, image.added);
    });
  }
  return isTouched;
}

/** Where a square is on the canvas; undefined where it is not on it. */
export function placeOn(
  { width, height }: Window,
  { dx, dy }: Block,
  square: PlacedSamples,
): PlacedSamples | undefined {
  const [column, row] = [square.column + dx, square.row + dy];
  const isOn = column >= 0 && row >= 0 && column < width && row < height;
  return isOn ? { column, row, size: square.size } : undefined;
}

/** Image pixels in one of the patch's: the patch's area in the image over its number of pixels. */
export function areaOf({ x, y, points, area: known }: Patch): number {
  if (known !== undefined) return known;
  const [a, b] = [0, points - 1];
  const [c, d] = [points * (points - 1), points * points - 1];
  const area = Math.abs((x[d]! - x[a]!) * (y[c]! - y[b]!) - (x[c]! - x[b]!) * (y[d]! - y[a]!)) / 2;
  return area / (points - 1) ** 2;
}

/** What conserved flux is multiplied by. */
export const isOne = (factor: number): boolean => !(factor > 0) || Math.abs(factor - 1) < SAME_AREA;

function multiply(samples: Samples, { size }: Patch, factor: number): void {
  samples.factor = isOne(factor) ? 1 : factor;
  if (samples.factor === 1) return;
  const { values, weights } = samples;
  for (let k = 0; k < size * size; k++) {
    values[k] = values[k]! * factor;
    weights[k] = weights[k]! / factor ** 2;
  }
}
