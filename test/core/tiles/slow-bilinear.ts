import { bilinearAt } from '../../../shared/core/tiles/bilinear.ts';
import { blocksOf, imageCircle } from '../../../shared/core/tiles/block.ts';
import { type ImageToPaint, sourceOf } from '../../../shared/core/tiles/paint.ts';
import { newPaintMemory } from '../../../shared/core/tiles/paint-memory.ts';
import { placePatch } from '../../../shared/core/tiles/patch.ts';
import { type PlateGrid, surfaceOf, tileAt } from '../../../shared/core/tiles/plate.ts';
import { forPatches } from '../../../shared/core/tiles/touched.ts';

/** The one tile of a plate, from images without weight maps, a point after the other. */
export function slowBilinear(grid: PlateGrid, images: readonly ImageToPaint[]): Float32Array {
  const { width } = grid;
  const values = new Float64Array(width * width);
  const weights = new Float32Array(width * width);
  const { patch, blockPoints } = newPaintMemory();
  const surface = surfaceOf(tileAt(grid, 0));
  for (const image of images) {
    const source = sourceOf(image);
    const { at, perX, perY } = source.plane;
    for (const block of blocksOf(surface, image, imageCircle(image), 1, blockPoints)) {
      forPatches(patch, block, image, () => {
        placePatch(patch, block, surface, image.wcs, false);
        for (let k = 0; k < patch.size ** 2; k++) {
          const [x, y] = [patch.x[k]!, patch.y[k]!];
          const value = bilinearAt(source, x, y);
          if (!Number.isFinite(value)) continue;
          const half = (x >= image.width - 1 ? 0.5 : 1) * (y >= image.height - 1 ? 0.5 : 1);
          const weight = source.weight * half;
          const row = patch.row + Math.floor(k / patch.size);
          const i = row * width + patch.column + (k % patch.size);
          values[i] = values[i]! + weight * (value - at - perX * x - perY * y);
          weights[i] = weights[i]! + weight;
        }
      });
    }
  }
  return Float32Array.from(values, (value, i) =>
    weights[i]! > 0 ? value / weights[i]! : Number.NaN,
  );
}
