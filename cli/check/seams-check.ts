import { type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import type { Problems } from './problems.ts';
import { seamsOf } from './seams.ts';
import type { TileReader } from './tile-reader.ts';

/** Edges with fewer pixels on both sides tell nothing. */
const LEAST_PIXELS = 32;
/** The median of n steps scatters by 1.25 spread/√n, 0.2 at 32 pixels: five times that for the fewest, ten for a whole edge. */
const tolerated = (pixels: number): number => Math.max(0.5, (5 * 1.25) / Math.sqrt(pixels));

/** Whether brightness goes on across the northern edges of a tile. Answers the greatest step in units of the spread. */
export async function checkSeams(
  reader: TileReader,
  tile: { order: number; ipix: number; width: number; extension: Extension; around: readonly number[] },
  problems: Problems,
): Promise<number> {
  const { order, ipix, width, extension, around } = tile;
  const isFits = extension === 'fits';
  const images = new Map<number, (column: number, row: number) => number>();
  for (const one of [ipix, ...around]) {
    const path = tilePath(order, one, extension);
    if (isFits) {
      const image = await reader.values(path);
      if (image?.width === width) images.set(one, (c, r) => image.pixels[r * width + c]!);
      continue;
    }
    const image = await reader.picture(path);
    if (image?.width !== width) continue;
    images.set(one, (c, r) => {
      const at = 4 * ((width - 1 - r) * width + c);
      if (image.pixels[at + 3] === 0) return Number.NaN;
      return image.pixels[at]! + image.pixels[at + 1]! + image.pixels[at + 2]!;
    });
  }
  let most = 0;
  for (const { neighbour, seam } of seamsOf(
    order,
    ipix,
    width,
    (p, c, r) => images.get(p)?.(c, r) ?? Number.NaN,
  )) {
    if (seam.pixels < LEAST_PIXELS) continue;
    // Three channels of whole levels: their rounding alone spreads by one.
    const relative = Math.abs(seam.step) / Math.max(seam.spread, isFits ? Number.MIN_VALUE : 1);
    if (seam.step !== 0) most = Math.max(most, relative);
    if (seam.step !== 0 && relative > tolerated(seam.pixels)) {
      problems.add(
        'Seam',
        tilePath(order, ipix, extension),
        `Brightness steps by ${seam.step.toPrecision(3)} to tile ${neighbour}, ${relative.toFixed(1)} times the scatter along their edge (${seam.pixels} pixels): make both tiles from the same images and corrections.`,
      );
    }
  }
  return most;
}
