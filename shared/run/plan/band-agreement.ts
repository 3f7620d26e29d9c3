import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import { COLOUR_SURVEY } from '../../contracts/sky-map/keys.ts';
import { folderNames } from '../../core/units/band.ts';
import { dimensionsOf, isNoUnit, parseUnit } from '../../core/units/unit.ts';
import { BandValues, conversionFactor, isCounted, shifted } from './band-values.ts';
import { PixelCensus } from './pixel-sizes.ts';
import { type BandScale, ZeroPointCensus } from './zero-points.ts';

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
  /** every image is what it was read as: `agreed` answers each as it is */
  readonly isAsRead: boolean;
  /** after all images: what a person should know */
  warnings(): string[];
}

/** The images of a band by the spelling of their unit. */
type Units = Map<string, number>;

/** The images of a band by the spelling of their unit, and by their zero points, both as JSON. */
type Scales = Map<string, number>;

interface BandImages {
  units: Units;
  scales: Scales;
  sizes: PixelCensus;
}

/**
 * Counts what each image says. A band's unit is the one of most of its images, however it is spelt;
 * no unit agrees with any. Of equal numbers the first in the order of codes wins: the order of the
 * list decides nothing.
 */
export class BandCensus {
  readonly #bands = new Map<string, BandImages>();
  /** no unit that is spelt */
  #isSpelt = false;

  add(image: PlannedImage): void {
    const { band, unit, zeroPoint, zeroPointSystem } = image;
    const found = this.#bands.get(band) ?? {
      units: new Map(),
      scales: new Map(),
      sizes: new PixelCensus(),
    };
    this.#bands.set(band, found);
    const { units, scales, sizes } = found;
    const spelling = isNoUnit(unit) ? '' : unit;
    this.#isSpelt ||= spelling !== unit;
    units.set(spelling, (units.get(spelling) ?? 0) + 1);
    const scale = JSON.stringify([spelling, { zeroPoint, zeroPointSystem }]);
    scales.set(scale, (scales.get(scale) ?? 0) + 1);
    sizes.add(image);
  }

  bands(): Iterable<string> {
    return this.#bands.keys();
  }

  agree(): BandAgreement {
    const sizes = [...this.#bands].map(([band, { units }]) => [band, sumOf(units)] as const);
    const folders = folderNames(sizes, COLOUR_SURVEY);
    const units = new Map(
      [...this.#bands].map(([band, found]) => [band, majority(found.units)] as const),
    );
    const values = new Map(
      [...this.#bands].map(([band, { scales, sizes }]) => {
        const unit = units.get(band)!;
        return [band, new BandValues(band, unit, zeroPoints(unit, scales), sizes.sizes())];
      }),
    );
    const isAsRead =
      !this.#isSpelt &&
      [...folders].every(([band, folder]) => band === folder) &&
      [...this.#bands].every(
        ([band, { units: spellings, scales, sizes }]) =>
          spellings.size === 1 &&
          sizes.areAlike() &&
          (zeroPoints(units.get(band)!, scales)?.shifted ?? 0) === 0,
      );
    return {
      isAsRead,
      unitOf: ({ band }) => units.get(band)!,
      agreed(image) {
        const converted = values.get(image.band)!.convert(image);
        if (!converted) return undefined;
        const { factor, zeroPoint, area } = converted;
        return {
          ...image,
          band: folders.get(image.band)!,
          unit: units.get(image.band)!,
          ...(factor === 1 ? {} : { factor, zeroPoint }),
          ...(area === 1 ? {} : { area }),
        };
      },
      warnings: () => [
        ...renamed(folders),
        ...[...this.#bands].flatMap(([band, found]) =>
          converted(band, found.units, units.get(band)!),
        ),
        ...[...values.values()].flatMap((one) => one.warnings()),
      ],
    };
  }
}

/** The zero points of a band, in its unit; undefined where the unit alone says how bright it is. */
function zeroPoints(unit: string, scales: Scales): BandScale | undefined {
  if (!isCounted(unit)) return undefined;
  const census = new ZeroPointCensus();
  for (const [scale, images] of scales) {
    const [spelling, numbers] = JSON.parse(scale);
    const factor = conversionFactor(spelling, unit);
    if (factor !== undefined)
      census.add({ ...numbers, zeroPoint: shifted(numbers.zeroPoint, factor) }, images);
  }
  return census.scale();
}

/**
 * The most frequent spelling of the most frequent scale of the most frequent kind. A text that is
 * no unit of FITS counts where half of the images have it: one header names none for the others.
 */
function majority(units: Units): string {
  const all = sumOf(units);
  let left = [...units].filter(
    ([unit, images]) => unit !== '' && (parseUnit(unit) !== undefined || 2 * images >= all),
  );
  for (const keyOf of [kindOf, scaleOf, (unit: string) => unit]) {
    const counts = new Map<string, number>();
    for (const [unit, images] of left)
      counts.set(keyOf(unit), (counts.get(keyOf(unit)) ?? 0) + images);
    const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    left = left.filter(([unit]) => keyOf(unit) === most?.[0]);
  }
  return left[0]?.[0] ?? '';
}

const sumOf = (units: Units): number =>
  [...units.values()].reduce((sum, images) => sum + images, 0);

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

function converted(band: string, units: Units, to: string): string[] {
  return [...units].flatMap(([unit, images]) => {
    if (unit !== '' && to === '')
      return [
        `Band ${band}: ${images} images are in '${unit}', which is no unit: they count as the others, which name none`,
      ];
    const factor = conversionFactor(unit, to);
    if (factor === undefined || factor === 1) return [];
    return [
      `Band ${band}: pixels of ${images} images in '${unit}' are multiplied by ${factor.toPrecision(7)} to be in '${to}'`,
    ];
  });
}
