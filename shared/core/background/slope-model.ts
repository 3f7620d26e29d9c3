import { removeGlobal } from './global-plane.ts';
import type { Group } from './groups.ts';
import type { BackgroundImage } from './image.ts';
import { huber } from './pair-weights.ts';
import type { Pairs } from './pairs.ts';
import { slopeSpread } from './slopes.ts';
import { removeSmoothSky } from './smooth-sky.ts';
import type { SlopeTerms } from './system.ts';

const HUBER = 1.5;
/** Of an own sky's slope, over what one overlap can tell: made images may have no noise at all. */
const LEAST_VARIANCE = 1e-6;

/**
 * What is likely of slopes that overlaps cannot see. Two things are said of each image's slopes s, with an uncertainty that is
 * measured where overlaps do see slopes, along their length:
 *
 *   s = 0 ± σ_slope         σ_slope² = what the measured slopes of differences show of slopes at all
 *   s = p ± σ_sky           p = the slopes of the image's own sky, less the group's common plane and the
 *                           curvature that overlaps confirm;
 *                           σ_sky² = what the measured slopes of differences show beyond those of p
 *
 * On a dark sky p is right and decides; among nebulae σ_sky is large and p says nothing. Neither σ is taken for less than its
 * own noise. Both terms are Huber's: an image that is really unlike the others is held back by no more than 1.5 σ's worth.
 */
export class SlopeModel {
  readonly slopeSigma: number;
  readonly skySigma: number | undefined;
  readonly terms: SlopeTerms;
  /** slopes of own skies, three numbers an image, the first of no meaning; NaN where there is none */
  readonly #own: Float64Array;
  readonly #zeroVariance: number;
  readonly #ownVariance: Float64Array;
  readonly #zeroTrust: Float64Array;
  readonly #ownTrust: Float64Array;

  constructor(
    images: readonly BackgroundImage[],
    pairs: Pairs,
    group: Group,
    noise: Float64Array,
    globals: readonly Float64Array[],
    areas: Float64Array,
  ) {
    const measured = slopeSpread(pairs, group, new Float64Array(3 * images.length), noise);
    this.slopeSigma = Math.sqrt(measured.variance);
    this.#zeroVariance = Math.max(measured.variance, measured.noise);
    this.#own = ownSlopes(images, globals, areas);
    this.#ownVariance = new Float64Array(images.length).fill(Number.POSITIVE_INFINITY);
    const trusted = group.pairs
      .map((_, k) => k)
      .filter((k) => this.#hasOwn(group.i[k]!) && this.#hasOwn(group.j[k]!));
    if (trusted.length > 0) {
      const part: Group = {
        images: group.images,
        pairs: trusted.map((k) => group.pairs[k]!),
        i: trusted.map((k) => group.i[k]!),
        j: trusted.map((k) => group.j[k]!),
      };
      const partNoise = Float64Array.from(trusted, (k) => noise[k]!);
      removeSmoothSky(this.#own, pairs, part, partNoise, globals);
      const sky = slopeSpread(pairs, part, this.#own, partNoise).variance;
      this.skySigma = Math.sqrt(sky);
      for (const [k, image] of images.entries()) {
        if (!this.#hasOwn(k)) continue;
        const own = sky + (12 * image.sky!.rms ** 2) / image.sky!.count;
        this.#ownVariance[k] = Math.max(own, LEAST_VARIANCE * measured.noise);
      }
    }
    this.#zeroTrust = new Float64Array(images.length).fill(1);
    this.#ownTrust = new Float64Array(images.length).fill(1);
    this.terms = { weight: new Float64Array(2 * images.length), pull: new Float64Array(2 * images.length) };
    this.#setTerms();
  }

  /** New trust in each image's two terms from the solution so far; the largest change. */
  reweigh(planes: Float64Array): number {
    let changed = 0;
    for (let k = 0; k < this.#zeroTrust.length; k++) {
      const [b, c] = [planes[3 * k + 1]!, planes[3 * k + 2]!];
      const zero = huber((b * b + c * c) / this.#zeroVariance, HUBER);
      changed = Math.max(changed, Math.abs(zero - this.#zeroTrust[k]!));
      this.#zeroTrust[k] = zero;
      if (!this.#hasOwn(k)) continue;
      const square = (b - this.#own[3 * k + 1]!) ** 2 + (c - this.#own[3 * k + 2]!) ** 2;
      const own = huber(square / this.#ownVariance[k]!, HUBER);
      changed = Math.max(changed, Math.abs(own - this.#ownTrust[k]!));
      this.#ownTrust[k] = own;
    }
    this.#setTerms();
    return changed;
  }

  #hasOwn(image: number): boolean {
    return !Number.isNaN(this.#own[3 * image + 1]!);
  }

  #setTerms(): void {
    const { weight, pull } = this.terms;
    for (let k = 0; k < this.#zeroTrust.length; k++) {
      const zero = this.#zeroTrust[k]! / this.#zeroVariance;
      const own = this.#hasOwn(k) ? this.#ownTrust[k]! / this.#ownVariance[k]! : 0;
      for (let slope = 0; slope < 2; slope++) {
        weight[2 * k + slope] = zero + own;
        pull[2 * k + slope] = own > 0 ? own * this.#own[3 * k + 1 + slope]! : 0;
      }
    }
  }
}

/** Slopes of the images' own skies, less those of one plane over the group. Without frames there is no telling that plane. */
function ownSlopes(
  images: readonly BackgroundImage[],
  globals: readonly Float64Array[],
  areas: Float64Array,
): Float64Array {
  const own = new Float64Array(3 * images.length).fill(Number.NaN);
  if (globals.length === 1) return own;
  const known = Int32Array.from(images.keys()).filter((k) => images[k]!.sky !== undefined);
  const ofKnown = (planeOf: (k: number) => ArrayLike<number>): Float64Array => {
    const planes = new Float64Array(3 * known.length);
    for (const [at, k] of known.entries()) planes.set(planeOf(k), 3 * at);
    return planes;
  };
  const some = ofKnown((k) => images[k]!.sky!.plane);
  removeGlobal(
    some,
    globals.map((planes) => ofKnown((k) => planes.subarray(3 * k, 3 * k + 3))),
    Float64Array.from(known, (k) => areas[k]!),
    true,
  );
  for (const [at, k] of known.entries()) own.set(some.subarray(3 * at, 3 * at + 3), 3 * k);
  return own;
}
