import { setImmediate } from 'node:timers/promises';
import { createImage, type Image } from 'sep-wasm';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { buildPsf } from '../../shared/core/psf/build-psf.ts';
import { type ChosenStars, STARS_FEWEST } from '../../shared/core/psf/choose-stars.ts';
import { endStars } from '../../shared/core/psf/end-stars.ts';
import { type FitStart, fitStars, type StarFit } from '../../shared/core/psf/fit-stars.ts';
import { measureStars } from '../../shared/core/psf/measures.ts';
import type { PsfPixels } from '../../shared/core/psf/pixels.ts';
import type { PsfModel } from '../../shared/core/psf/psf-model.ts';
import { StarLight } from '../../shared/core/psf/star-light.ts';
import { cutStar } from '../../shared/core/psf/star-stamps.ts';
import { createStars, joinStars, keepStars } from '../../shared/core/psf/stars.ts';
import type { LoadedPlanes } from './load-planes.ts';
import { backgroundOf, type HduMeasurement, type MeasuredSources } from './measure.ts';
import type { FittedStars } from './psf-columns.ts';
import { type PixelNoise, psfPixels } from './psf-pixels.ts';
import { pickSources, searchRests } from './rest-sources.ts';

/** Radius of the PSF, in widths of its light; pixels at least and at most. */
const RADIUS_WIDTHS = 4.25;
const MIN_RADIUS = 7;
const MAX_RADIUS = 32;

/** Stars of the first PSF, which takes the neighbours off the stars of the second. */
const FIRST_STARS = 50;

/** Searches of an image: in itself, and in what its stars leave. */
const SEARCHES = 3;

/** What is found in what stars leave is kept from this ratio of signal to noise. */
const MIN_SIGNAL = 4;

/** Stars of an image as its PSF has them. */
export interface PsfPhotometry extends FittedStars {
  readonly model: PsfModel;
  /** stars that the PSF is made from */
  readonly used: number;
  /** sources of the second and third search; the fit's stars are those of all searches */
  readonly later: readonly MeasuredSources[];
  /** the image without its stars */
  readonly rests: Image;
}

/** The PSF of one image on its way. */
export class PsfRun {
  readonly rests: Image;
  readonly #loaded: Pick<LoadedPlanes, 'image' | 'mask'>;
  readonly #found: HduMeasurement;
  readonly #parameters: DetectionParameters;
  readonly #noise: PixelNoise;

  constructor(
    loaded: Pick<LoadedPlanes, 'image' | 'mask'>,
    found: HduMeasurement,
    parameters: DetectionParameters,
    noise: PixelNoise,
  ) {
    this.#loaded = loaded;
    this.#found = found;
    this.#parameters = parameters;
    this.#noise = noise;
    this.rests = createImage(loaded.image.width, loaded.image.height);
  }

  /**
   * The PSF, stars of which the neighbours were taken off, and the sources that it was fitted to.
   */
  async makePsf(chosen: ChosenStars) {
    const radius = Math.min(
      MAX_RADIUS,
      Math.max(MIN_RADIUS, Math.ceil(RADIUS_WIDTHS * chosen.fwhm)),
    );
    const first = this.#pixels();
    const size = [first.width, first.height] as const;
    const shape = { fwhm: chosen.fwhm, radius, size };
    const { objects, flux_auto } = this.#found;
    const stars = createStars(objects.x, objects.y, flux_auto);
    const every = Math.ceil(chosen.stars.length / FIRST_STARS);
    const some = chosen.stars.filter((_, i) => i % every === 0);
    let built = buildPsf(
      some.map((star) => cutStar(first, star, radius)),
      shape,
    );
    await setImmediate();
    const fit = this.#fit(new StarLight(built.model), stars, { isRough: true });
    // once more, neighbours and what is left of background off
    this.#flatten();
    const cleaned = this.#cleaned(chosen, fit, radius);
    if (cleaned.length >= STARS_FEWEST) built = buildPsf(cleaned, shape, built);
    await setImmediate();
    return { ...built, stars };
  }

