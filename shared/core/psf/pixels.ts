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

/** Standard deviation of the sky at a place, that of the nearest pixel beyond the border. */
export function sigmaAt(
  { sigma, width, height }: Pick<PsfPixels, 'sigma' | 'width' | 'height'>,
  { x, y }: { readonly x: number; readonly y: number },
): number {
  if (typeof sigma === 'number') return sigma;
  const column = Math.min(Math.max(Math.round(x), 0), width - 1);
  const row = Math.min(Math.max(Math.round(y), 0), height - 1);
  return sigma[row * width + column] || 0;
}
