import { sampleArea, sampleDrizzle } from './area.ts';
import { sampleBilinear } from './bilinear.ts';
import { sampleLanczos3 } from './lanczos.ts';
import type { PatchSampler } from './samples.ts';

/** How a pixel of a mosaic gets its value from an image. */
export type MosaicSampling = 'bilinear' | 'lanczos3' | 'area' | 'drizzle';

interface Way {
  readonly sample: PatchSampler;
  /** whether it wants the corners of pixels instead of their centres */
  readonly corners: boolean;
  /** whether an image has a sample of a pixel or none, never a part of one */
  readonly isWhole: boolean;
}

/** The ways to sample an image. */
export const mosaicSamplings: Readonly<Record<MosaicSampling, Way>> = {
  bilinear: { sample: sampleBilinear, corners: false, isWhole: true },
  lanczos3: { sample: sampleLanczos3, corners: false, isWhole: true },
  area: { sample: sampleArea, corners: true, isWhole: false },
  drizzle: { sample: sampleDrizzle, corners: true, isWhole: false },
};
