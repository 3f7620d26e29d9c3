import { quadrant } from '../../shared/core/hips/low-orders.ts';
import { type PixelKind, pictures, values } from '../../shared/core/hips/pixel-kind.ts';
import { type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import type { Problems } from './problems.ts';
import type { TileReader } from './tile-reader.ts';

/** A parent's place and those of its children that are there. */
export interface Family {
  readonly order: number;
  readonly ipix: number;
  readonly children: readonly number[];
}

/** How far a parent is from the mean of its children. */
interface Difference {
  /** the greatest, in the parent's unit */
  most: number;
  /** pixels with a value in only one of the two */
  masks: number;
}

/** Float32 rounds the mean once: a few units of the last place of the largest value around. */
const ROUNDING = 4 * 2 ** -24;

/** Whether every pixel of a FITS parent is the mean of its 2 × 2 children that have a value. Answers the greatest difference. */
export async function checkValuesParent(
  reader: TileReader,
  family: Family,
  width: number,
  problems: Problems,
): Promise<number> {
  const path = tilePath(family.order, family.ipix, 'fits');
  const parent = await reader.values(path);
  const wanted = await meanOfChildren(family, width, values, async (ipix) => {
    const child = await reader.values(tilePath(family.order + 1, ipix, 'fits'));
    return child?.width === width && child.height === width ? child.pixels : undefined;
  });
  if (!parent || !wanted || parent.width !== width || parent.height !== width) return 0;
  let largest = 0;
  for (const v of wanted) if (Math.abs(v) > largest) largest = Math.abs(v);
  const found: Difference = { most: 0, masks: 0 };
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [parent.pixels[i]!, wanted[i]!];
    if (Number.isNaN(a) !== Number.isNaN(b)) found.masks++;
    else if (Math.abs(a - b) > found.most) found.most = Math.abs(a - b);
  }
  // Whole numbers were rounded to their step, children and parent alike.
  tell(found, ROUNDING * largest + parent.step, path, problems);
  return found.most;
}

/** The same for pictures whose parents are said to be means; a level more or less is rounding, JPEG is given more. */
export async function checkPictureParent(
  reader: TileReader,
  family: Family,
  width: number,
  extension: Extension,
  problems: Problems,
): Promise<void> {
  const path = tilePath(family.order, family.ipix, extension);
  const parent = await reader.picture(path);
  const wanted = await meanOfChildren(family, width, pictures, async (ipix) => {
    const child = await reader.picture(tilePath(family.order + 1, ipix, extension));
    return child?.width === width && child.height === width ? child.pixels : undefined;
  });
  if (!parent || !wanted || parent.width !== width || parent.height !== width) return;
  const found: Difference = { most: 0, masks: 0 };
  for (let i = 0; i < wanted.length; i += 4) {
    const [a, b] = [parent.pixels[i + 3] === 0, wanted[i + 3] === 0];
    if (a !== b) {
      if (extension === 'png') found.masks++;
    } else if (!a) {
      for (let c = i; c < i + 3; c++)
        found.most = Math.max(found.most, Math.abs(parent.pixels[c]! - wanted[c]!));
    }
  }
  tell(found, extension === 'jpg' ? 64 : 1, path, problems);
}

function tell({ most, masks }: Difference, tolerance: number, path: string, problems: Problems): void {
  if (masks > 0) {
    problems.add(
      'ParentDiffers',
      path,
      `${masks} pixels have a value where their children have none, or none where they have: make the parents again from the deepest tiles.`,
    );
  } else if (most > tolerance) {
    problems.add(
      'ParentDiffers',
      path,
      `It is not the mean of its children: off by up to ${most.toPrecision(3)} (rounding allows ${tolerance.toPrecision(2)}). Children lie 0 2 above 1 3, seen from the top.`,
    );
  }
}

/** Undefined where a child could not be read, which is told already. */
async function meanOfChildren<Pixels>(
  { children }: Family,
  width: number,
  kind: PixelKind<Pixels>,
  read: (ipix: number) => Promise<Pixels | undefined>,
): Promise<Pixels | undefined> {
  const parent = kind.blank(width, width);
  const half = width / 2;
  for (const ipix of children) {
    const child = await read(ipix);
    if (child === undefined) return undefined;
    const [column, row] = quadrant(ipix % 4, kind.isBottomUp);
    kind.shrink(child, width, 2, parent, width, column * half, row * half);
  }
  return parent;
}
