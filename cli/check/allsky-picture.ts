import { Allsky, allskyShape } from '../../shared/core/hips/allsky.ts';
import { pictures } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { followsCurve } from './level-curve.ts';
import { placeIn } from './orientation.ts';
import type { ShownPictures } from './pictures-check.ts';
import type { TileReader } from './tile-reader.ts';

/** What to do about an Allsky that does not fit its tiles. */
export const again = 'make it again from the tiles.';

/** What is wrong with the size of an Allsky; undefined where it is right. */
export function wrongShape(
  found: { width: number; height: number },
  order: number,
  width: number,
): string | undefined {
  const { columns, rows } = allskyShape(order);
  const small = Math.min(64, width);
  if (found.width === columns * small && found.height === rows * small) return undefined;
  return `It has ${found.width} × ${found.height} pixels, not ${columns * small} × ${rows * small}: ${again}`;
}

/** Levels by which JPEG may be off in the mean. */
const JPEG_MEAN = 12;

/**
 * What is wrong with the picture of all tiles. It may show the means of the tiles' pictures, one
 * pixel of each square of them (always the same one, as Hipsgen does), the Allsky of values by
 * their curve or, where properties do not say that parents are means, anything between the darkest
 * and the brightest of a square.
 */
export async function pictureDiffers(
  reader: TileReader,
  { order, tiles, width }: { order: number; tiles: readonly number[]; width: number },
  shown: ShownPictures,
): Promise<string | undefined> {
  const { extension, curve, hierarchy } = shown;
  const found = await reader.picture(allskyPath(order, extension));
  if (!found) return undefined;
  const shape = wrongShape(found, order, width);
  if (shape) return shape;
  const isJpeg = extension === 'jpg';
  const isRight = ({ count, blank, mean, most }: Off) =>
    count > 0 && blank === 0 && (isJpeg ? mean <= JPEG_MEAN : most <= 1);
  const means = new Allsky(order, width, pictures);
  for (const ipix of tiles) {
    const tile = await readTile(ipix);
    if (tile) means.put(ipix, tile);
  }
  const fromMeans = new Off();
  let shownBeyond = 0;
  for (let at = 0; at < means.pixels.length; at += 4) {
    if (means.pixels[at + 3] !== 0) fromMeans.add(found.pixels, at, means.pixels, at);
    else if (!isJpeg && found.pixels[at + 3] !== 0) shownBeyond++;
  }
  if (shownBeyond > 0)
    return `${shownBeyond} of its pixels are shown where the tiles are transparent: ${again}`;
  const { count, blank } = fromMeans;
  if (count + blank === 0 || isRight(fromMeans)) return undefined;
  if (count === 0) return `It is blank: ${again}`;
  const { samples, between } = await compareWithSquares();
  if (samples.some(isRight)) return undefined;
  if (curve && blank === 0 && (await showsValues())) return undefined;
  if (hierarchy !== 'mean' && isRight(between)) return undefined;
  return blank > 0
    ? `${blank} of its pixels are transparent where the tiles are not: ${again}`
    : `It is off from the tiles by ${fromMeans.mean.toFixed(1)} levels in the mean: ${again}`;

  async function readTile(ipix: number): Promise<Uint8Array | undefined> {
    const tile = await reader.picture(tilePath(order, ipix, extension));
    return tile?.width === width && tile.height === width ? tile.pixels : undefined;
  }

  /**
   * Each place of the squares that become one pixel, and what lies between the darkest and the
   * brightest of them.
   */
  async function compareWithSquares(): Promise<{ samples: Off[]; between: Off }> {
    const { columns } = allskyShape(order);
    const small = Math.min(64, width);
    const factor = width / small;
    const samples = Array.from({ length: factor ** 2 }, () => new Off());
    const between = new Off();
    const [low, high, nearest] = [new Uint8Array(4), new Uint8Array(4), new Uint8Array(4)];
    for (const ipix of tiles) {
      const tile = await readTile(ipix);
      if (!tile) continue;
      const [left, top] = [(ipix % columns) * small, Math.floor(ipix / columns) * small];
      for (let pixel = 0; pixel < small * small; pixel++) {
        const [x, y] = [pixel % small, Math.floor(pixel / small)];
        const at = 4 * ((top + y) * found!.width + left + x);
        if (means.pixels[at + 3] === 0) continue;
        low.fill(255);
        high.fill(0);
        for (let k = 0; k < samples.length; k++) {
          const inside =
            4 * ((y * factor + Math.floor(k / factor)) * width + x * factor + (k % factor));
          if (tile[inside + 3] === 0) continue;
          samples[k]!.add(found!.pixels, at, tile, inside);
          for (let c = 0; c < 4; c++) {
            low[c] = Math.min(low[c]!, tile[inside + c]!);
            high[c] = Math.max(high[c]!, tile[inside + c]!);
          }
        }
        for (let c = 0; c < 4; c++)
          nearest[c] = Math.min(high[c]!, Math.max(low[c]!, found!.pixels[at + c]!));
        between.add(found!.pixels, at, nearest, 0);
      }
    }
    return { samples, between };
  }

  async function showsValues(): Promise<boolean> {
    const values = await reader.values(allskyPath(order, 'fits'));
    if (!values || values.width !== found!.width || values.height !== found!.height) return false;
    return followsCurve(curve!, { values, picture: found!, isJpeg }, placeIn(found!.width, 0));
  }
}

/**
 * How far pixels are off from what they could be, in levels, and how many of them are transparent.
 */
class Off {
  count = 0;
  blank = 0;
  most = 0;
  #sum = 0;

  /** A pixel of RGBA at a place of an array, and the one of another that it could be. */
  add(pixels: Uint8Array, at: number, others: Uint8Array, there: number): void {
    if (pixels[at + 3] === 0) {
      this.blank++;
      return;
    }
    let gap = 0;
    for (let c = 0; c < 3; c++) gap = Math.max(gap, Math.abs(pixels[at + c]! - others[there + c]!));
    this.count++;
    this.#sum += gap;
    if (gap > this.most) this.most = gap;
  }

  get mean(): number {
    return this.count > 0 ? this.#sum / this.count : 0;
  }
}
