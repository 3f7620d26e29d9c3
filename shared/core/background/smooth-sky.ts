import { commonSlopes } from './common-slopes.ts';
import { curvatureOfOverlaps, type OwnSkies } from './overlap-curvature.ts';
import { SkyShapes } from './sky-shapes.ts';
import { hasSlopes } from './slopes.ts';

/** From so many images on, own skies themselves say better than overlaps what is the sky's. */
const MANY = 1000;
/** Of what few images' overlaps are asked for. */
const CUBIC = 3;

/**
 * Takes off the slopes of own skies what is not the images' but the sky's, smoothly curved over the
 * survey: of many images what is common to their own skies (`commonSlopes`), of few what overlaps
 * say (`curvatureOfOverlaps`). The weak word of overlaps does not serve many images: its error, of
 * the size of one overlap's slope, adds up from image to image to a wave over the whole survey.
 */
export function removeSmoothSky(skies: OwnSkies, globals: readonly Float64Array[]): void {
  const { own } = skies;
  if (own.length / 3 >= MANY) {
    const { shapes, amplitudes } = commonSlopes(own, globals);
    removeShapes(own, shapes, amplitudes);
  } else {
    const shapes = new SkyShapes(globals, CUBIC);
    removeShapes(own, shapes, curvatureOfOverlaps(skies, shapes));
  }
}

function removeShapes(own: Float64Array, shapes: SkyShapes, amplitudes: Float64Array): void {
  for (let image = 0; image < own.length / 3; image++) {
    if (!hasSlopes(own, image)) continue;
    const planes = shapes.at(image);
    for (let k = 0; k < shapes.count; k++) {
      for (let slope = 1; slope < 3; slope++) {
        const at = 3 * image + slope;
        own[at] = own[at]! - amplitudes[k]! * planes[3 * k + slope]!;
      }
    }
  }
}
