import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import { NumberList } from '../../core/number-list.ts';

/** Images of one band and unit whose header makes numbers so many times larger or smaller. */
const ODD_RATIO = 1e6;
/** So many images have a middle that one of them does not move. */
const MIN_ALIKE = 3;
/** The squares of larger values are no float32. */
const LARGEST = 2 ** 64;

type Stored = NonNullable<PlannedImage['stored']>;

/**
 * Compares what BSCALE and BZERO make of the stored numbers of a band's images, so that one header
 * does not decide the sums, and the brightness of the picture, of all others.
 */
export class ValueCensus {
  readonly #most = new Map<string, NumberList>();
  readonly #middle = new Map<string, number>();
  readonly #images = new Map<string, number>();

  add(image: PlannedImage): void {
    const { band, stored } = image;
    this.#images.set(band, (this.#images.get(band) ?? 0) + 1);
    if (!stored) return;
    const key = keyOf(image, stored);
    const known = this.#most.get(key) ?? new NumberList();
    this.#most.set(key, known);
    known.push(stored.most);
  }

  /** Why the values of an image cannot be those of its band's others; after all were added. */
  oddity(image: PlannedImage): string | undefined {
    const { band, stored } = image;
    if (!stored || (this.#images.get(band) ?? 0) < 2) return undefined;
    const mend = 'correct them, give the image a band of its own, or leave it out of the list';
    if (stored.most > LARGEST)
      return `BSCALE and BZERO make its numbers up to ${shown(stored.most)}, whose squares no sum of images can hold: ${mend}`;
    const middle = this.#middleOf(keyOf(image, stored));
    const ratio = middle === undefined ? 1 : stored.most / middle;
    if (ratio <= ODD_RATIO && ratio >= 1 / ODD_RATIO) return undefined;
    return `BSCALE and BZERO make its numbers ${shown(ratio)} times those of most images of band ${band}: ${mend}`;
  }

  /** Whether an image has such values; after all were added. */
  hasOdd(): boolean {
    for (const [key, all] of this.#most) {
      const middle = this.#middleOf(key);
      for (const most of all) {
        if (most > LARGEST) return true;
        const ratio = middle === undefined ? 1 : most / middle;
        if (!(ratio <= ODD_RATIO && ratio >= 1 / ODD_RATIO)) return true;
      }
    }
    return false;
  }

  #middleOf(key: string): number | undefined {
    const all = this.#most.get(key);
    if (!all || all.length < MIN_ALIKE) return undefined;
    const known = this.#middle.get(key) ?? all.sorted()[all.length >> 1]!;
    this.#middle.set(key, known);
    return known;
  }
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));

/** Only numbers that are stored alike, in one unit, can be compared. */
const keyOf = ({ band, unit }: PlannedImage, { bitpix }: Stored): string =>
  JSON.stringify([band, unit, bitpix]);
