import type { Histogram } from '../histogram/histogram.ts';
import { cutRange, malformed } from '../stretch/cut.ts';
import type { ColourPixels, Rgb } from './tile-colour.ts';
import { forEachRow, type TilePicture } from './tile-picture.ts';

/**
 * A colour model, plain data: per band v = scale · pixel + offset, and how far the brightness is
 * bent.
 */
export interface Lupton {
  q: number;
  scale: Rgb<number>;
  offset: Rgb<number>;
}

/**
 * The model in which each band is black at the low limit of the cut and, where all three are alike,
 * white at the high one. Compared with a straight line it is sinh(√q)/√q times as steep at black: 3
 * for a q of 8, 10 for 20, 44 for 40.
 *
 * @throws DataError NoGoodPixels for an empty histogram; MalformedConfig for a cut that cannot be
 *   read or has no room between its limits
 */
export function makeLupton(
  histograms: Rgb<Histogram>,
  { cut, q }: { cut: string; q: number },
): Lupton {
  const white = Math.sinh(Math.sqrt(q)) / q; // where f is 1
  const scale: number[] = [];
  const offset: number[] = [];
  for (const histogram of histograms) {
    const { low, high } = cutRange(histogram, cut);
    if (low === high)
      throw malformed(cut, `has no room between ${low} and ${high} in one of the bands`);
    scale.push(white / (high - low));
    offset.push((-low * white) / (high - low) + 0); // + 0: −0 is 0
  }
  return { q, scale: scale as unknown as Rgb<number>, offset: offset as unknown as Rgb<number> };
}

/**
 * The colour picture of a square tile by Lupton et al. 2004 (PASP 116, 133): the mean I of the
 * three v is bent as f(I) = asinh(q I)/√q, and each v multiplied by f(I)/I, which keeps the hue; a
 * colour beyond 255 is darkened as a whole, a negative one is 0. A pixel is transparent only where
 * no band has data; a band that has none there takes the mean v of those that have, so that it adds
 * no hue of its own.
 */
export function luptonTile(
  pixels: ColourPixels,
  width: number,
  { q, scale, offset }: Lupton,
): TilePicture {
  const none = pixels.includes(undefined)
    ? new Float32Array(width * width).fill(Number.NaN)
    : undefined;
  const [red, green, blue] = pixels.map((band) => band ?? none!) as unknown as Rgb<Float32Array>;
  const data = new Uint8Array(4 * width * width);
  const bright = 255 / Math.sqrt(q);
  forEachRow(width, (top, bottom) => {
    for (let x = 0, o = 4 * top; x < width; x++, o += 4) {
      let r = red[bottom + x]! * scale[0] + offset[0];
      let g = green[bottom + x]! * scale[1] + offset[1];
      let b = blue[bottom + x]! * scale[2] + offset[2];
      let sum = r + g + b;
      if (sum - sum !== 0) {
        const [rThere, gThere, bThere] = [r - r === 0, g - g === 0, b - b === 0];
        const there = Number(rThere) + Number(gThere) + Number(bThere);
        if (there === 0) continue;
        const mean = ((rThere ? r : 0) + (gThere ? g : 0) + (bThere ? b : 0)) / there;
        if (!rThere) r = mean;
        if (!gThere) g = mean;
        if (!bThere) b = mean;
        sum = 3 * mean;
      }
      data[o + 3] = 255;
      if (sum <= 0) continue;
      const mean = sum / 3;
      let factor = (bright * asinh(q * mean)) / mean;
      const most = factor * Math.max(r, g, b);
      if (most > 255) factor *= 255 / most;
      data[o] = r > 0 ? r * factor + 0.5 : 0;
      data[o + 1] = g > 0 ? g * factor + 0.5 : 0;
      data[o + 2] = b > 0 ? b * factor + 0.5 : 0;
    }
  });
  return { data, width, height: width, channels: 4 };
}

/** asinh of a positive number, to 1e-8 relative, at half the cost of Math.asinh. */
const asinh = (x: number): number => (x < 1e-4 ? x : Math.log(x + Math.sqrt(x * x + 1)));
