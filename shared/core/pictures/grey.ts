import { asinhBend } from '../stretch/asinh.ts';
import type { PixelPlane } from './reduction.ts';
import type { Strip } from './strip.ts';

/** The colour of pixels without a value: a dark slate, which no grey is. */
export const noValue = [34, 40, 56] as const;

/**
 * How pixel values become greys: equal steps from `low` on, `scale` in one of the value's unit,
 * with the grey of each as a word.
 */
export interface Greys {
  low: number;
  scale: number;
  words: Int32Array;
}

const STEPS = 16_384;

/**
 * Black at low, white at high, by asinh in between so that the median is a dark grey. Where low and
 * high are equal all is a middle grey.
 */
export function greysOf({
  low,
  median,
  high,
}: {
  low: number;
  median: number;
  high: number;
}): Greys {
  const hasRoom = high > low;
  const bend = hasRoom ? asinhBend((median - low) / (high - low)) : 1;
  const shareOf = (step: number) =>
    hasRoom ? Math.asinh((bend * step) / STEPS) / Math.asinh(bend) : 0.5;
  const words = Int32Array.from(
    { length: STEPS + 1 },
    (_, step) => Math.round(255 * shareOf(step)) * 0x010101,
  );
  return { low, scale: hasRoom ? STEPS / (high - low) : 0, words };
}

/** Greys of the plane's rows that the strip shows, turned so that y goes up as on the sky. */
export function paintGrey(
  { pixels, width, height }: PixelPlane,
  { low, scale, words: greys }: Greys,
  strip: Strip,
): void {
  const words = strip.pixels;
  const nothing = noValue[0] | (noValue[1] << 8) | (noValue[2] << 16);
  for (let row = 0, to = 0; row < strip.rows; row++) {
    let from = width * (height - 1 - strip.top - row);
    for (const end = from + width; from < end; from++, to++) {
      const v = pixels[from]!;
      const t = (v - low) * scale; // not finite where v is not
      if (t >= 0 && t < STEPS) words[to] = greys[t | 0]!;
      else words[to] = v - v === 0 ? greys[t < 0 ? 0 : STEPS]! : nothing;
    }
  }
}
