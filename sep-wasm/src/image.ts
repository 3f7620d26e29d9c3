import {
  allocate,
  bytesAt,
  float32At,
  int32At,
  kernels,
  release,
  scratch,
  withScratch,
} from './memory.ts';

/**
 * width x height pixels in WebAssembly memory; the first row of `data` is y = 0, the centre of its
 * first pixel x = 0.
 */
abstract class Plane {
  /** pixels in a row */
  readonly width: number;
  /** rows */
  readonly height: number;
  #pointer: number;

  protected constructor(width: number, height: number, bytesPerPixel: number) {
    if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
      throw new RangeError(
        `an image of ${width} x ${height} pixels cannot be made: both must be whole and positive`,
      );
    }
    this.width = width;
    this.height = height;
    this.#pointer = allocate(width * height * bytesPerPixel);
  }

  /**
   * Address of the first pixel.
   * @internal
   */
  get pointer(): number {
    if (this.#pointer === 0) throw new Error('the image was freed');
    return this.#pointer;
  }

  /** Give the memory back. Using the image afterwards throws. */
  free(): void {
    if (this.#pointer !== 0) release(this.#pointer);
    this.#pointer = 0;
  }
}

/** @internal */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Float32 pixels: an image or an error (rms) map. NaN stands for a missing pixel. */
export class Image extends Plane {
  constructor(width: number, height: number) {
    super(width, height, 4);
  }

  /** The pixels, row by row. Take the view anew after every other call: memory that grows moves. */
  get data(): Float32Array<ArrayBuffer> {
    return float32At(this.pointer, this.width * this.height);
  }

  /**
   * Turn the bytes of every pixel around, in place: after big-endian pixels, as FITS has them, were
   * read into `data`.
   */
  swapBytes(): void {
    kernels().swapWords(this.pointer, this.width * this.height);
  }

  /** The largest pixel that is no NaN; -Infinity where there is none. */
  brightest(): number {
    return kernels().brightest(this.pointer, this.width * this.height);
  }

  /**
   * Number of pixels that are NaN, infinite or masked (not 0). Throws RangeError when the mask has
   * another size.
   */
  countBad(mask?: Mask | Uint8Array): number {
    return withScratch(
      () =>
        kernels().countBad(this.pointer, maskPointer(mask, this), this.width * this.height) >>> 0,
    );
  }
}

/** One byte per pixel: 0 good, anything else bad. */
export class Mask extends Plane {
  constructor(width: number, height: number) {
    super(width, height, 1);
  }

  /** The bytes, row by row. Take the view anew after every other call: memory that grows moves. */
  get data(): Uint8Array<ArrayBuffer> {
    return bytesAt(this.pointer, this.width * this.height);
  }
}

/** A whole number per pixel: 0, or that of the source it belongs to. */
export class Labels extends Plane {
  constructor(width: number, height: number) {
    super(width, height, 4);
  }

  get data(): Int32Array<ArrayBuffer> {
    return int32At(this.pointer, this.width * this.height);
  }

  /** Give each number above 0 the one at its place in `numbers`, in place. */
  renumber(numbers: Int32Array): void {
    withScratch(() => {
      const table = scratch(numbers.length * 4);
      int32At(table, numbers.length).set(numbers);
      kernels().renumber(this.pointer, this.width * this.height, table);
    });
  }
}

/**
 * A width x height image in WebAssembly memory, filled with 0 or with `data`. Throws OutOfMemory.
 */
export function createImage(width: number, height: number, data?: ArrayLike<number>): Image {
  const image = new Image(width, height);
  fill(image, data);
  return image;
}

/**
 * A width x height mask in WebAssembly memory, all good or filled with `data`. Throws OutOfMemory.
 */
export function createMask(width: number, height: number, data?: ArrayLike<number>): Mask {
  const mask = new Mask(width, height);
  fill(mask, data);
  return mask;
}

/** A map of labels in WebAssembly memory, filled with 0 or with `data`. Throws OutOfMemory. */
export function createLabels(width: number, height: number, data?: ArrayLike<number>): Labels {
  const labels = new Labels(width, height);
  fill(labels, data);
  return labels;
}

function fill(plane: Image | Mask | Labels, data: ArrayLike<number> | undefined): void {
  if (data === undefined) {
    plane.data.fill(0);
  } else if (data.length === plane.width * plane.height) {
    plane.data.set(data);
  } else {
    plane.free();
    throw new RangeError(
      `${data.length} values do not fill ${plane.width} x ${plane.height} pixels`,
    );
  }
}

/**
 * The mask's address, 0 for none. A plain array is copied to scratch. Throws RangeError when its
 * size is another. @internal
 */
export function maskPointer(mask: Mask | Uint8Array | undefined, image: Image): number {
  if (mask === undefined) return 0;
  const pixels = image.width * image.height;
  if (mask instanceof Mask) {
    sameSize('mask', mask, image);
    return mask.pointer;
  }
  if (mask.length !== pixels)
    throw new RangeError(`the mask has ${mask.length} values, the image ${pixels} pixels`);
  const pointer = scratch(pixels);
  bytesAt(pointer, pixels).set(mask);
  return pointer;
}

/**
 * Throws RangeError when a map does not lie on the image's pixels.
 * @internal
 */
export function sameSize(name: string, map: Size, image: Size): void {
  if (map.width !== image.width || map.height !== image.height) {
    throw new RangeError(
      `the ${name} has ${map.width} x ${map.height} pixels, the image ${image.width} x ${image.height}`,
    );
  }
}
