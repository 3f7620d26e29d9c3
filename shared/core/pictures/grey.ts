import type { Levels } from './levels.ts';
import type { Picture } from './picture.ts';
import type { Plane } from './reduction.ts';

/** How a value between the levels becomes a grey: linearly, or as asinh(10 t) / asinh(10) to open up the faint end. */
export type Stretch = 'linear' | 'asinh';

/** The colour of pixels without a value: a dark slate, which no grey is. */
export const noValue = [34, 40, 56] as const;

const steps = 4096;

/** Greys of a plane, turned so that y goes up as on the sky. Equal levels give a middle grey. */
export function greyPicture(
  { pixels, width, height }: Plane,
  { low, high }: Levels,
  stretch: Stretch,
): Picture {
  const rgb = new Uint8Array(3 * width * height);
  const table = greyTable(stretch);
  const scale = high > low ? steps / (high - low) : 0;
  const offset = high > low ? 0 : steps / 2;
  for (let y = 0, i = 0; y < height; y++) {
    let o = 3 * width * (height - 1 - y);
    for (const end = i + width; i < end; i++, o += 3) {
      const v = pixels[i]!;
      if (v - v === 0) {
        const t = (v - low) * scale + offset;
        const grey = table[t < 0 ? 0 : t > steps ? steps : t | 0]!;
        rgb[o] = grey;
        rgb[o + 1] = grey;
        rgb[o + 2] = grey;
      } else {
        rgb[o] = noValue[0];
        rgb[o + 1] = noValue[1];
        rgb[o + 2] = noValue[2];
      }
    }
  }
  return { rgb, width, height };
}

/** Greys for t = 0 … 1 in steps of 1/4096, fine enough that no grey is skipped (the slope of asinh is at most 3.4). */
function greyTable(stretch: Stretch): Uint8Array {
  const table = new Uint8Array(steps + 1);
  for (let i = 0; i <= steps; i++) {
    const t = i / steps;
    table[i] = Math.round(255 * (stretch === 'asinh' ? Math.asinh(10 * t) / Math.asinh(10) : t));
  }
  return table;
}
