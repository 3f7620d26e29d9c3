import type { Plane } from './reduction.ts';
import type { Strip } from './strip.ts';

/** The pixel values shown as black and as white. */
export interface Levels {
  low: number;
  high: number;
}

/** The colour of pixels without a value: a dark slate, which no grey is. */
export const noValue = [34, 40, 56] as const;

const steps = 4096;

/** Greys of the plane's rows that the strip shows, turned so that y goes up as on the sky. Equal levels give a middle grey. */
export function paintGrey({ pixels, width, height }: Plane, { low, high }: Levels, strip: Strip): void {
  const words = strip.pixels;
  const nothing = noValue[0] | (noValue[1] << 8) | (noValue[2] << 16);
  const scale = high > low ? steps / (high - low) : 0;
  const offset = high > low ? 0 : steps / 2;
  for (let row = 0, to = 0; row < strip.rows; row++) {
    let from = width * (height - 1 - strip.top - row);
    for (const end = from + width; from < end; from++, to++) {
      const v = pixels[from]!;
      const t = (v - low) * scale + offset; // not finite where v is not
      if (t >= 0 && t < steps) words[to] = greyOf(t | 0);
      else words[to] = v - v === 0 ? greyOf(t < 0 ? 0 : steps) : nothing;
    }
  }
}

/** The grey of a step from black to white, as a word. */
const greyOf = (step: number): number => ((255 * step + steps / 2) >> 12) * 0x010101;
