import type { ImageSky } from '../overlaps/image-sky.ts';
import { RowTable } from '../row-table.ts';
import type { Vector } from '../sphere/vector.ts';
import type { BackgroundImage, BackgroundImages } from './image.ts';

/** Numbers of an image: its band, width, height, frame (9), sky (5). What is not known is NaN. */
const FRAME = 3;
const SKY = 12;
const NUMBERS = 17;

/**
 * The images of a survey, packed: 136 bytes an image, where objects take ten times that. Their
 * names are their places.
 */
export class PackedImages implements BackgroundImages {
  readonly #bands: string[] = [];
  readonly #rows = new RowTable(NUMBERS);

  get length(): number {
    return this.#rows.length;
  }

  /** Adds an image, at the next place. */
  add({ band, width, height, frame }: Omit<BackgroundImage, 'name' | 'sky'>): void {
    if (!this.#bands.includes(band)) this.#bands.push(band);
    const numbers = this.#rows.add();
    numbers.set([this.#bands.indexOf(band), width, height]);
    if (frame) numbers.set([...frame.centre, ...frame.across, ...frame.up], FRAME);
  }

  /** Throws RangeError when there is no image at the place. */
  setSky(place: number, { plane, rms, count }: ImageSky): void {
    if (place >= this.length) throw new RangeError(`a sky of image ${place} of ${this.length}`);
    this.#rows.at(place).set([...plane, rms, count], SKY);
  }

  at(place: number): BackgroundImage {
    const numbers = this.#rows.at(place);
    const vector = (at: number): Vector => [numbers[at]!, numbers[at + 1]!, numbers[at + 2]!];
    const known = (at: number) => !Number.isNaN(numbers[at]!);
    return {
      name: String(place),
      band: this.#bands[numbers[0]!]!,
      width: numbers[1]!,
      height: numbers[2]!,
      frame: known(FRAME)
        ? { centre: vector(FRAME), across: vector(FRAME + 3), up: vector(FRAME + 6) }
        : undefined,
      sky: known(SKY)
        ? { plane: vector(SKY), rms: numbers[SKY + 3]!, count: numbers[SKY + 4]! }
        : undefined,
    };
  }
}
