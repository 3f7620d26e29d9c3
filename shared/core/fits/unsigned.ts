import { type Hdu, whereIs } from './hdu.ts';
import { scalingOf } from './scaling.ts';

/**
 * Takes integers of 16 and 32 bits for unsigned ones, in place: SExtractor's FITS_UNSIGNED, for
 * files that store them without the standard's BZERO of 2^15 or 2^31. Where that stands, they are
 * unsigned already and nothing is done.
 * @param pixels the HDU's physical values
 */
export function asUnsigned(hdu: Hdu, pixels: Float32Array): void {
  const { bitpix } = hdu;
  if (bitpix !== 16 && bitpix !== 32) return;
  const { bscale, bzero, offsetInteger } = scalingOf(hdu.header, bitpix, whereIs(hdu));
  if (offsetInteger) return;
  const range = bscale * 2 ** bitpix;
  for (let i = 0; i < pixels.length; i++)
    if ((pixels[i]! - bzero) / bscale < 0) pixels[i]! += range;
}
