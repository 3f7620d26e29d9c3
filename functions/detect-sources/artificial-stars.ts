import { setImmediate } from 'node:timers/promises';
import { createImage, Image, sumCircle } from 'sep-wasm';
import type { Completeness, CompletenessParameters } from '../../shared/contracts/completeness.ts';
import { magnitudesOf, rangeAbout } from '../../shared/core/completeness/magnitudes.ts';
import {
  limitOf,
  RECOVERED_MAGNITUDES,
  RECOVERED_PIXELS,
  recoveryOf,
} from '../../shared/core/completeness/recovery.ts';
import { type ArtificialStar, starFields } from '../../shared/core/completeness/star-fields.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import type { PsfModel } from '../../shared/core/psf/psf-model.ts';
import { StarLight } from '../../shared/core/psf/star-light.ts';
import { poisson, type Random, seededRandom } from '../../shared/core/random.ts';
import { imagePsf, starsByPsf } from './fit-psf.ts';
import type { LoadedPlanes } from './load-planes.ts';
import { type HduMeasurement, searchPlanes } from './measure.ts';

/** Stars of each magnitude: a completeness of a half is then right within 0.02. */
const STARS = 600;

/** Distance of two artificial stars, in radii of the PSF's light. */
const SPACING_RADII = 4;

/** What artificial stars are made and found with. */
export interface InjectionSetup {
  readonly parameters: DetectionParameters;
  readonly gain: number;
  /** pixels that no star is fitted to, not 0 */
  readonly mask: Uint8Array | undefined;
  /** magnitude of one unit of the pixels */
  readonly zeroPoint: number;
  /** electrons to a unit of the pixels; undefined: stars have no photon noise */
  readonly electrons: number | undefined;
  readonly wanted: CompletenessParameters;
  /** the image's PSF where its stars were fitted: artificial ones are, too, and are found so */
  readonly model: PsfModel | undefined;
  /** of the image, its HDU included: each has random numbers of its own */
  readonly name: string;
}

/**
 * How many stars of which magnitude are found in an image, and how right: stars of its own PSF with
 * photon noise are put into the pixels `before` the background was taken off, a few at a time, and
 * the image is searched as it was, its stars fitted where they were. The image ends as it began.
 * Undefined where there is no PSF.
 */
export async function artificialStars(
  loaded: LoadedPlanes,
  before: Float32Array,
  found: HduMeasurement,
  setup: InjectionSetup,
): Promise<Completeness | undefined> {
  const { parameters, zeroPoint, wanted } = setup;
  const { image } = loaded;
  const begin = image.data.slice();
  const model = setup.model ?? (await imagePsf(loaded, found, parameters, setup));
  if (!model) return undefined;
  const injection = new Injection(loaded, before, found, model, setup);
  const range = wanted.magnitudes ?? rangeAbout(found.globalrms, injection.noisePixels, zeroPoint);
  const magnitudes = magnitudesOf(range);
  const excess = await injection.run(magnitudes);
  const rows = magnitudes.map((magnitude, i) => recoveryOf(magnitude, excess[i]!));
  image.data.set(begin);
  injection.restoreErrors();
  return { limit90: limitOf(rows, 0.9), limit50: limitOf(rows, 0.5), rows };
}

/** Where a search has found what, and how bright, units of the pixels. */
interface FoundStars {
  readonly length: number;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly flux: ArrayLike<number>;
}

class Injection {
  /** of equal noise that a star's light is spread over */
  readonly noisePixels: number;
  readonly #loaded: LoadedPlanes;
  readonly #before: Float32Array;
  readonly #error: Float32Array | undefined;
  readonly #light: StarLight;
  readonly #setup: InjectionSetup;
  readonly #random: Random;
  /** part of a star's light in the aperture */
  readonly #share: number;

