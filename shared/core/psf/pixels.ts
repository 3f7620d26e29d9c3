/** An image without its background, as stars are fitted in it. */
export interface PsfPixels {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  /** not 0: a pixel that says nothing, and so do those that are not finite */
  readonly mask: Uint8Array | undefined;
  /** standard deviation of a pixel without stars, or of each pixel */
  readonly sigma: number | Float32Array;
  /** electrons to a unit of the pixels; 0: stars add no noise to `sigma` */
  readonly gain: number;
}

/** Variance of a pixel with so much of stars' light in it; infinite where it says nothing. */
export function varianceAt(pixels: PsfPixels, at: number, light: number): number {
  const { sigma, mask, gain, data } = pixels;
  if ((mask !== undefined && mask[at] !== 0) || !Number.isFinite(data[at]!)) return Infinity;
  const noise = typeof sigma === 'number' ? sigma : sigma[at]!;
  if (!(noise > 0)) return Infinity;
  return noise * noise + (gain > 0 && light > 0 ? light / gain : 0);
}
