import type { Circle } from '../sphere/circle.ts';
import type { ImageGeometry } from './block.ts';
import type { PixelRows } from './pixel-rows.ts';
import type { Sampling } from './samplings.ts';

/** An image that is to be added to the tiles of a plate. */
export interface WaitingImage {
  /** among the plate's images */
  readonly number: number;
  readonly geometry: ImageGeometry;
  /** around it */
  readonly circle: Circle;
  readonly source: PixelRows;
  readonly sampling: Sampling;
}
