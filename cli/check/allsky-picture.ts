import { Allsky, allskyShape } from '../../shared/core/hips/allsky.ts';
import { pictures } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { followsCurve } from './level-curve.ts';
import { placeIn } from './orientation.ts';
import type { ShownPictures } from './pictures-check.ts';
import type { HipsPicture, TileReader } from './tile-reader.ts';

/** What to do about an Allsky that does not fit its tiles. */
export const AGAIN = 'make it again from the tiles.';

/** What is wrong with the size of an Allsky; undefined where it is right. */
export function wrongShape(
  found: { width: number; height: number },
  order: number,
  width: number,
): string | undefined {
  const { columns, rows } = allskyShape(order);
  const small = Math.min(64, width);
  if (found.width === columns * small && found.height === rows * small) return undefined;
  return `It has ${found.width} × ${found.height} pixels, not ${columns * small} × ${rows * small}: ${AGAIN}`;
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
  tiles: AllskyTiles,
  shown: ShownPictures,
): Promise<string | undefined> {
  const { order, width } = tiles;
  const found = await reader.picture(allskyPath(order, shown.extension));
  if (!found) return undefined;
  return wrongShape(found, order, width) ?? new Comparison(reader, tiles, shown, found).verdict();
}

/** The tiles of one order, all as wide. */
interface AllskyTiles {
  order: number;
  tiles: readonly number[];
  width: number;
}

/** A picture of all tiles beside the tiles. */
class Comparison {
  readonly #reader: TileReader;
  readonly #tiles: AllskyTiles;
  readonly #shown: ShownPictures;
  readonly #found: HipsPicture;
  readonly #means: Allsky<Uint8Array>;

  constructor(reader: TileReader, tiles: AllskyTiles, shown: ShownPictures, found: HipsPicture) {
    this.#reader = reader;
    this.#tiles = tiles;
    this.#shown = shown;
    this.#found = found;
    this.#means = new Allsky(tiles.order, tiles.width, pictures);
  }

  async verdict(): Promise<string | undefined> {
    for (const ipix of this.#tiles.tiles) {
      const tile = await this.#readTile(ipix);
      if (tile) this.#means.put(ipix, tile);
    }
    const { fromMeans, shownBeyond } = this.#compareWithMeans();
    if (shownBeyond > 0)
      return `${shownBeyond} of its pixels are shown where the tiles are transparent: ${AGAIN}`;
    const { count, blank } = fromMeans;
    if (count + blank === 0 || this.#isRight(fromMeans)) return undefined;
    if (count === 0) return `It is blank: ${AGAIN}`;
    const { samples, between } = await this.#compareWithSquares();
    if (samples.some((sample) => this.#isRight(sample))) return undefined;
    if (blank === 0 && (await this.#showsValues())) return undefined;
    if (this.#shown.hierarchy !== 'mean' && this.#isRight(between)) return undefined;
    return blank > 0
      ? `${blank} of its pixels are transparent where the tiles are not: ${AGAIN}`
      : `It is off from the tiles by ${fromMeans.mean.toFixed(1)} levels in the mean: ${AGAIN}`;
  }

  get #isJpeg(): boolean {
    return this.#shown.extension === 'jpg';
  }

  #isRight({ count, blank, mean, most }: Off): boolean {
    return count > 0 && blank === 0 && (this.#isJpeg ? mean <= JPEG_MEAN : most <= 1);
  }

  async #readTile(ipix: number): Promise<Uint8Array | undefined> {
    const { order, width } = this.#tiles;
    const tile = await this.#reader.picture(tilePath(order, ipix, this.#shown.extension));
    return tile?.width === width && tile.height === width ? tile.pixels : undefined;
  }

  #compareWithMeans(): { fromMeans: Off; shownBeyond: number } {
    const [means, found] = [this.#means.pixels, this.#found.pixels];
    const fromMeans = new Off();
    let shownBeyond = 0;
    for (let at = 0; at < means.length; at += 4) {
      if (means[at + 3] !== 0) fromMeans.add(found, at, means, at);
      else if (!this.#isJpeg && found[at + 3] !== 0) shownBeyond++;
    }
    return { fromMeans, shownBeyond };
  }

  /**
   * Each place of the squares that become one pixel, and what lies between the darkest and the
   * brightest of them.
   */
  async #compareWithSquares(): Promise<{ samples: Off[]; between: Off }> {
    const { order, tiles, width } = this.#tiles;
    const { pixels, width: across } = this.#found;
    const { columns } = allskyShape(order);
    const small = Math.min(64, width);
    const factor = width / small;
    const samples = Array.from({ length: factor ** 2 }, () => new Off());
    const between = new Off();
    const [low, high, nearest] = [new Uint8Array(4), new Uint8Array(4), new Uint8Array(4)];
    for (const ipix of tiles) {
      const tile = await this.#readTile(ipix);
      if (!tile) continue;
      const [left, top] = [(ipix % columns) * small, Math.floor(ipix / columns) * small];
      for (let pixel = 0; pixel < small * small; pixel++) {
        const [x, y] = [pixel % small, Math.floor(pixel / small)];
        const at = 4 * ((top + y) * across + left + x);
        if (this.#means.pixels[at + 3] === 0) continue;
        low.fill(255);
        high.fill(0);
        for (let k = 0; k < samples.length; k++) {
          const inside =
            4 * ((y * factor + Math.floor(k / factor)) * width + x * factor + (k % factor));
          if (tile[inside + 3] === 0) continue;
          samples[k]!.add(pixels, at, tile, inside);
          for (let c = 0; c < 4; c++) {
            low[c] = Math.min(low[c]!, tile[inside + c]!);
            high[c] = Math.max(high[c]!, tile[inside + c]!);
          }
        }
        for (let c = 0; c < 4; c++)
          nearest[c] = Math.min(high[c]!, Math.max(low[c]!, pixels[at + c]!));
        between.add(pixels, at, nearest, 0);
      }
    }
    return { samples, between };
  }

  /** Whether it is the Allsky of values by their curve. */
  async #showsValues(): Promise<boolean> {
    const { curve } = this.#shown;
    if (!curve) return false;
    const picture = this.#found;
    const values = await this.#reader.values(allskyPath(this.#tiles.order, 'fits'));
    if (!values || values.width !== picture.width || values.height !== picture.height) return false;
    return followsCurve(
      curve,
      { values, picture, isJpeg: this.#isJpeg },
      placeIn(picture.width, 0),
    );
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
