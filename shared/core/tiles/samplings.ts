import { addArea } from './area.ts';
import { addWeighted } from './bilinear.ts';
import { addLanczos3 } from './lanczos.ts';
import type { Sampler } from './pixel-rows.ts';

/** How a tile's pixel gets its value from an image. */
export type Sampling = 'bilinear' | 'lanczos3' | 'area';

interface Way {
  readonly add: Sampler;
  /** whether images without a weight map go through sky-wasm's kernel instead */
  readonly hasKernel: boolean;
  /** image pixels around a point (or a polygon) that it reads */
  readonly reach: number;
  /** whether it wants the corners of the tile's pixels instead of their centres */
  readonly corners: boolean;
}

/** The ways to sample an image. */
export const samplings: Readonly<Record<Sampling, Way>> = {
  bilinear: { add: addWeighted, hasKernel: true, reach: 1, corners: false },
  lanczos3: { add: addLanczos3, hasKernel: false, reach: 3, corners: false },
  area: { add: addArea, hasKernel: false, reach: 1, corners: true },
};
