import { shown } from './geometry.ts';
import { type Hdu, whereIs } from './hdu.ts';

const LEAVE_OUT = 'leave this image out of the list';

/** What there is to say of an image without a finite pixel, and where to mend it. */
export interface NoValues {
  words: string;
  where: ReturnType<typeof whereIs>;
}

/**
 * Why no pixel of an image is finite: infinite as stored, or larger than float32 holds (3.4e38) by
 * a card or in the file's float64; else as `otherwise` says.
 */
export function whyNoValues(hdu: Hdu, pixels: Float32Array, otherwise: string): NoValues {
  const where = whereIs(hdu);
  if (!pixels.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY))
    return { words: `${otherwise}: ${LEAVE_OUT}`, where };
  const cards = ['BSCALE', 'BZERO'].filter((keyword) => hdu.header.get(keyword) !== undefined);
  if (cards.length > 0) {
    const written = cards.map((keyword) => `${keyword} = ${shown(hdu.header, keyword)}`);
    return {
      words: `No pixel is finite: ${written.join(' and ')} make them larger than float32 holds: correct the header, or ${LEAVE_OUT}`,
      where: { ...where, keyword: cards[0]! },
    };
  }
  const words =
    hdu.bitpix === -64
      ? `No pixel is finite as float32, which holds 3.4e38: divide the values, or ${LEAVE_OUT}`
      : `Every pixel is infinite or NaN: ${LEAVE_OUT}`;
  return { words, where };
}
