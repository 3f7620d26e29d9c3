import { type Image, Labels, type Mask, type Objects } from 'sep-wasm';
import { DataError } from '../core/errors.ts';
import type { Association } from '../core/source-extractor/associate.ts';
import type { ImageFacts } from '../core/source-extractor/source-table.ts';
import { ARCSEC_PER_DEGREE } from '../core/sphere/angle.ts';
import { parsePlainAxes } from '../core/wcs/plain-axes.ts';
import type { Field } from './fields/field.ts';
import { openFields } from './fields/open-fields.ts';
import { PlaneOwner } from './fields/plane-owner.ts';
import { findSources } from './find-sources.ts';
import { headerNumber, takenByBeginning } from './header-number.ts';
import type { MeasureInput } from './measure-image.ts';
import { missingInList, selectKnown } from './select-known.ts';
import type { SkyImage } from './sky-image.ts';
import { thresholdOf } from './thresholds.ts';

/**
 * What the measurements of one image share: each is computed when the first column asks for it,
 * once.
 */
export interface Scene {
  input: MeasureInput;
  /** where sources are found, and where they are measured; of one image the same */
  fields: { detection: Field; measurement: Field };
  /**
   * the measurement image's header and WCS, which also says where sources found in another image
   * are
   */
  sky: SkyImage;
  /** their pixels, the backgrounds off */
  detection: Image;
  measurement: Image;
  objects: Objects;
  rows: number;
  facts: ImageFacts;
  /** the measurement image as it was, where CHECKIMAGE_TYPE asks for IDENTICAL */
  identical: Float32Array | undefined;
  /** noise of the measurement image: its rms, or a map */
  noise: number | Image;
  /** pixels of the measurement image that are not measured; undefined: none */
  bad: Mask | undefined;
  /** e-/ADU of the measurement image; 0: without end */
  gain: number;
  /** rms at which that gain holds, with WEIGHT_GAIN; 0: it is the same everywhere */
  gainErr: number;
  /** the background mesh at pixels of the measurement image (columns and rows from 0) */
  backgroundAt(x: Int32Array, y: Int32Array): Float64Array;
  /** BACKGROUND: lines between the nodes of that mesh, at whole pixels next to places (from 0) */
  meshAt(x: Float64Array, y: Float64Array): Float64Array;
  /** what was taken off those pixels: the mesh, or BACK_VALUE */
  subtractedAt(x: Int32Array, y: Int32Array): Float64Array;
  /** what ASSOC_NAME says of each row; undefined where nothing is asked for */
  association: Association | undefined;
  /**
   * at each pixel 0, or 1 + the row of a source; numbers beyond `rows` are of sources that
   * ASSOCSELEC_TYPE does not keep, -1 is what is too small or too large for a source
   */
  segments: Labels;
  warnings: string[];
  /** keeps a plane until the scene is freed */
  hold<T extends { free(): void }>(plane: T): T;
  free(): void;
}

/** Takes the backgrounds off and finds the sources. Throws DataError. */
export function openScene(input: MeasureInput): Scene {
  const owner = new PlaneOwner();
  try {
    return sceneOf(input, owner);
  } catch (error) {
    owner.free();
    throw error;
  }
}

