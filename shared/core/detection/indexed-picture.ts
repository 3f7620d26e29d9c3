import { red } from '../pictures/ellipses.ts';
import { noValue } from '../pictures/grey.ts';
import type { Picture } from '../pictures/picture.ts';
import type { Strip } from '../pictures/strip.ts';

// 1 for pixels without a value, 192 greys, 7 strengths of red over 9 greys
const GREYS = 192;
const FIRST_GREY = 1;
const FIRST_RED = FIRST_GREY + GREYS;
const STRENGTHS = 7;
const UNDER_GREYS = 9;

/**
 * The indices into `palette` of grey pictures with red lines, a byte a pixel instead of three: 192
 * greys are finer than the noise of a sky that the picture spreads over them, and of the lines'
 * soft edges 7 strengths are kept. By red and, in steps of 256, blue.
 */
export function indexTable(): Uint8Array {
  const table = new Uint8Array(256 * 256);
  for (let b = 0; b < 256; b++) {
    const grey = FIRST_GREY + Math.round((b * (GREYS - 1)) / 255);
    table[257 * b] = grey;
    for (let r = b + 1; r < 256; r++) table[256 * b + r] = redIndex(r, b) ?? grey;
  }
  return table;
}

/**
 * Writes a strip into the rows that PNG takes: of each a 0 (its filter: none), then an index a
 * pixel.
 */
export function indexStrip(
  { pixels, width, top, rows }: Strip,
  table: Uint8Array,
  out: Uint8Array,
): void {
  for (let row = 0, from = 0, to = (width + 1) * top; row < rows; row++) {
    out[to++] = 0;
    for (const end = from + width; from < end; from++, to++) {
      const colour = pixels[from]!;
      out[to] = table[((colour >> 8) & 0xff00) | (colour & 0xff)]!;
    }
  }
}

/**
 * Red lies over grey with the strength by which it parts red from blue; undefined where that is
 * next to nothing.
 */
function redIndex(r: number, b: number): number | undefined {
  const strength = Math.min(1, (r - b) / (red[0] - red[2]));
  const step = Math.round(strength * STRENGTHS);
  if (step === 0) return undefined;
  const under = strength < 1 ? (r - red[0] * strength) / (1 - strength) : 0;
  const grey = Math.round((Math.max(0, Math.min(255, under)) * (UNDER_GREYS - 1)) / 255);
  return FIRST_RED + (step - 1) * UNDER_GREYS + grey;
}

/** Three bytes a colour. */
export function palette(): Uint8Array {
  const colours = new Uint8Array(3 * 256);
  colours.set(noValue);
  for (let i = 0; i < GREYS; i++)
    colours.fill((i * 255) / (GREYS - 1) + 0.5, 3 * (FIRST_GREY + i), 3 * (FIRST_GREY + i + 1));
  for (let step = 1; step <= STRENGTHS; step++) {
    for (let grey = 0; grey < UNDER_GREYS; grey++) {
      const at = 3 * (FIRST_RED + (step - 1) * UNDER_GREYS + grey);
      const under = (grey * 255) / (UNDER_GREYS - 1);
      for (let c = 0; c < 3; c++)
        colours[at + c] = under + ((red[c]! - under) * step) / STRENGTHS + 0.5;
    }
  }
  return colours;
}

/**
 * The strip's part of a picture k times smaller, from the means of k x k pixels, what is cut at the
 * right and at the bottom left out: enough for a much smaller thumbnail. k is at most 16. The strip
 * begins with a whole row of blocks.
 */
export function shrinkStrip({ pixels, width, top, rows }: Strip, k: number, small: Picture): void {
  const area = k * k;
  let to = 3 * small.width * (top / k);
  for (let y = 0; y + k <= rows; y += k) {
    for (let x = 0; x < small.width; x++) {
      let redAndBlue = 0; // each less than 2^16
      let green = 0;
      for (let j = 0; j < k; j++) {
        let from = (y + j) * width + x * k;
        for (const end = from + k; from < end; from++) {
          redAndBlue += pixels[from]! & 0xff00ff;
          green += (pixels[from]! >> 8) & 0xff;
        }
      }
      small.rgb[to++] = (redAndBlue & 0xffff) / area + 0.5;
      small.rgb[to++] = green / area + 0.5;
      small.rgb[to++] = (redAndBlue >>> 16) / area + 0.5;
    }
  }
}
