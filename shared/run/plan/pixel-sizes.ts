import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import { type Counts, lowerMedian, totalOf } from './counts.ts';

/** of area: what a seam begins to show at */
const VISIBLE = 0.02;
/**
 * Of area. Pixels of one camera that differ by less are one pixel, which its optics distort; the
 * flat field has made a brightness of them.
 */
const DISTORTION = 0.25;

type Sized = Pick<PlannedImage, 'instrument' | 'pixelScale'>;

/** The pixel sizes of the images of a band. */
export class PixelCensus {
  readonly #cameras = new Map<string, Counts>();

  /** What is no size is left to the plan, which refuses it. */
  add({ instrument, pixelScale }: Sized): void {
    if (!isSize(pixelScale)) return;
    const sizes: Counts = this.#cameras.get(instrument) ?? new Map();
    this.#cameras.set(instrument, sizes);
    const size = Number(pixelScale.toPrecision(5));
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }

  /** Whether all are so nearly of one size that none is multiplied, nor warned of. */
  areAlike(): boolean {
    const { most } = this.sizes();
    return [...this.#cameras.values()].every((sizes) =>
      [...sizes.keys()].every((size) => Math.abs(areaRatio(size, most) - 1) < VISIBLE / 2),
    );
  }

  sizes(): PixelSizes {
    const cameras = new Map(
      [...this.#cameras].map(([camera, sizes]) => [camera, lowerMedian(sizes)] as const),
    );
    const own: Counts = new Map();
    for (const [camera, sizes] of this.#cameras)
      for (const [size, images] of sizes) {
        const one = undistorted(size, cameras.get(camera)!);
        own.set(one, (own.get(one) ?? 0) + images);
      }
    return new PixelSizes(cameras, own);
  }
}

const isSize = (pixelScale: number): boolean => pixelScale > 0 && pixelScale < 1e6;
const areaRatio = (one: number, other: number): number => (one / other) ** 2;
const undistorted = (size: number, ofCamera: number): number =>
  Math.abs(areaRatio(size, ofCamera) - 1) < DISTORTION ? ofCamera : size;

/** What pixels of other sizes are multiplied by to hold the flux of those of most images. */
export class PixelSizes {
  /** arcsec */
  readonly most: number;
  readonly #cameras: ReadonlyMap<string, number>;
  readonly #others: Counts;

  constructor(cameras: ReadonlyMap<string, number>, own: Counts) {
    this.most = own.size > 0 ? lowerMedian(own) : 1;
    this.#cameras = cameras;
    this.#others = new Map([...own].filter(([size]) => this.#factor(size) !== 1));
  }

  factorOf({ instrument, pixelScale }: Sized): number {
    if (!isSize(pixelScale)) return 1;
    return this.#factor(undistorted(pixelScale, this.#cameras.get(instrument) ?? pixelScale));
  }

  #factor(size: number): number {
    const factor = areaRatio(this.most, size);
    return Math.abs(factor - 1) < VISIBLE ? 1 : factor;
  }

  /** What a person should know of the band; `scaled`: whether its pixels hold flux, and are. */
  warnings(band: string, scaled: boolean): string[] {
    const images = totalOf(this.#others);
    if (images === 0) return [];
    const range = (values: number[]): string =>
      [
        ...new Set([Math.min(...values), Math.max(...values)].map((one) => one.toPrecision(4))),
      ].join(' to ');
    const sizes = `pixels of ${range([...this.#others.keys()])} arcsec, most of ${this.most.toPrecision(4)}`;
    return [
      scaled
        ? `Band ${band}: ${images} images have ${sizes}: what they hold is multiplied by ${range([...this.#others.keys()].map((size) => this.#factor(size)))}, the ratio of the areas`
        : `Band ${band}: ${images} images have ${sizes}, and nothing says whether they hold flux or brightness: they are averaged as brightness. Give them bands of their own, or a BUNIT, if they hold flux`,
    ];
  }
}
