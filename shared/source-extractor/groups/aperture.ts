import { sumCircle } from 'sep-wasm';
import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import { light } from '../measured/light.ts';
import { neighbourMask } from '../measured/neighbours.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { extractorMagnitude, extractorMagnitudeError } from './magnitudes.ts';
import type { Measure } from './measures.ts';

/** As many of PHOT_APERTURES as the columns ask for. */
export const apertures = once((scene: Scene) => {
  const { x, y } = scene.objects;
  const { image, ...noise } = light(scene);
  const column = scene.input.columns
    .filter(({ parameter }) => parameter.group === 'aperture')
    .map(lengthOf);
  return scene.input.configuration.PHOT_APERTURES.slice(0, Math.max(0, ...column)).map((diameter) =>
    sumCircle(image, x, y, diameter / 2, { ...noise, neighbours: neighbourMask(scene) }),
  );
});

/** FLUX_APER and its kin: the first of PHOT_APERTURES, as many as are asked for. */
export const aperture: Measure = (scene, column) => {
  const length = lengthOf(column);
  const cells = makeCells(column, scene.rows * length);
  const [zeroPoint] = scene.input.configuration.MAG_ZEROPOINT;
  const kind = column.parameter.name.split('_')[0];
  apertures(scene)
    .slice(0, length)
    .forEach(({ flux, fluxerr }, k) => {
      for (let row = 0; row < scene.rows; row++) {
        const [sum, error] = [flux[row]!, fluxerr[row]!];
        cells[row * length + k] =
          kind === 'FLUX'
            ? sum
            : kind === 'FLUXERR'
              ? error
              : kind === 'MAG'
                ? extractorMagnitude(sum, zeroPoint!)
                : extractorMagnitudeError(sum, error);
      }
    });
  return cells;
};
