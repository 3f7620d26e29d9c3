import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import { RADIANS_PER_ARCSEC } from '../../core/sphere/angle.ts';
import { abOfFlux } from '../../core/units/flux-magnitude.ts';
import { pixelKind } from '../../core/units/pixel-kind.ts';
import { conversion, isNoUnit, parseUnit } from '../../core/units/unit.ts';
import type { PixelSizes } from './pixel-sizes.ts';
import { type BandScale, factorBetween, scaled, zeroPointFactor } from './zero-points.ts';

/**
 * Whether pixels of a unit are counts, whose brightness the zero point gives; of a flux density the
 * unit alone does.
 */
export const isCounted = (unit: string): boolean => isNoUnit(unit) || pixelKind(unit) === 'counts';

/**
 * What makes values of a unit those of another; undefined for different kinds. Unknown units agree
 * with their own spelling only, no unit with any.
 */
export function conversionFactor(from: string, to: string): number | undefined {
  if (isNoUnit(from) || to === '' || from === to) return 1;
  const [one, other] = [parseUnit(from), parseUnit(to)];
  return one && other ? conversion(one, other) : undefined;
}

/** The zero point of pixels that are multiplied. */
export const shifted = (zeroPoint: number | null, factor: number): number | null =>
  zeroPoint === null ? null : zeroPoint + 2.5 * Math.log10(factor);

/** Images of one unit that are brought to that of their band by their zero points. */
interface ByMagnitude {
  images: number;
  factors: [least: number, most: number];
}

/** What the pixels of a band mean, and what makes those of each image the same. */
export class BandValues {
  readonly #band: string;
  readonly #unit: string;
  readonly #scale: BandScale | undefined;
  readonly #sizes: PixelSizes;
  /** whether a pixel holds the flux of its area; undefined where nothing says it */
  readonly #holdsFlux: boolean | undefined;
  readonly #byMagnitude = new Map<string, ByMagnitude>();
  #silent = 0;

  constructor(band: string, unit: string, scale: BandScale | undefined, sizes: PixelSizes) {
    this.#band = band;
    this.#unit = unit;
    this.#scale = scale;
    this.#sizes = sizes;
    const kind = pixelKind(unit);
    // A zero point is that of the sum of pixels: they hold flux.
    this.#holdsFlux = kind === 'unknown' ? (scale ? true : undefined) : kind !== 'brightness';
  }

  /**
   * What an image is multiplied by, and its zero point then; undefined where its pixels are of
   * another kind. `factor` brings pixels of another size to that of most, whose area is `area`
   * times smaller.
   */
  convert(
    image: PlannedImage,
  ): { factor: number; zeroPoint: number | null; area: number } | undefined {
    const flux = this.#fluxFactor(image);
    if (flux === undefined) return undefined;
    const area = this.#holdsFlux ? this.#sizes.factorOf(image) : 1;
    return {
      factor: flux * area,
      zeroPoint: shifted(image.zeroPoint, flux),
      area: 1 / area,
    };
  }

  #fluxFactor(image: PlannedImage): number | undefined {
    const { unit, zeroPoint, zeroPointSystem } = image;
    const toUnit = conversionFactor(unit, this.#unit);
    if (isCounted(this.#unit) && toUnit !== undefined) {
      const inUnit = { zeroPoint: shifted(zeroPoint, toUnit), zeroPointSystem };
      return toUnit * zeroPointFactor(this.#scale, inUnit);
    }
    if (toUnit !== undefined && !isNoUnit(unit)) return toUnit;
    const byMagnitude = this.#magnitudeFactor(image);
    if (byMagnitude === undefined && toUnit !== undefined) this.#silent++;
    return byMagnitude ?? toUnit;
  }

  /** Counts beside fluxes, and the like: zero points of one system say both. */
  #magnitudeFactor({ unit, zeroPoint, zeroPointSystem, pixelScale }: PlannedImage) {
    const [magnitude, system] = this.#scale
      ? [this.#scale.zeroPoint, this.#scale.system]
      : [this.#magnitudeOfUnit(pixelScale), 'AB'];
    if (zeroPoint === null || magnitude === undefined || system === '') return undefined;
    if (zeroPointSystem !== system) return undefined;
    const factor = factorBetween(zeroPoint, magnitude);
    const spelling = isNoUnit(unit) ? '' : unit;
    const { images, factors } = this.#byMagnitude.get(spelling) ?? {
      images: 0,
      factors: [factor, factor],
    };
    this.#byMagnitude.set(spelling, {
      images: images + 1,
      factors: [Math.min(factors[0], factor), Math.max(factors[1], factor)],
    });
    return factor;
  }

  #magnitudeOfUnit(pixelScale: number): number | undefined {
    const unit = parseUnit(this.#unit);
    return unit && abOfFlux(unit, (pixelScale * RADIANS_PER_ARCSEC) ** 2);
  }

  /** What a person should know of the band. */
  warnings(): string[] {
    const [band, to] = [`Band ${this.#band}`, this.#unit];
    return [
      ...[...this.#byMagnitude].map(([unit, { images, factors }]) => {
        const range = [...new Set(factors.map((one) => one.toPrecision(4)))].join(' to ');
        return `${band}: pixels of ${images} images ${unit === '' ? 'of no unit' : `in '${unit}'`} are multiplied by ${range}, as their zero points say, to be in '${to}'`;
      }),
      ...(this.#silent > 0
        ? [
            `${band}: ${this.#silent} images name no unit, nor an AB zero point that gives it: they are taken to be in '${to}' as the others. Give them a BUNIT, or bands of their own`,
          ]
        : []),
      ...(this.#scale ? scaled(this.#band, this.#scale) : []),
      ...(this.#holdsFlux === false
        ? []
        : this.#sizes.warnings(this.#band, this.#holdsFlux === true)),
    ];
  }
}
