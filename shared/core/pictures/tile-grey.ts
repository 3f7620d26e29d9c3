import type { LevelOf } from '../stretch/level-of.ts';
import { forEachRow, type TilePicture } from './tile-picture.ts';

/** The grey picture of a square tile (FITS order): levels 1 to 255 for data; level 0, transparent, where there is none. */
export function greyTile(pixels: Float32Array, width: number, levelOf: LevelOf): TilePicture {
  const levels = levelOf(pixels);
  const data = new Uint8Array(2 * width * width);
  forEachRow(width, (top, bottom) => {
    for (let x = 0; x < width; x++) {
      const level = levels[bottom + x]!;
      data[2 * (top + x)] = level;
      data[2 * (top + x) + 1] = level === 0 ? 0 : 255;
    }
  });
  return { data, width, height: width, channels: 2 };
}
