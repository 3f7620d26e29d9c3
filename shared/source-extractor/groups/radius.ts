import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import { REACH, radii } from '../measured/ellipses.ts';
import type { Measure } from './measures.ts';

/**
 * FLUX_RADIUS: the first of PHOT_FLUXFRAC, as many as are asked for; all that was searched where no
 * pixel has a value.
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
      cells[row * length + k] = Number.isNaN(value) ? REACH * scene.objects.a[row]! : value;
    }
  }
  return cells;
};
