import { noValue } from '../pictures/grey.ts';
import type { Picture } from '../pictures/picture.ts';

/** A picture of at most 256 colours, as PNG takes it. */
export interface IndexedPicture {
  /** of each row a 0 (PNG's filter: none), then an index a pixel */
  rows: Uint8Array;
  width: number;
  height: number;
  /** three bytes a colour */
  palette: Uint8Array;
}

// 1 for pixels without a value, 192 greys, 7 strengths of red over 9 greys
const greys = 192;
const firstGrey = 1;
const firstRed = firstGrey + greys;
const strengths = 7;
const underGreys = 9;

/** The red of `drawEllipses` at its full strength. */
const red = [255, 48, 40] as const;

/**
 * A grey picture with red lines in 256 colours, a byte a pixel instead of three: 192 greys are finer than the noise of a sky that the
 * picture spreads over them, and of the lines' soft edges 7 strengths are kept.
 */
export function indexPicture({ rgb, width, height }: Picture): IndexedPicture {
  const greyIndex = Uint8Array.from(
    { length: 256 },
    (_, g) => firstGrey + Math.round((g * (greys - 1)) / 255),
  );
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    rows[to++] = 0;
    for (const end = from + 3 * width; from < end; from += 3) {
      const r = rgb[from]!;
      const b = rgb[from + 2]!;
      rows[to++] = r === b ? greyIndex[r]! : r < b ? 0 : (redIndex(r, b) ?? greyIndex[b]!);
    }
  }
  return { rows, width, height, palette: palette() };
}

/** Red lies over grey with the strength by which it parts red from blue; undefined where that is next to nothing. */
function redIndex(r: number, b: number): number | undefined {
  const strength = Math.min(1, (r - b) / (red[0] - red[2]));
  const step = Math.round(strength * strengths);
  if (step === 0) return undefined;
  const under = strength < 1 ? (r - red[0] * strength) / (1 - strength) : 0;
  const grey = Math.round((Math.max(0, Math.min(255, under)) * (underGreys - 1)) / 255);
  return firstRed + (step - 1) * underGreys + grey;
}

function palette(): Uint8Array {
  const colours = new Uint8Array(3 * 256);
  colours.set(noValue);
  for (let i = 0; i < greys; i++)
    colours.fill((i * 255) / (greys - 1) + 0.5, 3 * (firstGrey + i), 3 * (firstGrey + i + 1));
  for (let step = 1; step <= strengths; step++) {
    for (let grey = 0; grey < underGreys; grey++) {
      const at = 3 * (firstRed + (step - 1) * underGreys + grey);
      const under = (grey * 255) / (underGreys - 1);
      for (let c = 0; c < 3; c++) colours[at + c] = under + ((red[c]! - under) * step) / strengths + 0.5;
    }
  }
  return colours;
}

/** The means of k x k pixels, what is cut at the right and at the bottom left out: enough for a much smaller thumbnail. */
export function shrink({ rgb, width, height }: Picture, k: number): Picture {
  if (k === 1) return { rgb, width, height };
  const small = { width: Math.floor(width / k), height: Math.floor(height / k) };
  const out = new Uint8Array(3 * small.width * small.height);
  const sums = new Uint32Array(3 * small.width);
  for (let y = 0; y < small.height; y++) {
    sums.fill(0);
    for (let j = 0; j < k; j++) {
      let from = 3 * width * (y * k + j);
      for (let x = 0; x < sums.length; x += 3) {
        let [r, g, b] = [0, 0, 0];
        for (const end = from + 3 * k; from < end; from += 3) {
          r += rgb[from]!;
          g += rgb[from + 1]!;
          b += rgb[from + 2]!;
        }
        sums[x]! += r;
        sums[x + 1]! += g;
        sums[x + 2]! += b;
      }
    }
    for (let x = 0; x < sums.length; x++) out[y * sums.length + x] = sums[x]! / (k * k) + 0.5;
  }
  return { rgb: out, ...small };
}
