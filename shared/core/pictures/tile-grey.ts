import type { LevelOf } from '../stretch/level-of.ts';
import type { TilePicture } from './tile-picture.ts';

/**
 * The grey picture of a square tile (FITS order): levels 1 to 255 for data; level 0, transparent,
 * where there is none. In `out` where that is given.
 */
export function greyTile(
  pixels: Float32Array,
  width: number,
  levelOf: LevelOf,
  out?: Uint8Array,
): TilePicture {
  const data = levelOf(pixels, out);
  const row = new Uint8Array(width);
  for (let top = 0, bottom = data.length - width; top < bottom; top += width, bottom -= width) {
    row.set(data.subarray(top, top + width));
    data.copyWithin(top, bottom, bottom + width);
    data.set(row, bottom);
  }
  return { data, width, height: width, channels: 1 };
}
