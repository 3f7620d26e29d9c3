import { sumCircle } from 'sep-wasm';
import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import { curveReach } from '../measured/growth-curve.ts';
import { isPhotographic, light as lightOf, plateScale } from '../measured/light.ts';
import { neighbourMask } from '../measured/neighbours.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { extractorMagnitude } from './magnitudes.ts';
import type { Measure } from './measures.ts';

/** Rings of a growth curve, between which it is a line. */
const RINGS = 64;

/** Sub-pixels per pixel and side, as in FLUX_RADIUS. */
const SUBPIX = 5;

/**
 * FLUX_GROWTH(n) and MAG_GROWTH(n): the light in n circles, the last of 6 `a` or the first of
 * PHOT_AUTOAPERS, without the local background; FLUX_GROWTHSTEP and MAG_GROWTHSTEP: the step of
 * their radii, pixels, 0 where the curve itself is not asked for.
 */
export const growth: Measure = (scene, column) => {
  const [kind] = column.parameter.name.split('_');
  const isStep = column.parameter.name.endsWith('STEP');
  const curve = isStep
    ? scene.input.columns.find(({ parameter }) => parameter.name === `${kind}_GROWTH`)
    : column;
  const length = lengthOf(column);
  const cells = makeCells(column, scene.rows * length);
  if (curve === undefined) return cells;
  if (isStep) return cells.map((_, row) => curveReach(scene)[row]! / lengthOf(curve));
  const zeroPoint = scene.input.configuration.MAG_ZEROPOINT[0]!;
  for (let k = 0; k < length; k++) {
    const place = ((k + 1) * RINGS) / length;
    const ring = Math.floor(place);
    const [inner, outer] = [lightWithin(scene, ring), lightWithin(scene, Math.ceil(place))];
    for (let row = 0; row < scene.rows; row++) {
      const flux = inner[row]! + (place - ring) * (outer[row]! - inner[row]!);
      cells[row * length + k] = kind === 'FLUX' ? flux : extractorMagnitude(flux, zeroPoint);
    }
  }
  return cells;
};

/** The light inside rings of the curves of all sources, each summed once. */
const rings = once((_: Scene) => new Map<number, Float64Array>());

/** The light inside a ring of the curve of each source. */
function lightWithin(scene: Scene, ring: number): Float64Array {
  const known = rings(scene);
  const before = known.get(ring);
  if (before) return before;
  const { x, y } = scene.objects;
  const radii = curveReach(scene).map((reach) => (reach * ring) / RINGS);
  const { levels: _, ...hidden } = neighbourMask(scene);
  const options = { neighbours: hidden, subpix: SUBPIX };
  const { flux: light } = sumCircle(lightOf(scene).image, x, y, radii, options);
  // of plates in units of 10^(d / MAG_GAMMA) - 1, as the curve of FLUX_RADIUS is
  const flux = isPhotographic(scene) ? light.map((sum) => sum / plateScale(scene)) : light;
  known.set(ring, flux);
  return flux;
}
