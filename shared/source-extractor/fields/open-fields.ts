import { Background, createImage, type Image } from 'sep-wasm';
import type { Configuration } from '../../core/source-extractor/keywords.ts';
import type { MeasureInput } from '../measure-image.ts';
import { badPixels, interpolate } from './bad-pixels.ts';
import type { Field } from './field.ts';
import type { PlaneOwner } from './plane-owner.ts';
import { type FieldSettings, settingsOf } from './settings.ts';
import { type MeshSettings, weightScale } from './weight-scale.ts';
import { ofBackground, readWeights, scaleNoise, type Weights } from './weights.ts';

/** An image whose background is known and still on. */
interface Stage {
  image: Image;
  settings: FieldSettings;
  weights: Weights | undefined;
  background: Background;
}

/**
 * The detection and the measurement image (of one image, with one kind of weights, the same field
 * twice): backgrounds measured and taken off, weights read, bad pixels filled, all in place. With
 * one WEIGHT_TYPE and one WEIGHT_IMAGE both have the weights of the detection image, be it its
 * BACKGROUND, whose WEIGHT_IMAGE is only counted. One image with two kinds of weights has one
 * background, that of the first, and of its bad pixels no values are filled. What `held` keeps must
 * live as long as the fields.
 */
export function openFields(
  input: MeasureInput,
  owner: PlaneOwner,
): { detection: Field; measurement: Field } {
  const { configuration } = input;
  const mesh = meshOf(configuration);
  const { image } = input.detection;
  const [map, otherMap = map] = input.weights;
  const { WEIGHT_TYPE, WEIGHT_IMAGE } = configuration;
  const [type, otherType = type] = WEIGHT_TYPE;
  const isDual = input.measurement !== undefined;
  const hasOwnWeights =
    otherType !== type ||
    otherMap !== map ||
    (isDual && (WEIGHT_TYPE.length > 1 || (type === 'BACKGROUND' && WEIGHT_IMAGE.length > 1)));
  const isBoth = !isDual && !hasOwnWeights;
  const copy = (plane: Image): Image =>
    owner.hold(createImage(plane.width, plane.height, plane.data.slice()));

  // copies come first: what follows changes pixels and weights in place
  const measured = isBoth ? undefined : (input.measurement?.image ?? copy(image));
  const measuredMap = hasOwnWeights && otherMap && otherMap === map ? copy(otherMap) : otherMap;

  const found = stage(image, settingsOf(configuration, 'detection', isBoth), map, mesh, owner);
  if (measured === undefined) {
    const field = finish(found, mesh, owner);
    return { detection: field, measurement: field };
  }
  const settings = settingsOf(configuration, 'measurement', false);
  if (hasOwnWeights) {
    const other = stage(measured, { ...settings, interpolation: 'NONE' }, measuredMap, mesh, owner);
    if (!isDual) {
      other.background = found.background;
      keepValues(found);
    }
    return { detection: finish(found, mesh, owner), measurement: finish(other, mesh, owner) };
  }
  const unseen = found.weights?.unseen;
  const background = new Background(measured, unseen ? { ...mesh, mask: unseen } : mesh);
  keepValues(found);
  const detection = finish(found, mesh, owner);
  const other = finish({ image: measured, settings, weights: undefined, background }, mesh, owner);
  const { weights } = found;
  const shared = weights && {
    noise: detection.noise,
    noiseLimit: detection.noiseLimit,
    bad: detection.bad,
    weightScale: detection.weightScale,
    rms: weights.isRelative && !settings.rescale ? other.rms / detection.weightScale : other.rms,
  };
  return { detection, measurement: { ...other, ...shared } };
}

/** Of bad pixels the noise alone is filled. */
function keepValues({ settings }: Stage): void {
  if (settings.interpolation === 'ALL') settings.interpolation = 'VAR_ONLY';
}

function meshOf({ BACK_SIZE, BACK_FILTERSIZE, BACK_FILTTHRESH }: Configuration): MeshSettings {
  const [bw = 64, bh = bw] = BACK_SIZE;
  const [fw = 3, fh = fw] = BACK_FILTERSIZE;
  return { bw, bh, fw, fh, fthresh: BACK_FILTTHRESH[0]!, doublesSingle: true };
}

function stage(
  image: Image,
  settings: FieldSettings,
  map: Image | undefined,
  mesh: MeshSettings,
  owner: PlaneOwner,
): Stage {
  if (settings.weightType === 'BACKGROUND') {
    const background = new Background(image, mesh);
    return {
      image,
      settings,
      weights: ofBackground(owner.hold(background.rms()), settings),
      background,
    };
  }
  const weights = map && readWeights(map, settings);
  if (weights?.unseen) owner.hold(weights.unseen);
  const background = new Background(
    image,
    weights?.unseen ? { ...mesh, mask: weights.unseen } : mesh,
  );
  return { image, settings, weights, background };
}

/** Takes the background off, scales the weights, finds the bad pixels and fills them. */
function finish(
  { image, settings, weights, background }: Stage,
  mesh: MeshSettings,
  owner: PlaneOwner,
): Field {
  const { constantBackground } = settings;
  // before the background goes: what is left in depends on it
  const scale = weights?.isRelative
    ? weightScale(image, weights.noise, weights.unseen, background, mesh)
    : 1;
  if (constantBackground === undefined) background.subtractFrom(image);
  else subtractConstant(image, constantBackground);
  const field = {
    image,
    background,
    constantBackground,
    level: constantBackground ?? background.globalback,
    rms: background.globalrms,
  };
  if (weights === undefined)
    return {
      ...field,
      isWhole: image.countBad() === 0,
      noise: field.rms,
      noiseLimit: Number.POSITIVE_INFINITY,
      bad: undefined,
      weightScale: 1,
    };
  const { noise, limit } = weights;
  if (settings.rescale) scaleNoise(noise, scale);
  const bad = badPixels(noise, limit);
  if (bad) interpolate(image, noise, owner.hold(bad), settings);
  const rms = settings.rescale ? field.rms : field.rms / scale;
  const isWhole = image.countBad() === 0;
  return { ...field, isWhole, rms, noise, noiseLimit: limit, bad, weightScale: scale };
}

function subtractConstant(image: Image, value: number): void {
  const pixels = image.data;
  for (let i = 0; i < pixels.length; i++) pixels[i]! -= value;
}
