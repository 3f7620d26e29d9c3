import type { ClipNoise } from './clip.ts';
import type { MosaicPlanes, PlaneKinds } from './planes.ts';
import type { Samples } from './samples.ts';

/** A square of samples on the canvas. */
export interface PlacedSamples {
  readonly column: number;
  readonly row: number;
  readonly size: number;
}

/** What is known of an image whose samples are added. */
export interface AddedImage {
  /** its row in the table of inputs */
  readonly row: number;
  /** of the list, 1 if it says nothing */
  readonly weight: number;
  /** what its noise is taken from, where values are compared with it */
  readonly noise?: ClipNoise | undefined;
}

/** Adds images to a canvas, and makes one value of each pixel's. */
export interface Coadder {
  add(samples: Samples, place: PlacedSamples, image: AddedImage): void;
  /** The planes of a part of the canvas, row by row. */
  finish(left: number, bottom: number, width: number, height: number): MosaicPlanes;
}

/** The canvas, and what is wanted of it. */
export interface Canvas extends PlaneKinds {
  readonly width: number;
  readonly height: number;
}
