import { windowedPositions } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { radii } from './growth-curve.ts';
import { light } from './light.ts';
import { neighbourMask } from './neighbours.ts';

const halfLight = (scene: Scene): Float64Array => {
  const { radius, fractions } = radii(scene);
  return Float64Array.from({ length: scene.rows }, (_, row) => radius[row * fractions]!);
};

/** Windowed positions, moments and fluxes. */
export const windowed = once((scene: Scene) => {
  const { image, ...noise } = light(scene);
  return windowedPositions(image, scene.objects, halfLight(scene), {
    ...noise,
    neighbours: neighbourMask(scene),
  });
});
