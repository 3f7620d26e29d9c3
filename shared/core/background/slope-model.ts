import { removeGlobal } from './global-plane.ts';
import type { GroupToMatch } from './group-to-match.ts';
import type { BackgroundImages } from './image.ts';
import { huber } from './pair-weights.ts';
import { hasSlopes, type Scratch, slopeSpread } from './slopes.ts';
import { removeSmoothSky } from './smooth-sky.ts';
import type { SlopeTerms } from './system.ts';

const HUBER = 1.5;
/** σ above which slopes are believed to be there. */
const SIGNIFICANT = 3;
/** Of an own sky's slope, over what one overlap can show: made images may have no noise at all. */
const MIN_VARIANCE = 1e-6;

/**
 * What is likely of slopes that overlaps cannot see. Two things are said of each image's slopes s,
 * with an uncertainty that is measured where overlaps do see slopes, along their length:
 *
 * - s = 0 ± σ_slope, with σ_slope² = what the measured slopes of differences show of slopes at all
 * - s = p ± σ_sky, with p = the slopes of the image's own sky, less the group's common plane and
 *   what is smoothly curved (`removeSmoothSky`), and σ_sky² = what the measured slopes of
 *   differences show beyond those of p
 *
 * On a dark sky p is right and decides; among nebulae σ_sky is large and p says nothing. σ_slope is
 * taken for no less than 3 σ of what so many overlaps show of it: where thousands of them show no
 * slopes, there are none. Both terms are Huber's: an image that is really unlike the others is held
 * back by no more than 1.5 σ's worth.
 */
export class SlopeModel {
  readonly slopeSigma: number;
  readonly skySigma: number | undefined;
  readonly terms: SlopeTerms;
  /**
   * slopes of own skies, three numbers an image, the first of no meaning; NaN where there is none
   */
  readonly #own: Float64Array;
  readonly #zeroVariance: number;
  readonly #ownVariance: Float64Array;
  readonly #zeroTrust: Float64Array;
  readonly #ownTrust: Float64Array;

  /** `noiseOf`: the variance of a sample of a pair. */
  constructor(
    { images, pairs, group, areas, globals }: GroupToMatch,
    noiseOf: (pair: number) => number,
    scratch: Scratch,
  ) {
    this.#own = new Float64Array(3 * images.length); // not yet known: 0
    const measured = slopeSpread({ pairs, group, slopes: this.#own, noiseOf }, scratch);
    this.slopeSigma = Math.sqrt(measured.variance);
    // The variance's own σ, were it 0, is the noise of one measurement over √(2 pairs).
    const least = measured.noise * Math.min(1, SIGNIFICANT / Math.sqrt(2 * group.pairs.length));
    this.#zeroVariance = Math.max(measured.variance, least);
    setOwnSlopes(this.#own, images, globals, areas);
    this.#ownVariance = new Float64Array(images.length).fill(Number.POSITIVE_INFINITY);
    if (group.pairs.some((_, k) => this.#hasOwn(group.i[k]!) && this.#hasOwn(group.j[k]!))) {
      removeSmoothSky({ own: this.#own, pairs, group, noiseOf }, globals);
      const sky = slopeSpread({ pairs, group, slopes: this.#own, noiseOf }, scratch).variance;
      this.skySigma = Math.sqrt(sky);
      for (let k = 0; k < images.length; k++) {
        if (!this.#hasOwn(k)) continue;
        const { rms, count } = images.at(k)!.sky!;
        const own = sky + (12 * rms ** 2) / count;
        this.#ownVariance[k] = Math.max(own, MIN_VARIANCE * measured.noise);
      }
    }
    this.#zeroTrust = new Float64Array(images.length).fill(1);
    this.#ownTrust = new Float64Array(images.length).fill(1);
    this.terms = {
      weight: new Float64Array(2 * images.length),
      pull: new Float64Array(2 * images.length),
    };
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
    return hasSlopes(this.#own, image);
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

/**
 * Slopes of the images' own skies, less those of one plane over the group. Without frames
 * nothing shows that plane.
 */
function setOwnSlopes(
  own: Float64Array,
  images: BackgroundImages,
  globals: readonly Float64Array[],
  areas: Float64Array,
): void {
  if (globals.length === 1) {
    own.fill(Number.NaN);
    return;
  }
  // Without area an image has no part in the common plane.
  const known = areas.slice();
  for (let k = 0; k < images.length; k++) {
    const sky = images.at(k)!.sky;
    if (sky) own.set(sky.plane, 3 * k);
    else known[k] = 0;
  }
  removeGlobal(own, globals, known, true);
  for (let k = 0; k < images.length; k++)
    if (known[k] === 0) own.fill(Number.NaN, 3 * k, 3 * k + 3);
}
