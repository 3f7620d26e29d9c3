import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import type { MosaicBand } from '../../shared/contracts/mosaics/plan.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { pixelKind } from '../../shared/core/units/pixel-kind.ts';

/** Magnitudes: zero points nearer to each other than this are one. */
const SAME_ZERO_POINT = 1e-3;

/** What of an image decides how its band's mosaics are made. */
type Facts = Pick<
  PlannedImage,
  'item' | 'unit' | 'noise' | 'electrons' | 'zeroPoint' | 'zeroPointSystem' | 'wavelengths'
>;

/** What the images of a band say of it, one by one. */
export class BandFacts {
  images = 0;
  /** metres, of the first image that gives any */
  wavelength: number | null = null;
  #unit = '';
  #weighAlike = true;
  /** with a plane of noise, and with one in the unit of the pixels */
  #noisy = 0;
  #absolute = 0;
  /** of which neither errors nor the gain are known */
  #untold = 0;
  /** of the first image; null where it has none, or another image another one */
  #zeroPoint: MosaicBand['zeroPoint'] | null = null;

  add(image: Facts): void {
    const { item, unit, noise, electrons, wavelengths } = image;
    const own = zeroPointOf(image);
    if (this.images === 0) [this.#unit, this.#zeroPoint] = [unit, own];
    if (!isSame(this.#zeroPoint, own)) this.#zeroPoint = null;
    if (wavelengths) this.wavelength ??= Math.sqrt(wavelengths[0] * wavelengths[1]);
    this.images++;
    if ((item.weight ?? 1) !== 1) this.#weighAlike = false;
    if (noise) this.#noisy++;
    if (noise && noise.kind !== 'weight') this.#absolute++;
    else if (!electrons) this.#untold++;
  }

  /** How the images become one, as asked for or as they and their unit have it. */
  decide(
    name: string,
    parameters: MosaicParameters,
    unweighted: readonly string[],
  ): { band: MosaicBand; notes: string[] } {
    const notes: string[] = [];
    const without = this.images - this.#noisy;
    const canWeigh = without === 0 && !unweighted.includes(name);
    if (parameters.combine === 'weighted' && !canWeigh)
      notes.push(
        `Band ${name}: --combine weighted, but ${without} of ${this.images} images have no weights or errors that can be compared: they count alike`,
      );
    const combine =
      parameters.combine === 'weighted' && !canWeigh
        ? 'mean'
        : (parameters.combine ?? (canWeigh ? 'weighted' : 'mean'));
    if (combine === 'clipped' && this.#untold > 0)
      notes.push(
        `Band ${name}: ${this.#untold} of ${this.images} images have neither errors nor a gain (GAIN, EGAIN): outliers are found by the σ of their sky and a tenth of a source's height`,
      );
    const kind = pixelKind(this.#unit);
    const conservesFlux = parameters.conserve
      ? parameters.conserve === 'flux'
      : kind === 'counts' || kind === 'flux';
    // Of fluxes the unit says it; a sum of images, or counts by brightness, count otherwise.
    const hasZeroPoint = kind === 'counts' && conservesFlux && combine !== 'sum';
    const isWeighted = canWeigh && combine !== 'mean';
    const band = {
      ...{ name, unit: this.#unit, combine, conservesFlux },
      ...(this.#zeroPoint && hasZeroPoint ? { zeroPoint: this.#zeroPoint } : {}),
      hasError: this.#absolute === this.images,
      isWeighted,
      weighAlike: !isWeighted && this.#weighAlike,
    };
    return { band, notes };
  }
}

const zeroPointOf = ({ zeroPoint, zeroPointSystem }: Facts): MosaicBand['zeroPoint'] | null =>
  zeroPoint === null
    ? null
    : { magnitude: zeroPoint, ...(zeroPointSystem ? { system: zeroPointSystem } : {}) };

const isSame = (
  one: MosaicBand['zeroPoint'] | null,
  other: MosaicBand['zeroPoint'] | null,
): boolean =>
  !!one &&
  !!other &&
  one.system === other.system &&
  Math.abs(one.magnitude - other.magnitude) < SAME_ZERO_POINT;
