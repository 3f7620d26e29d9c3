import { createImage, type Image, type Mask, maskPointer } from './image.ts';
import { type Kernel, normalized } from './kernel.ts';
import { float32At, kernels, scratch, withScratch } from './memory.ts';

/**
 * The image as `extract` filters it, in a new image: over the sum of the kernel's absolute values;
 * beyond the border, and where a pixel is masked or not finite, it counts as 0. Throws RangeError
 * on a mask of another size.
 */
export function convolve(image: Image, kernel: Kernel, mask?: Mask | Uint8Array): Image {
  const filtered = createImage(image.width, image.height);
  withScratch(() => {
    const weights = normalized(kernel);
    const masked = maskPointer(mask, image);
    const taps = scratch(weights.length * 4);
    float32At(taps, weights.length).set(weights);
    kernels().convolve(
      image.pointer,
      masked,
      image.width,
      image.height,
      taps,
      kernel.width,
      kernel.height,
      filtered.pointer,
    );
  });
  return filtered;
}
