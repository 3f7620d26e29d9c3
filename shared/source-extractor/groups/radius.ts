import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import { curveReach, radii } from '../measured/growth-curve.ts';
import type { Scene } from '../scene.ts';
import type { Measure } from './measures.ts';

/**
 * FLUX_RADIUS: the first of PHOT_FLUXFRAC, as many as are asked for; of a source without light 0,
 * or all that was searched where its pixels are NaN.
 */
export const radius: Measure = (scene, column) => {
  const length = lengthOf(column);
  const cells = makeCells(column, scene.rows * length);
  if (scene.rows === 0) return cells;
  const { radius: found, fractions } = radii(scene);
  const there = Math.min(length, fractions - 1);
  for (let row = 0; row < scene.rows; row++) {
    for (let k = 0; k < there; k++) {
      const value = found[row * fractions + 1 + k]!;
      cells[row * length + k] = Number.isNaN(value) ? reachOfNothing(scene, row) : value;
    }
  }
  return cells;
};

function reachOfNothing(scene: Scene, row: number): number {
  const { objects, measurement } = scene;
  const [x, y] = [Math.round(objects.x[row]!), Math.round(objects.y[row]!)];
  return Number.isNaN(measurement.data[y * measurement.width + x]!) ? curveReach(scene)[row]! : 0;
}
