import { SampleSet } from '../../../sky-wasm/src/samples.ts';
import { lonLatToVector, subtract, type Vector } from '../sphere/vector.ts';
import type { ImagePlace, ImageRows } from './image.ts';
import { fitPlane } from './plane-fit.ts';

/** Samples at most: a slope is then uncertain by a hundredth of a pixel's noise over the image. */
const MAX_SAMPLES = 131_072;

/** A robust plane through less than this part of an image says nothing about the image. */
const MIN_PART = 0.1;

/**
 * Where an image lies on the sky, flat: a pixel at (u, v) of its plane's coordinates is at centre +
 * u across + v up, ICRS.
 */
export interface ImageFrame {
  readonly centre: Vector;
  readonly across: Vector;
  readonly up: Vector;
}

/** The plane a + b u + c v that an image's own pixels lie on, stars clipped. */
export interface ImageSky {
  readonly plane: readonly [number, number, number];
  readonly rms: number;
  readonly count: number;
}

/**
 * The frame of an image; undefined when its centre or the middle of an edge is off the sky. Throws
 * UnsupportedWcs.
 */
export function imageFrame({
  wcs,
  width,
  height,
}: Omit<ImagePlace, 'name'>): ImageFrame | undefined {
  const [xc, yc] = [(width - 1) / 2, (height - 1) / 2];
  const at = (u: number, v: number): Vector =>
    lonLatToVector(...wcs.pixelToIcrs(xc + u * width, yc + v * height));
  const frame = {
    centre: at(0, 0),
    across: subtract(at(0.5, 0), at(-0.5, 0)),
    up: subtract(at(0, 0.5), at(0, -0.5)),
  };
  return [...frame.centre, ...frame.across, ...frame.up].every(Number.isFinite) ? frame : undefined;
}

/**
 * The plane of an image's own sky (or of the rows that are given), from every k-th pixel. undefined
 * where less than a tenth of the samples have a value on it. The brightness of nebulae is in it:
 * `solveBackground` finds out how far it can be trusted.
 */
export function imageSky(image: ImageRows): ImageSky | undefined {
  const { width, pixels } = image;
  const rows = Math.floor(pixels.length / width);
  const stride = Math.max(1, Math.ceil(Math.sqrt((width * rows) / MAX_SAMPLES)));
  const room = Math.ceil(width / stride) * Math.ceil(rows / stride);
  const samples = new SampleSet(room);
  for (let row = 0; row < rows; row += stride) takeRow(image, row, stride, samples);
  if (samples.count < room * MIN_PART) return undefined;
  return fitPlane(samples);
}

/** Every stride-th pixel of a row of what is there, where it has a value. */
function takeRow(image: ImageRows, row: number, stride: number, samples: SampleSet): void {
  const { width, height, pixels, firstRow } = image;
  const { places, values } = samples;
  const v = (firstRow + row - (height - 1) / 2) / height;
  let { count } = samples;
  for (let x = 0; x < width; x += stride) {
    const pixel = pixels[row * width + x]!;
    if (pixel - pixel !== 0) continue; // NaN or infinite
    places[2 * count] = (x - (width - 1) / 2) / width;
    places[2 * count + 1] = v;
    values[count] = pixel;
    count++;
  }
  samples.count = count;
}
