import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { colourSurvey } from '../../shared/contracts/sky-map/keys.ts';
import { folderNames } from '../../shared/core/units/band.ts';
import { conversion, dimensionsOf, isNoUnit, parseUnit } from '../../shared/core/units/unit.ts';
import {
  type BandScale,
  isCounted,
  scaled,
  ZeroPointCensus,
  zeroPointFactor,
} from './zero-points.ts';

/**
 * What the images of a list agree on, band by band: names that can stand side by side, and one unit
 * each.
 */
export interface BandAgreement {
  /**
   * The image with its band's folder and in its band's unit; undefined where its pixels are of
   * another kind.
   */
  agreed(image: PlannedImage): PlannedImage | undefined;
  /** the unit of an image's band; '' when none of its images names one */
  unitOf(image: PlannedImage): string;
  warnings: string[];
}

/** The images of a band by the spelling of their unit. */
type Units = Map<string, number>;

/** The images of a band by the spelling of their unit, and by their zero points, both as JSON. */
type Scales = Map<string, number>;

/**
 * Counts what each image says. A band's unit is the one of most of its images, however it is spelt;
 * no unit agrees with any. Of equal numbers the first in the order of codes wins: the order of the
 * list decides nothing.
 */
export class BandCensus {
  readonly #bands = new Map<string, Units>();
  readonly #scales = new Map<string, Scales>();

  add({ band, unit, zeroPoint, zeroPointSystem }: PlannedImage): void {
    const units = this.#bands.get(band) ?? new Map<string, number>();
    this.#bands.set(band, units);
    const spelling = isNoUnit(unit) ? '' : unit;
    units.set(spelling, (units.get(spelling) ?? 0) + 1);
    const scales = this.#scales.get(band) ?? new Map<string, number>();
    this.#scales.set(band, scales);
    const scale = JSON.stringify([spelling, { zeroPoint, zeroPointSystem }]);
    scales.set(scale, (scales.get(scale) ?? 0) + 1);
  }

  /** The zero points of the bands whose pixels are counts, in the unit of the band. */
  #zeroPoints(units: ReadonlyMap<string, string>): Map<string, BandScale | undefined> {
    return new Map(
      [...this.#scales].map(([band, scales]) => {
        const census = new ZeroPointCensus();
        const unit = units.get(band)!;
        if (!isCounted(unit)) return [band, undefined];
        for (const [scale, images] of scales) {
          const [spelling, numbers] = JSON.parse(scale);
          const factor = conversionFactor(spelling, unit);
          if (factor !== undefined)
            census.add({ ...numbers, zeroPoint: shifted(numbers.zeroPoint, factor) }, images);
        }
        return [band, census.scale()];
      }),
    );
  }

  agree(): BandAgreement {
    const folders = folderNames(this.#bands.keys(), colourSurvey);
    const units = new Map(
      [...this.#bands].map(([band, found]) => [band, majority(found)] as const),
    );
    const scales = this.#zeroPoints(units);
    return {
      unitOf: ({ band }) => units.get(band)!,
      agreed(image) {
        const { zeroPoint, zeroPointSystem } = image;
        const toUnit = conversionFactor(image.unit, units.get(image.band)!);
        if (toUnit === undefined) return undefined;
        const inUnit = { zeroPoint: shifted(zeroPoint, toUnit), zeroPointSystem };
        const factor = toUnit * zeroPointFactor(scales.get(image.band), inUnit);
        return {
          ...image,
          band: folders.get(image.band)!,
          unit: units.get(image.band)!,
          ...(factor === 1 ? {} : { factor, zeroPoint: shifted(zeroPoint, factor) }),
        };
      },
      warnings: [...renamed(folders), ...converted(this.#bands, units), ...scaled(scales)],
    };
  }
}

/** The zero point of pixels that are multiplied. */
const shifted = (zeroPoint: number | null, factor: number): number | null =>
  zeroPoint === null ? null : zeroPoint + 2.5 * Math.log10(factor);

/**
 * What makes values of a unit those of another; undefined for different kinds. Unknown units agree
 * with their own spelling only.
 */
function conversionFactor(from: string, to: string): number | undefined {
  if (isNoUnit(from) || to === '' || from === to) return 1;
  const [one, other] = [parseUnit(from), parseUnit(to)];
  return one && other ? conversion(one, other) : undefined;
}

/** The most frequent spelling of the most frequent scale of the most frequent kind. */
function majority(units: Units): string {
  let left = [...units].filter(([unit]) => unit !== '');
  for (const keyOf of [kindOf, scaleOf, (unit: string) => unit]) {
    const counts = new Map<string, number>();
    for (const [unit, images] of left)
      counts.set(keyOf(unit), (counts.get(keyOf(unit)) ?? 0) + images);
    const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    left = left.filter(([unit]) => keyOf(unit) === most?.[0]);
  }
  return left[0]?.[0] ?? '';
}

function kindOf(text: string): string {
  const unit = parseUnit(text);
  return unit ? dimensionsOf(unit) : `'${text}'`;
}

const scaleOf = (text: string): string => parseUnit(text)?.scale.toPrecision(9) ?? '';

function renamed(folders: ReadonlyMap<string, string>): string[] {
  return [...folders]
    .filter(([band, folder]) => band !== folder)
    .map(
      ([band, folder]) => `Band '${band}' is called ${folder}: so it can be a folder of its own`,
    );
}

function converted(
  bands: ReadonlyMap<string, Units>,
  units: ReadonlyMap<string, string>,
): string[] {
  return [...bands].flatMap(([band, found]) =>
    [...found].flatMap(([unit, images]) => {
      const to = units.get(band)!;
      const factor = conversionFactor(unit, to);
      if (factor === undefined || factor === 1) return [];
      return [
        `Band ${band}: pixels of ${images} images in '${unit}' are multiplied by ${factor.toPrecision(7)} to be in '${to}'`,
      ];
    }),
  );
}