function sceneOf(input: MeasureInput, owner: PlaneOwner): Scene {
  const { configuration } = input;
  const sky = input.measurement ?? input.detection;
  const identical = configuration.CHECKIMAGE_TYPE.includes('IDENTICAL')
    ? sky.image.data.slice()
    : undefined;
  const fields = openFields(input, owner);
  const { detection, measurement } = fields;
  const levels = levelsOf(configuration, fields, sky);
  const { gain } = levels;
  if (configuration.DETECT_TYPE[0] === 'PHOTO') refuseLight(detection, configuration.MAG_GAMMA[0]!);
  const { width, height } = detection.image;
  const segments = owner.hold(new Labels(width, height));
  const found = findSources(input, detection, { threshold: levels.threshold, gain, segments });
  const { objects, association } = selectKnown(input, found, segments);
  const weightGain = configuration.WEIGHT_GAIN[0] && measurement.noise !== measurement.rms;
  return {
    input,
    fields,
    sky,
    detection: detection.image,
    measurement: measurement.image,
    objects,
    rows: objects.length,
    association,
    identical,
    noise: measurement.noise,
    bad: measurement.bad,
    gain,
    gainErr: weightGain ? measurement.rms : 0,
    facts: {
      width,
      height,
      ...levels,
      detected: objects.candidates.length,
      extracted: objects.length,
    },
    ...backgroundsOf(measurement),
    segments,
    warnings: [
      ...missingInList(input),
      ...noiseless(fields),
      ...takenByBeginning(sky, [...configuration.GAIN_KEY, ...configuration.SATUR_KEY]),
    ],
    hold: (plane) => owner.hold(plane),
    free: () => owner.free(),
  };
}

/** The rms that a mesh has which finds none: no measured one is just that. */
const NO_RMS = 1;

const noiseless = ({ detection }: Scene['fields']): string[] =>
  detection.background.globalrms === NO_RMS
    ? ['the image holds mainly constant data: its noise cannot be measured, and rms 1 is taken']
    : [];

/** Arcseconds of a pixel where neither PIXEL_SCALE nor a WCS says how many: a degree. */
const SCALE_OF_NOTHING = ARCSEC_PER_DEGREE;

/** Thresholds, gain, saturation and scale of an image. Throws DataError. */
function levelsOf(
  configuration: MeasureInput['configuration'],
  { detection, measurement }: Scene['fields'],
  sky: SkyImage,
): Omit<ImageFacts, 'width' | 'height' | 'detected' | 'extracted'> {
  const axes = sky.wcs ?? parsePlainAxes(sky.header);
  const pixelScale = configuration.PIXEL_SCALE[0]! || (axes?.pixelScale ?? 0);
  return {
    background: measurement.level,
    rms: measurement.rms,
    threshold: thresholdOf('DETECT_THRESH', configuration, detection.rms, pixelScale),
    analysisThreshold: thresholdOf('ANALYSIS_THRESH', configuration, measurement.rms, pixelScale),
    gain: headerNumber(sky, configuration.GAIN_KEY[0]!)?.value ?? configuration.GAIN[0]!,
    saturation:
      headerNumber(sky, configuration.SATUR_KEY[0]!)?.value ?? configuration.SATUR_LEVEL[0]!,
    pixelScale: pixelScale || SCALE_OF_NOTHING,
    weightScale: detection.weightScale,
  };
}

/** The background of the measurement image, as columns ask for it. */
function backgroundsOf({
  background,
  constantBackground,
}: Field): Pick<Scene, 'backgroundAt' | 'meshAt' | 'subtractedAt'> {
  const backgroundAt = (x: Int32Array, y: Int32Array) => background.at(x, y);
  return {
    backgroundAt,
    meshAt: (x, y) => background.nearLevels(x, y),
    subtractedAt:
      constantBackground === undefined
        ? backgroundAt
        : (x) => new Float64Array(x.length).fill(constantBackground),
  };
}

/** Densities over gamma of which powers of ten are no light any more: e to the 50. */
const MAX_DENSITY = 50 / Math.LN10;

/**
 * A linear image has densities that no plate has: three sigmas above its background count, as
 * SExtractor's refusals of made images say. Throws UnsupportedConfig.
 */
function refuseLight({ level, rms }: Field, gamma: number): void {
  if ((level + 3 * rms) / gamma <= MAX_DENSITY) return;
  throw new DataError(
    'UnsupportedConfig',
    `DETECT_TYPE PHOTO: a background of ${level} by MAG_GAMMA ${gamma} is no photographic density, which may reach ${MAX_DENSITY.toFixed(1)}: write DETECT_TYPE CCD`,
    { keyword: 'DETECT_TYPE' },
  );
}
