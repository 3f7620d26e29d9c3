import { windowed } from '../measured/windowed.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { byName } from './by-name.ts';
import { ellipseColumns, framesAt } from './ellipse-columns.ts';
import { fourOf } from './magnitudes.ts';
import { placeColumns } from './place-columns.ts';

/** The isophotal value where the window's answer was not taken. */
function orIsophotal(scene: Scene, values: Float64Array, isophotal: Float64Array): Float64Array {
  const { lost } = windowed(scene);
  return values.map((value, row) => (lost[row] ? isophotal[row]! : value));
}

const moments = once((scene: Scene) => {
  const { x2, y2, xy } = windowed(scene);
  const { objects } = scene;
  return {
    x2: orIsophotal(scene, x2, objects.x2),
    y2: orIsophotal(scene, y2, objects.y2),
    xy: orIsophotal(scene, xy, objects.xy),
  };
});

const errors = once((scene: Scene) => {
  const { errx2, erry2, errxy } = windowed(scene);
  const { objects } = scene;
  return {
    x2: orIsophotal(scene, errx2, objects.errx2),
    y2: orIsophotal(scene, erry2, objects.erry2),
    xy: orIsophotal(scene, errxy, objects.errxy),
  };
});

const sums = once((scene: Scene) => {
  const { light, lightVariance } = windowed(scene);
  return { flux: light, fluxerr: lightVariance.map(Math.sqrt) };
});

const frames = framesAt(windowed);

/** The ratio of light to an error of 0, as SExtractor has it where no pixel is good. */
const NO_ERROR = 1e30;

/** What a Gaussian window measures. */
export const windowedColumns = byName({
  ...placeColumns('WIN', windowed),
  ...ellipseColumns('', 'WIN', moments, frames),
  ...ellipseColumns('ERR', 'WIN', errors, frames),
  ...fourOf('WIN', sums),
  SNR_WIN: (scene) => {
    const { flux, fluxerr } = sums(scene);
    return flux.map((value, row) => (fluxerr[row]! > 0 ? value / fluxerr[row]! : NO_ERROR));
  },
  NITER_WIN: (scene) => windowed(scene).steps,
  FLAGS_WIN: (scene) => windowed(scene).lost,
});
