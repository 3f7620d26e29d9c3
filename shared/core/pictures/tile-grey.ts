import type { LevelOf } from '../stretch/level-of.ts';
import type { TilePicture } from './tile-picture.ts';

/**
 * The grey picture of a square tile (FITS order): levels 1 to 255 for data; level 0, transparent,
 * where there is none.
 */
export const greyTile = (pixels: Float32Array, width: number, levelOf: LevelOf): TilePicture =>
  greyPicture(levelOf(pixels), width, width);

/** Levels of any image (FITS order) as its grey picture. */
export function greyPicture(levels: Uint8Array, width: number, height: number): TilePicture {
  const data = new Uint8Array(levels.length);
  for (let row = 0; row < height; row++) {
    const bottom = (height - 1 - row) * width;
    data.set(levels.subarray(bottom, bottom + width), row * width);
  }
  return { data, width, height, channels: 1 };
}
