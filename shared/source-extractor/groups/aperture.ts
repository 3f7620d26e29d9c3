import { sumCircle } from 'sep-wasm';
import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import type { Measure } from './measures.ts';

/** FLUX_APER and its kin: the first of PHOT_APERTURES, as many as are asked for. */
export const aperture: Measure = (scene, asked) => {
  const length = lengthOf(asked);
  const cells = makeCells(asked, scene.rows * length);
  const { x, y } = scene.objects;
  scene.input.configuration.PHOT_APERTURES.slice(0, length).forEach((diameter, k) => {
    const sums = sumCircle(scene.measurement, x, y, diameter / 2, { err: scene.noise, gain: scene.gain });
    const values = asked.parameter.name.startsWith('FLUXERR') ? sums.fluxerr : sums.flux;
    for (let row = 0; row < scene.rows; row++) cells[row * length + k] = values[row]!;
  });
  return cells;
};
