import { type BrickGrid, brickGrid } from './brick-grid.ts';
import { type CarGrid, carGrid } from './car-grid.ts';
import type { Grid } from './grid.ts';
import { type ImageGrid, imageGrid } from './image-grid.ts';

/** What a grid is made from: plain data. */
export type GridSpec = ImageGrid | CarGrid | BrickGrid;

/** The Galactic Plane Atlas: 90 × 11 tiles of 5° every 4°, |b| to 20° at their centres. */
export const galacticPlane: CarGrid = {
  kind: 'car',
  size: 5,
  step: 4,
  scale: 1,
  frame: 'galactic',
  latitudes: 20,
};

/** The grid that a description means. Throws RangeError, MalformedWcs, UnsupportedWcs. */
export function gridOf(spec: GridSpec): Grid {
  if (spec.kind === 'image') return imageGrid(spec);
  return spec.kind === 'car' ? carGrid(spec) : brickGrid(spec);
}
