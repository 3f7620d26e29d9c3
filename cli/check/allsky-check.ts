import { Allsky, allskyOrder, allskyShape } from '../../shared/core/hips/allsky.ts';
import { values } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import { AGAIN, pictureDiffers, wrongShape } from './allsky-picture.ts';
import type { Inventory } from './inventory.ts';
import type { ShownPictures } from './pictures-check.ts';
import type { Problems } from './problems.ts';
import type { TileReader } from './tile-reader.ts';

/** Means are made of sums in another order, or whole numbers were rounded. */
const MEAN_ROUNDING = 1e-5;

/**
 * Whether the Allsky of every format is there and shows the tiles of its order made smaller: by
 * means, or as Hipsgen does by taking one pixel of each square.
 */
export async function checkAllsky(
  reader: TileReader,
  inventory: Inventory,
  width: number,
  shown: ReadonlyMap<Extension, ShownPictures>,
  problems: Problems,
): Promise<void> {
  const order = allskyOrder(inventory.deepest);
  for (const [extension, orders] of inventory.tiles) {
    const path = allskyPath(order, extension);
    if (!inventory.others.has(path)) {
      problems.add('NoAllsky', path, `Viewers show it first: make the Allsky of order ${order}.`);
      continue;
    }
    const differs = await (extension === 'fits'
      ? valuesDiffer(reader, path, order, orders[order] ?? [], width)
      : pictureDiffers(
          reader,
          { order, tiles: orders[order] ?? [], width },
          shown.get(extension)!,
        ));
    if (differs) problems.add('AllskyDiffers', path, differs);
  }
}

async function valuesDiffer(
  reader: TileReader,
  path: string,
  order: number,
  tiles: readonly number[],
  width: number,
): Promise<string | undefined> {
  const found = await reader.values(path);
  if (!found) return undefined;
  const shape = wrongShape(found, order, width);
  if (shape) return shape;
  const means = new Allsky(order, width, values);
  const lows = new Float32Array(means.pixels.length).fill(Number.NaN);
  const highs = lows.slice();
  const [low, high] = [extremes(lows, Math.min), extremes(highs, Math.max)];
  for (const ipix of tiles) {
    const tile = await reader.values(tilePath(order, ipix, 'fits'));
    if (tile?.width !== width || tile.height !== width) continue;
    means.put(ipix, tile.pixels);
    low(means, order, ipix, tile.pixels, width);
    high(means, order, ipix, tile.pixels, width);
  }
  // One way or the other for the whole of it.
  let [offMean, offSample, beyond, blank] = [0, 0, 0, 0];
  for (let i = 0; i < found.pixels.length; i++) {
    const [a, mean] = [found.pixels[i]!, means.pixels[i]!];
    const none = Number.isNaN(a);
    if (Number.isNaN(mean)) {
      if (!none) beyond++;
    } else if (none) blank++;
    else {
      const slack = MEAN_ROUNDING * Math.max(Math.abs(lows[i]!), Math.abs(highs[i]!)) + found.step;
      if (Math.abs(a - mean) > slack) offMean++;
      if (a < lows[i]! - slack || a > highs[i]! + slack) offSample++;
    }
  }
  if (beyond > 0) return `${beyond} of its pixels have a value where the tiles have none: ${AGAIN}`;
  if (offMean > 0 && offSample > 0)
    return `${offSample} of its pixels have values that the tiles have not there: ${AGAIN}`;
  // A sampled pixel may hit a hole of its square, a mean may not.
  if (offMean === 0 && blank > 0)
    return `${blank} of its pixels are blank where the tiles have values: ${AGAIN}`;
  return undefined;
}

/** Least or greatest value of the squares that become one pixel. */
const extremes =
  (into: Float32Array, pick: (a: number, b: number) => number) =>
  (
    frame: Allsky<Float32Array>,
    order: number,
    ipix: number,
    tile: Float32Array,
    width: number,
  ): void => {
    const { columns, rows } = allskyShape(order);
    const small = Math.min(64, width);
    const factor = width / small;
    const top = (rows - 1 - Math.floor(ipix / columns)) * small;
    for (let y = 0; y < width; y++) {
      const start = (top + Math.floor(y / factor)) * frame.width + (ipix % columns) * small;
      for (let x = 0; x < width; x++) {
        const value = tile[y * width + x]!;
        const at = start + Math.floor(x / factor);
        if (Number.isNaN(value)) continue;
        into[at] = Number.isNaN(into[at]!) ? value : pick(into[at]!, value);
      }
    }
  };
