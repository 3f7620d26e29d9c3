import { setImmediate } from 'node:timers/promises';
import {
  apertureFlagsToSExtractor,
  Background,
  extract,
  fluxRadius,
  type Image,
  type Objects,
  objectFlagsToSExtractor,
  percentiles,
  sumAuto,
  sumCircle,
  windowedPositions,
} from 'sep-wasm';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import type { LoadedPlanes } from './load-planes.ts';
import { weigh } from './weigh.ts';

/** Sources of one image as sep-wasm gives them. */
export interface MeasuredSources {
  objects: Objects;
  flux_aper: Float64Array;
  fluxerr_aper: Float64Array;
  flux_auto: Float64Array;
  fluxerr_auto: Float64Array;
  kron_radius: Float64Array;
  flux_radius: Float64Array;
  xwin: Float64Array;
  ywin: Float64Array;
  flags: Int16Array;
}

/** What sources of an image are measured against. */
export interface SkyAndNoise {
  /** what thresholds and errors are made of: standard deviations */
  err: number | Image;
  globalback: number;
  globalrms: number;
  /**
   * most pixels have one value: there is no noise to be measured, and Source Extractor warns too
   */
  isConstant: boolean;
  /** the background that was taken off these pixels (columns and rows) */
  backgroundAt(x: Int32Array, y: Int32Array): Float64Array;
}

/** Sources of one image, and what they were measured against. */
export type HduMeasurement = MeasuredSources & SkyAndNoise;

/** SExtractor's FLUX_RADIUS is looked for out to this many semi-major axes. */
const GROWTH_REACH = 6;

/**
 * The window of XWIN, YWIN follows the radius of this part of the light, whatever PHOT_FLUXFRAC
 * says.
 */
const HALF_OF_THE_LIGHT = 0.5;

/**
 * Find the sources of the image and measure them, with SExtractor's rules. The image loses its
 * background. Between the steps the process takes in what comes from the network meanwhile.
 */
export async function searchPlanes(
  planes: LoadedPlanes,
  parameters: DetectionParameters,
  gain: number,
): Promise<HduMeasurement> {
  const noise = await takeOffBackground(planes, parameters);
  return { ...(await measureSources(planes, noise.err, parameters, gain)), ...noise };
}

/** Takes its background off an image; answers that, and its noise. */
export async function takeOffBackground(
  planes: LoadedPlanes,
  parameters: DetectionParameters,
): Promise<SkyAndNoise> {
  const { image } = planes;
  const background = backgroundOf(planes, parameters);
  const { globalrms } = background;
  const isConstant = globalrms === RMS_OF_CONSTANT && isMainlyConstant(image);
  await setImmediate();
  const globalback = subtractBackground(background, image, parameters);

  const err = weigh(planes, background);
  await setImmediate();
  return {
    err,
    globalback,
    globalrms,
    isConstant,
    backgroundAt: (columns, rows) =>
      parameters.BACK_VALUE === null
        ? background.at(columns, rows)
        : new Float64Array(columns.length).fill(parameters.BACK_VALUE),
  };
}

/**
 * Finds the sources of an image without background and measures them, or those of the objects that
 * are `wanted`. `err`: as in a measurement.
 */
export async function measureSources(
  { image, mask }: Pick<LoadedPlanes, 'image' | 'mask'>,
  err: number | Image,
  parameters: DetectionParameters,
  gain: number,
  wanted: (found: Objects) => Objects = (found) => found,
): Promise<MeasuredSources> {
  const masked = mask ? { mask } : {};
  const found = extract(image, {
    ...masked,
    thresh: parameters.DETECT_THRESH,
    err,
    minarea: parameters.DETECT_MINAREA,
    filterKernel: parameters.FILTER,
    deblendNthresh: parameters.DEBLEND_NTHRESH,
    deblendCont: parameters.DEBLEND_MINCONT,
    clean: parameters.CLEAN_PARAM !== null,
    gain,
    cleanMerge: true,
    ...(parameters.CLEAN_PARAM === null ? {} : { cleanParam: parameters.CLEAN_PARAM }),
  });
  const objects = wanted(found);
  const { x, y, a } = objects;
  await setImmediate();
  const noise = { ...masked, err, gain };
  const aper = sumCircle(image, x, y, parameters.PHOT_APERTURES / 2, noise);
  const [factor, minRadius] = parameters.PHOT_AUTOPARAMS;
  const auto = sumAuto(image, objects, { ...noise, factor, minRadius });
  await setImmediate();
  const reach = a.map((major) => GROWTH_REACH * major);
  const radiusOf = (fraction: number) =>
    fluxRadius(image, x, y, reach, fraction, { ...masked, normflux: auto.flux });
  const growth = radiusOf(parameters.PHOT_FLUXFRAC);
  const halfLight =
    parameters.PHOT_FLUXFRAC === HALF_OF_THE_LIGHT ? growth : radiusOf(HALF_OF_THE_LIGHT);
  await setImmediate();
  const win = windowedPositions(image, objects, halfLight.radius, noise);

  return {
    objects,
    flux_aper: aper.flux,
    fluxerr_aper: aper.fluxerr,
    flux_auto: auto.flux,
    fluxerr_auto: auto.fluxerr,
    kron_radius: auto.kronRadius,
    flux_radius: growth.radius,
    xwin: win.x,
    ywin: win.y,
    flags: auto.flag.map(
      (flag, i) =>
        objectFlagsToSExtractor(objects.flag[i]!) |
        apertureFlagsToSExtractor(flag | growth.flag[i]! | win.flag[i]!),
    ),
  };
}

/** The rms that stands where there is none. */
const RMS_OF_CONSTANT = 1;

function isMainlyConstant(image: LoadedPlanes['image']): boolean {
  const [low, high] = percentiles(image, [30, 70]);
  return low === high;
}

/** The background of an image in the meshes that the parameters name. */
export function backgroundOf(
  { image, mask }: Pick<LoadedPlanes, 'image' | 'mask'>,
  { BACK_SIZE, BACK_FILTERSIZE, BACK_FILTTHRESH }: DetectionParameters,
): Background {
  const [bw, bh] = BACK_SIZE;
  const [fw, fh] = BACK_FILTERSIZE;
  return new Background(image, {
    ...(mask ? { mask } : {}),
    bw,
    bh,
    fw,
    fh,
    fthresh: BACK_FILTTHRESH,
  });
}

/** Takes it off the pixels, or the value that the parameters give. Answers its mean. */
export function subtractBackground(
  background: Background,
  image: LoadedPlanes['image'],
  { BACK_VALUE: value }: DetectionParameters,
): number {
  if (value === null) background.subtractFrom(image);
  else for (let i = 0; i < image.data.length; i++) image.data[i]! -= value;
  return value ?? background.globalback;
}
