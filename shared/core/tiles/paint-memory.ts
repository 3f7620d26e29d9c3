import { type BlockPoints, newBlockPoints } from './block.ts';
import { PolygonCoverage } from './coverage.ts';
import { newPatch, type Patch } from './patch.ts';
import { Polygon } from './polygon.ts';
import { SumsPool } from './sums-pool.ts';

/**
 * What painting overwrites again and again. It holds nothing between calls: one is enough for
 * plates painted one after the other.
 */
export interface PaintMemory {
  readonly patch: Patch;
  readonly blockPoints: BlockPoints;
  /** six weights of a Lanczos kernel along x, and along y */
  readonly kernels: readonly [Float64Array, Float64Array];
  readonly polygon: Polygon;
  readonly coverage: PolygonCoverage;
  readonly pool: SumsPool;
}

/** Buffers that painting uses again from image to image. */
export const newPaintMemory = (): PaintMemory => ({
  patch: newPatch(),
  blockPoints: newBlockPoints(),
  kernels: [new Float64Array(6), new Float64Array(6)],
  polygon: new Polygon(),
  coverage: new PolygonCoverage(),
  pool: new SumsPool(),
});
