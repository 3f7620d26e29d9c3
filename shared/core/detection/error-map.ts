import type { NoiseKind } from '../planes/roles.ts';

/**
 * An rms of this and more says that a pixel was not seen (SExtractor's limit is 1e30 on the
 * variance).
 */
const UNSEEN = 1e15;
/** Values of a plane of noise that say that a pixel was seen lie between these. */
const seen: Readonly<Record<NoiseKind, readonly [number, number]>> = {
  error: [0, UNSEEN],
  variance: [0, UNSEEN ** 2],
  'inverse variance': [UNSEEN ** -2, Number.POSITIVE_INFINITY],
  'inverse error': [1 / UNSEEN, Number.POSITIVE_INFINITY],
  weight: [UNSEEN ** -2, Number.POSITIVE_INFINITY],
};
/** The largest weight: sums of so many still fit float32. */
const MAX_ERROR = 2 ** 120;

/**
 * Bad pixels of an error map go into the mask (1 = bad), and are NaN in the map. In place; no copy.
 */
export function maskBadErrors(error: Float32Array, mask: Uint8Array): void {
  for (let i = 0; i < error.length; i++) {
    if (error[i]! > 0 && error[i]! < UNSEEN) continue;
    error[i] = Number.NaN;
    mask[i] = 1;
  }
}

/**
 * A plane of noise becomes one of standard deviations, in place; NaN where it says that there is
 * none.
 */
export function noiseToError(noise: Float32Array, kind: NoiseKind): void {
  if (kind === 'error') return;
  const root = kind === 'variance' || kind === 'inverse variance' || kind === 'weight';
  const inverse = kind !== 'variance';
  for (let i = 0; i < noise.length; i++) {
    const value = root ? Math.sqrt(noise[i]!) : noise[i]!;
    noise[i] = !(noise[i]! > 0) ? Number.NaN : inverse ? 1 / value : value;
  }
}

/**
 * A plane of noise becomes one of weights in a mean of pixels times `factor`, in place: inverse
 * variances, or the weights as they are; 0 where there is none.
 */
export function noiseToWeight(noise: Float32Array, kind: NoiseKind, factor = 1): void {
  const unit = kind === 'weight' ? 1 : factor * factor;
  const [least, most] = seen[kind];
  for (let i = 0; i < noise.length; i++) {
    const value = noise[i]!;
    const isSeen = value > least && value < most;
    noise[i] = isSeen ? Math.min(weightOf(value, kind) / unit, MAX_ERROR) : 0;
  }
}

function weightOf(value: number, kind: NoiseKind): number {
  if (kind === 'error') return 1 / (value * value);
  if (kind === 'variance') return 1 / value;
  return kind === 'inverse error' ? value * value : value;
}

/** A kind of weight map that SExtractor reads: WEIGHT_TYPE. */
export type MapType = 'MAP_RMS' | 'MAP_VAR' | 'MAP_WEIGHT';

/** The kinds of planes that such a map may be as it stands. */
const sameKind: Readonly<Record<MapType, readonly NoiseKind[]>> = {
  MAP_RMS: ['error'],
  MAP_VAR: ['variance'],
  MAP_WEIGHT: ['weight', 'inverse variance'],
};

/**
 * Whether a plane of noise can serve as a map of a kind: a weight, known up to a factor, is no rms.
 */
export const servesAs = (kind: NoiseKind, type: MapType): boolean =>
  kind !== 'weight' || type !== 'MAP_RMS';

/** Whether it serves as it stands. */
export const isOfKind = (kind: NoiseKind, type: MapType): boolean => sameKind[type].includes(kind);

/**
 * A plane of noise becomes the map that WEIGHT_TYPE asks for, in place; NaN or 0 where there is
 * none.
 */
export function noiseToMap(noise: Float32Array, kind: NoiseKind, type: MapType): void {
  if (isOfKind(kind, type)) return;
  if (type === 'MAP_WEIGHT') {
    noiseToWeight(noise, kind);
    return;
  }
  noiseToError(noise, kind);
  if (type === 'MAP_VAR') for (let i = 0; i < noise.length; i++) noise[i]! *= noise[i]!;
}

/**
 * Multiplies an error map, in place. A weight is known up to a factor only: the background's rms
 * gives it.
 */
export function scaleErrors(error: Float32Array, factor: number): void {
  for (let i = 0; i < error.length; i++) error[i]! *= factor;
}
