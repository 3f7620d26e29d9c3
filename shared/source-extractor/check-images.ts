import { convolve, type Labels } from 'sep-wasm';
import type { Configuration } from '../core/source-extractor/keywords.ts';
import type { CheckImage } from '../core/source-extractor/source-table.ts';
import { drawApertures } from './draw-apertures.ts';
import type { Field } from './fields/field.ts';
import { ownLabels } from './measured/neighbours.ts';
import { withNoValues } from './no-values.ts';
import type { Scene } from './scene.ts';

type CheckImageType = Exclude<Configuration['CHECKIMAGE_TYPE'][number], 'NONE'>;

/** The images that CHECKIMAGE_TYPE asks for, in its order, without NONE. */
export function drawCheckImages(scene: Scene): CheckImage[] {
  const { width, height } = scene.facts;
  return scene.input.configuration.CHECKIMAGE_TYPE.flatMap((type, index) => {
    if (type === 'NONE') return [];
    if (type === 'MINIBACKGROUND' || type === 'MINIBACK_RMS')
      return [meshImage(scene, type, index)];
    return [{ index, width, height, pixels: draw[type](scene), binning: [1, 1] as const }];
  });
}

/**
 * The pixels of each type. Noise and what is filtered are of the detection image, all else of the
 * measurement image.
 */
const draw: Record<
  Exclude<CheckImageType, 'MINIBACKGROUND' | 'MINIBACK_RMS'>,
  (scene: Scene) => Float32Array | Int32Array
> = {
  IDENTICAL: ({ identical, measurement }) => identical ?? measurement.data.slice(),
  BACKGROUND: ({ fields: { measurement } }) => backgroundOf(measurement),
  BACKGROUND_RMS: ({ fields: { detection } }) => taken(detection.background.rms()),
  '-BACKGROUND': ({ measurement }) => measurement.data.slice(),
  FILTERED: ({ detection, fields, input: { filter, masked } }) =>
    filter === null
      ? detection.data.slice()
      : taken(withNoValues(fields.detection, masked, () => convolve(detection, filter))),
  OBJECTS: (scene) => partOf(scene, scene.segments, (number) => number > 0),
  '-OBJECTS': (scene) =>
    scene.input.configuration.MASK_TYPE[0] === 'NONE'
      ? scene.measurement.data.slice()
      : partOf(scene, ownLabels(scene), (number) => number === 0),
  SEGMENTATION: ({ segments, rows }) =>
    segments.data.map((number) => (number > rows ? 0 : Math.max(number, 0))),
  APERTURES: drawApertures,
};

function backgroundOf({ background, constantBackground, image }: Field): Float32Array {
  if (constantBackground === undefined) return taken(background.back());
  return new Float32Array(image.width * image.height).fill(constantBackground);
}

/** The pixels of an image that nothing else needs. */
function taken(image: { data: Float32Array; free(): void }): Float32Array {
  const pixels = image.data.slice();
  image.free();
  return pixels;
}

/** Pixels without background where the segments are as given, 0 elsewhere. */
function partOf(
  { measurement }: Scene,
  segments: Labels,
  isPart: (number: number) => boolean,
): Float32Array {
  const pixels = segments.data;
  return measurement.data.map((value, at) => (isPart(pixels[at]!) ? value : 0));
}

/** The mesh of the measurement image's background, a pixel a cell. */
function meshImage(
  { fields: { measurement } }: Scene,
  type: 'MINIBACKGROUND' | 'MINIBACK_RMS',
  index: number,
): CheckImage {
  const { background } = measurement;
  const { levels, scatters, bw, bh, width, height } = background;
  return {
    index,
    width: Math.ceil(width / bw),
    height: Math.ceil(height / bh),
    pixels: Float32Array.from(type === 'MINIBACKGROUND' ? levels : scatters),
    binning: [bw, bh],
  };
}
