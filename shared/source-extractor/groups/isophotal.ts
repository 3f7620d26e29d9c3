import { ARCSEC_PER_DEGREE } from '../../core/sphere/angle.ts';
import {
  analysisThresholds,
  corrected,
  isophotalLight,
  isophotalSums,
} from '../measured/isophotes.ts';
import { isPhotographic } from '../measured/light.ts';
import { pixelAreas, pixelScales } from '../measured/world.ts';
import type { Scene } from '../scene.ts';
import { byName, type ColumnValues } from './by-name.ts';
import { extractorMagnitude, fourOf } from './magnitudes.ts';

/** Magnitude per square arcsecond of pixels. */
const surfaceBrightness = (scene: Scene, values: Float64Array): Float64Array => {
  const scales = pixelScales(scene);
  return values.map((value, row) =>
    extractorMagnitude(value / scales[row]! ** 2, scene.input.configuration.MAG_ZEROPOINT[0]!),
  );
};

const onSky = (scene: Scene, areas: ArrayLike<number>): Float64Array =>
  pixelAreas(scene).map((area, row) => area * areas[row]!);

/** Pixels above the analysis threshold; of plates all that are a source's own (found by trying). */
const areaOf = (scene: Scene): ArrayLike<number> =>
  isPhotographic(scene) ? ownPixels(scene) : isophotalSums(scene).area;

/** Pixels of each source without those that cleaning gave it. */
function ownPixels({ objects, segments }: Scene): Int32Array {
  const areas = Int32Array.from(objects.npix);
  const numbers = segments.data;
  for (const place of objects.given ?? []) areas[numbers[place]! - 1]!--;
  return areas;
}

const levels = Object.fromEntries(
  Array.from({ length: 8 }, (_, level): [string, ColumnValues] => [
    `ISO${level}`,
    (scene) => isophotalSums(scene).areas[level]!,
  ]),
);

/** What the member pixels say. */
export const isophotal = byName({
  ...fourOf('ISO', isophotalLight),
  ...fourOf('ISOCOR', corrected),
  FLUX_MAX: (scene) => isophotalSums(scene).peak,
  THRESHOLD: ({ objects }) => objects.thresh,
  THRESHOLDMAX: ({ objects }) => objects.thresh,
  ISOAREA_IMAGE: (scene) => areaOf(scene),
  ISOAREAF_IMAGE: ({ objects }) => objects.npix,
  XMIN_IMAGE: ({ objects }) => objects.xmin.map((x) => x + 1),
  YMIN_IMAGE: ({ objects }) => objects.ymin.map((y) => y + 1),
  XMAX_IMAGE: ({ objects }) => objects.xmax.map((x) => x + 1),
  YMAX_IMAGE: ({ objects }) => objects.ymax.map((y) => y + 1),
  MU_THRESHOLD: (scene) => surfaceBrightness(scene, analysisThresholds(scene)),
  MU_MAX: (scene) => surfaceBrightness(scene, isophotalSums(scene).peak),
  ISOAREA_WORLD: (scene) => onSky(scene, areaOf(scene)),
  ISOAREAF_WORLD: (scene) => onSky(scene, scene.objects.npix),
  ...levels,
  FWHM_IMAGE: (scene) => isophotalSums(scene).fwhm,
  FWHM_WORLD: (scene) => {
    const scales = pixelScales(scene);
    return isophotalSums(scene).fwhm.map(
      (width, row) => (width * scales[row]!) / ARCSEC_PER_DEGREE,
    );
  },
});