  constructor(
    loaded: LoadedPlanes,
    before: Float32Array,
    { err }: HduMeasurement,
    model: PsfModel,
    setup: InjectionSetup,
  ) {
    this.#loaded = loaded;
    this.#before = before;
    this.#error = err instanceof Image ? err.data.slice() : undefined;
    this.#light = new StarLight(model);
    this.#setup = setup;
    this.#random = seededRandom(seedOf(setup.wanted.seed, setup.name));
    const { noisePixels, share } = starSums(this.#light, setup.parameters.PHOT_APERTURES / 2);
    this.noisePixels = noisePixels;
    this.#share = share;
  }

  /** Of each magnitude, recovered less injected magnitude of its stars; NaN of those not found. */
  async run(magnitudes: readonly number[]): Promise<number[][]> {
    const { image } = this.#loaded;
    const { width, height } = image;
    const excess: number[][] = magnitudes.map(() => []);
    const fields = starFields(
      {
        ...{ size: [width, height], magnitudes: magnitudes.length, stars: STARS },
        spacing: SPACING_RADII * this.#light.model.radius,
        hasData: (x, y) => this.#hasData(Math.round(x), Math.round(y)),
      },
      this.#random,
    );
    for (const field of fields) {
      const found = await this.#search(field, magnitudes);
      for (const star of field)
        excess[star.magnitude]!.push(this.#excessOf(star, magnitudes[star.magnitude]!, found));
      await setImmediate();
    }
    return excess;
  }

  /** The image's errors as its own search left them. */
  restoreErrors(): void {
    const { error } = this.#loaded;
    if (error && this.#error) error.data.set(this.#error);
  }

  #hasData(column: number, row: number): boolean {
    const { width, height } = this.#loaded.image;
    const at = row * width + column;
    if (column < 0 || row < 0 || column >= width || row >= height) return false;
    return Number.isFinite(this.#before[at]!) && !this.#setup.mask?.[at];
  }

  /** Searches the image with some stars put into it. */
  async #search(
    stars: readonly ArtificialStar[],
    magnitudes: readonly number[],
  ): Promise<FoundStars> {
    const { image } = this.#loaded;
    const { parameters, gain, zeroPoint, model } = this.#setup;
    image.data.set(this.#before);
    this.restoreErrors();
    for (const { x, y, magnitude } of stars)
      this.#put(x, y, 10 ** (0.4 * (zeroPoint - magnitudes[magnitude]!)));
    const found = await searchPlanes(this.#loaded, parameters, gain);
    if (model) return starsByPsf(this.#loaded, found, parameters, this.#setup, model);
    const { objects, flux_aper } = found;
    return { ...objects, flux: flux_aper.map((flux) => flux / this.#share) };
  }

  /** Adds a star with its photon noise to the pixels, and its variance to the plane of errors. */
  #put(x: number, y: number, flux: number): void {
    const { image, error } = this.#loaded;
    const { electrons } = this.#setup;
    const [pixels, errors, { width, height }] = [image.data, error?.data, image];
    const stamp = this.#light.fill(x, y, this.#light.model.radius - 1, false);
    for (let row = 0; row < stamp.rows; row++)
      for (let column = 0; column < stamp.columns; column++) {
        const [px, py] = [stamp.x0 + column, stamp.y0 + row];
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const at = py * width + px;
        const light = flux * stamp.values[row * stamp.columns + column]!;
        if (electrons === undefined || light <= 0) pixels[at]! += light;
        else {
          pixels[at]! += poisson(this.#random, light * electrons) / electrons;
          if (errors) errors[at] = Math.hypot(errors[at]!, Math.sqrt(light / electrons));
        }
      }
  }

  /** Of the source nearest to a star. */
  #excessOf({ x, y }: ArtificialStar, magnitude: number, found: FoundStars): number {
    const { length, flux } = found;
    let [nearest, best] = [-1, RECOVERED_PIXELS ** 2];
    for (let i = 0; i < length; i++) {
      if (!(flux[i]! > 0)) continue;
      const distance = (found.x[i]! - x) ** 2 + (found.y[i]! - y) ** 2;
      if (distance <= best) [nearest, best] = [i, distance];
    }
    if (nearest < 0) return Number.NaN;
    const recovered = this.#setup.zeroPoint - 2.5 * Math.log10(flux[nearest]!);
    const excess = recovered - magnitude;
    return Math.abs(excess) <= RECOVERED_MAGNITUDES ? excess : Number.NaN;
  }
}

/** Of a star in the middle of the image: see `noisePixels`, and its light in a circle. */
function starSums(light: StarLight, radius: number): { noisePixels: number; share: number } {
  const { size, radius: reach } = light.model;
  const { x0, y0, columns, rows, values } = light.fill(
    Math.round(size[0] / 2),
    Math.round(size[1] / 2),
    reach - 1,
    false,
  );
  const own = values.slice(0, columns * rows);
  const image = createImage(columns, rows);
  try {
    image.data.set(own);
    const centre = [Math.round(size[0] / 2) - x0, Math.round(size[1] / 2) - y0] as const;
    const { flux } = sumCircle(image, [centre[0]], [centre[1]], radius, { subpix: 0 });
    return {
      noisePixels: 1 / own.reduce((sum, value) => sum + value * value, 0),
      share: flux[0]!,
    };
  } finally {
    image.free();
  }
}

/** A seed for an image: FNV-1a of its name, after the run's. */
function seedOf(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++)
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
