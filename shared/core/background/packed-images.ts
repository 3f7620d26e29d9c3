import type { ImageSky, Vector } from '../overlaps/image-sky.ts';
import type { BackgroundImage, BackgroundImages } from './image.ts';

/** Numbers of an image: its band, width, height, frame (9), sky (5). What is not known is NaN. */
const FRAME = 3;
const SKY = 12;
const NUMBERS = 17;

/** Images that are stored together, as in `Pairs`. */
const CHUNK_BITS = 13;
const IN_CHUNK = 2 ** CHUNK_BITS - 1;

/** The images of a survey, packed: 136 bytes an image, where objects take ten times that. Their names are their places. */
export class PackedImages implements BackgroundImages {
  readonly #bands: string[] = [];
  readonly #numbers: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds an image, at the next place. */
  add({ band, width, height, frame }: Omit<BackgroundImage, 'name' | 'sky'>): void {
    const place = this.#length++;
    if ((place & IN_CHUNK) === 0) this.#numbers.push(new Float64Array(NUMBERS << CHUNK_BITS));
    if (!this.#bands.includes(band)) this.#bands.push(band);
    const numbers = this.#of(place).fill(Number.NaN);
    numbers.set([this.#bands.indexOf(band), width, height]);
    if (frame) numbers.set([...frame.centre, ...frame.across, ...frame.up], FRAME);
  }

  /** Throws RangeError when there is no image at the place. */
  setSky(place: number, { plane, rms, count }: ImageSky): void {
    if (place >= this.#length) throw new RangeError(`a sky of image ${place} of ${this.#length}`);
    this.#of(place).set([...plane, rms, count], SKY);
  }

  at(place: number): BackgroundImage {
    const numbers = this.#of(place);
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
      sky: known(SKY) ? { plane: vector(SKY), rms: numbers[SKY + 3]!, count: numbers[SKY + 4]! } : undefined,
    };
  }

  #of(place: number): Float64Array {
    const at = (place & IN_CHUNK) * NUMBERS;
    return this.#numbers[place >> CHUNK_BITS]!.subarray(at, at + NUMBERS);
  }
}
