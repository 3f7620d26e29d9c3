import { type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import { isVisible } from '../../shared/core/pictures/tile-seams.ts';
import type { Problems } from './problems.ts';
import { seamsOf } from './seams.ts';
import type { TileReader } from './tile-reader.ts';

/** A tile and what is needed to see its northern edges. */
export interface Edges {
  readonly order: number;
  readonly ipix: number;
  readonly width: number;
  readonly extension: Extension;
  /** the neighbours there */
  readonly around: readonly number[];
  /** a step that matters, in the pixels' unit */
  readonly least: number;
}

/** Whether brightness goes on across the northern edges of a tile. Answers the greatest step. */
export async function checkSeams(
  reader: TileReader,
  edges: Edges,
  problems: Problems,
): Promise<number> {
  const { order, ipix, width, extension, around, least } = edges;
  const images = new Map<number, (column: number, row: number) => number>();
  for (const one of [ipix, ...around]) {
    const path = tilePath(order, one, extension);
    if (extension === 'fits') {
      const image = await reader.values(path);
      if (image?.width === width) images.set(one, (c, r) => image.pixels[r * width + c]!);
      continue;
    }
    const image = await reader.picture(path);
    if (image?.width !== width) continue;
    images.set(one, (c, r) => {
      const at = 4 * ((width - 1 - r) * width + c);
      if (image.pixels[at + 3] === 0) return Number.NaN;
      return (image.pixels[at]! + image.pixels[at + 1]! + image.pixels[at + 2]!) / 3;
    });
  }
  let most = 0;
  for (const { neighbour, seam } of seamsOf(
    order,
    ipix,
    width,
    (p, c, r) => images.get(p)?.(c, r) ?? Number.NaN,
  )) {
    most = Math.max(most, Math.abs(seam.step));
    if (!isVisible(seam, least)) continue;
    problems.add(
      'Seam',
      tilePath(order, ipix, extension),
      `Brightness steps by ${seam.step.toPrecision(3)} to tile ${neighbour} (± ${seam.error.toPrecision(2)}, over ${seam.pixels} pixels): make both tiles from the same images and corrections.`,
    );
  }
  return most;
}
