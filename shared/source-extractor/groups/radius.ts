import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import { auto, REACH, radii } from '../measured/ellipses.ts';
import type { Measure } from './measures.ts';

/**
 * FLUX_RADIUS: the first of PHOT_FLUXFRAC, as many as are asked for; where there is no light, all
 * that was searched.
 */
export const radius: Measure = (scene, asked) => {
  const length = lengthOf(asked);
  const cells = makeCells(asked, scene.rows * length);
  const fractions = scene.input.configuration.PHOT_FLUXFRAC.slice(0, length);
  if (scene.rows === 0) return cells;
  const found = radii(scene, fractions).radius;
  const { flux } = auto(scene);
  for (let row = 0; row < scene.rows; row++) {
    for (let k = 0; k < fractions.length; k++)
      cells[row * length + k] =
        flux[row]! > 0 ? found[row * fractions.length + k]! : REACH * scene.objects.a[row]!;
  }
  return cells;
};
