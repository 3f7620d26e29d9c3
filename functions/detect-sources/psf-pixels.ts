import { Image } from 'sep-wasm';
import type { PsfPixels } from '../../shared/core/psf/pixels.ts';
import type { SkyAndNoise } from './measure.ts';

/** How noise is reckoned. */
export interface PixelNoise {
  readonly gain: number;
  /** not 0: a pixel that says nothing */
  readonly mask: Uint8Array | undefined;
}

/** Views of the pixels; those of before another call of sep-wasm may be stale. */
export const psfPixels = (
  image: Image,
  err: SkyAndNoise['err'],
  { mask, gain }: PixelNoise,
): PsfPixels => ({
  data: image.data,
  width: image.width,
  height: image.height,
  mask,
  sigma: err instanceof Image ? err.data : err,
  gain,
});
