import { windowedPositions } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { curveReach, radii } from './growth-curve.ts';
import { isPhotographic, windowLight } from './light.ts';
import { neighbourMask } from './neighbours.ts';

/**
 * The radius of half the light; of a source of negative light its size, out to the end of the
 * growth curve (found from FLUXERR_WIN).
 */
const halfLight = (scene: Scene): Float64Array => {
  const { radius, fractions } = radii(scene);
  return curveReach(scene).map((reach, row) => Math.min(Math.abs(radius[row * fractions]!), reach));
};

/** Windowed positions, moments and fluxes. */
export const windowed = once((scene: Scene) => {
  const { image, ...noise } = windowLight(scene);
  return windowedPositions(image, scene.objects, halfLight(scene), {
    ...noise,
    neighbours: { ...neighbourMask(scene), blank: isPhotographic(scene) ? 1 : 0 },
  });
});
