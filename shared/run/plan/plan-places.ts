import { IMAGES_PER_PART, type ImageRef } from '../../contracts/sky-map/plan.ts';
import { NumberList } from '../../core/number-list.ts';

/** Where the lines of a band's images stand in its parts: 16 bytes an image. */
class BandLines {
  readonly #offsets = new NumberList();
  readonly #lengths = new NumberList();

  push(length: number): void {
    const place = this.#offsets.length;
    const isFirst = place % IMAGES_PER_PART === 0;
    this.#offsets.push(isFirst ? 0 : this.#offsets.at(place - 1) + this.#lengths.at(place - 1));
    this.#lengths.push(length);
  }

  get length(): number {
    return this.#offsets.length;
  }

  at(place: number): ImageRef {
    return [place, this.#offsets.at(place), this.#lengths.at(place)];
  }
}

/**
 * Where the images of a plan, numbered through all bands in the order of the list, stand in their
 * own bands.
 */
export class PlanPlaces {
  readonly #bands: string[] = [];
  readonly #lines: BandLines[] = [];
  readonly #bandOf = new NumberList();
  readonly #placeOf = new NumberList();

  /** The next image of the list, and the bytes of its line. */
  push(band: string, length: number): void {
    let number = this.#bands.lastIndexOf(band);
    if (number < 0) number = this.#bands.push(band) - 1;
    const lines = this.#lines[number] ?? new BandLines();
    this.#lines[number] = lines;
    this.#bandOf.push(number);
    this.#placeOf.push(lines.length);
    lines.push(length);
  }

  bandOf(image: number): string {
    return this.#bands[this.#bandOf.at(image)]!;
  }

  /** Among the images of its band. */
  placeOf(image: number): number {
    return this.#placeOf.at(image);
  }

  /** Of images of one band. */
  refsOf(images: readonly number[]): ImageRef[] {
    return images.map((image) => this.#lines[this.#bandOf.at(image)]!.at(this.#placeOf.at(image)));
  }
}
