import type { LevelOf } from '../stretch/level-of.ts';
import { forEachRow, type TilePicture } from './tile-picture.ts';

/** Three of something: for red, green, blue. */
export type Rgb<T> = readonly [T, T, T];

/**
 * The pixels of one tile in three bands (FITS order, NaN = no data); undefined where a band has no
 * such tile.
 */
export type ColourPixels = Rgb<Float32Array | undefined>;

/**
 * The colour picture of a tile (square where no height is given), each band with its own stretch. A
 * pixel is transparent only where no band has data; a band that has none there takes the mean level
 * of those that have, so that it adds no hue of its own.
 */
export function colourTile(
  pixels: ColourPixels,
  width: number,
  levelOfs: Rgb<LevelOf>,
  height = width,
): TilePicture {
  const none = new Uint8Array(width * height);
  const [red, green, blue] = pixels.map((band, i) =>
    band ? levelOfs[i]!(band) : none,
  ) as unknown as Rgb<Uint8Array>;
  const data = new Uint8Array(4 * width * height);
  const drawRow = (top: number, bottom: number): void => {
    for (let x = 0, o = 4 * top; x < width; x++, o += 4) {
      const r = red[bottom + x]!;
      const g = green[bottom + x]!;
      const b = blue[bottom + x]!;
      const there = (r && 1) + (g && 1) + (b && 1);
      if (there === 0) continue;
      const mean = there === 3 ? 0 : Math.round((r + g + b) / there);
      data[o] = r || mean;
      data[o + 1] = g || mean;
      data[o + 2] = b || mean;
      data[o + 3] = 255;
    }
  };
  forEachRow(width, drawRow, height);
  return { data, width, height, channels: 4 };
}
