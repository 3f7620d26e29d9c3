import { fluxRadius } from 'sep-wasm';
import { lengthOf } from '../../core/source-extractor/source-table.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { auto, REACH } from './ellipses.ts';
import { isPhotographic, light, plateScale } from './light.ts';
import { neighbourMask } from './neighbours.ts';

/**
 * Radius of the last ring of each growth curve, pixels: 6 a, or as many pixels as the first of
 * PHOT_AUTOAPERS (a diameter) has.
 */
export const curveReach = once(({ objects, input }: Scene) =>
  objects.a.map((axis) => Math.max(REACH * axis, input.configuration.PHOT_AUTOAPERS[0]!)),
);

/** The radius of half of the light, which windows follow whatever PHOT_FLUXFRAC says. */
const HALF = 0.5;

/**
 * Radii that hold parts of FLUX_AUTO, row after row: half of it, then each of PHOT_FLUXFRAC that is
 * asked for; one growth curve serves all. Of plates SExtractor counts the curve in units
 * of 10^(d / MAG_GAMMA) - 1 and the flux in intensities (found from its radii).
 */
export const radii = once((scene: Scene) => {
  const { x, y } = scene.objects;
  const asked = scene.input.columns
    .filter(({ parameter }) => parameter.group === 'radius')
    .map(lengthOf);
  const fractions = [
    HALF,
    ...scene.input.configuration.PHOT_FLUXFRAC.slice(0, Math.max(0, ...asked)),
  ];
  const unit = isPhotographic(scene) ? plateScale(scene) : 1;
  const { radius, flag } = fluxRadius(light(scene).image, x, y, curveReach(scene), fractions, {
    neighbours: neighbourMask(scene),
    normflux: auto(scene).flux.map((flux) => flux * unit),
    signed: true,
  });
  return { radius, flag, fractions: fractions.length };
});