  async photometry(chosen: ChosenStars): Promise<PsfPhotometry> {
    const { model, used, stars } = await this.makePsf(chosen);
    return { ...(await this.#searchAll(new StarLight(model), stars)), used: used.length };
  }

  /** The same by a PSF that is known. */
  async photometryBy(model: PsfModel): Promise<Omit<PsfPhotometry, 'used'>> {
    const { objects, flux_auto } = this.#found;
    const stars = createStars(objects.x, objects.y, flux_auto);
    const light = new StarLight(model);
    this.#fit(light, stars);
    this.#flatten();
    return this.#searchAll(light, stars);
  }

  /** Fits stars, and searches more of them in what they leave. */
  async #searchAll(
    light: StarLight,
    first: StarFit['stars'],
  ): Promise<Omit<PsfPhotometry, 'used'>> {
    let stars = first;
    let fit = this.#fit(light, stars);
    const later: MeasuredSources[] = [];
    const search = [new Int16Array(stars.length).fill(1)];
    for (let number = 2; number <= SEARCHES; number++) {
      const more = await this.#search(fit);
      if (more.objects.length === 0) break;
      stars = joinStars(stars, createStars(more.objects.x, more.objects.y, more.flux_auto));
      fit = this.#fit(light, stars, { settled: fit.fluxError });
      const own = search.reduce((sum, { length }) => sum + length, 0);
      const kept = Array.from({ length: more.objects.length }, (_, i) => own + i).filter(
        (i) => fit.stars.isStar[i] === 1 && fit.stars.flux[i]! > MIN_SIGNAL * fit.fluxError[i]!,
      );
      later.push(
        pickSources(
          more,
          kept.map((i) => i - own),
        ),
      );
      search.push(new Int16Array(kept.length).fill(number));
      const rows = [...Array(own).keys(), ...kept];
      endStars(fit, without(stars.length, rows), this.#pixels());
      const { fluxError } = fit;
      stars = keepStars(stars, rows);
      fit = this.#fit(light, stars, { settled: Float64Array.from(rows, (i) => fluxError[i]!) });
      if (kept.length === 0) break;
      await setImmediate();
    }
    return {
      ...{ model: light.model, later, fit, rests: this.rests },
      measures: measureStars(this.#pixels(), fit),
      search: Int16Array.from(search.flatMap((some) => [...some])),
    };
  }

  #pixels(): PsfPixels {
    return psfPixels(this.#loaded.image, this.#found.err, this.#noise);
  }

  #fit(light: StarLight, stars: StarFit['stars'], start: Omit<FitStart, 'isFixed'> = {}): StarFit {
    return fitStars(this.#pixels(), light, stars, this.rests.data, { isFixed: false, ...start });
  }

  /** Takes off the image, and what its stars leave, the background that is seen without stars. */
  #flatten(): void {
    const { image, mask } = this.#loaded;
    if (this.#parameters.BACK_VALUE !== null) return;
    const background = backgroundOf({ image: this.rests, mask }, this.#parameters);
    background.subtractFrom(image);
    background.subtractFrom(this.rests);
  }

  /** The pixels of the stars of the PSF, each alone. */
  #cleaned(chosen: ChosenStars, { stars, light }: StarFit, radius: number) {
    const pixels = { ...this.#pixels(), data: this.rests.data };
    return chosen.stars
      .filter(({ index }) => stars.isStar[index] === 1)
      .map(({ index }) => {
        const [x, y, flux] = [stars.x[index]!, stars.y[index]!, stars.flux[index]!];
        const stamp = light.fill(x, y, light.model.radius - 1, false);
        return cutStar(pixels, { x, y, flux, others: [] }, radius, (column, row) => {
          const [i, j] = [column - stamp.x0, row - stamp.y0];
          const isIn = i >= 0 && j >= 0 && i < stamp.columns && j < stamp.rows;
          return isIn ? flux * stamp.values[j * stamp.columns + i]! : 0;
        });
      });
  }

  #search(fit: StarFit): Promise<MeasuredSources> {
    return searchRests(this.#loaded, this.rests, fit, this.#found.err, {
      parameters: this.#parameters,
      gain: this.#noise.gain,
    });
  }
}

/** The rows of so many that are not among some. */
function without(length: number, rows: readonly number[]): number[] {
  const isKept = new Uint8Array(length);
  for (const i of rows) isKept[i] = 1;
  return Array.from({ length }, (_, i) => i).filter((i) => isKept[i] === 0);
}
