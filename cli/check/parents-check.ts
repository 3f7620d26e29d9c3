import { quadrant } from '../../shared/core/hips/low-orders.ts';
import { pictures, type TileKind, values } from '../../shared/core/hips/pixel-kind.ts';
import { type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import type { Problems } from './problems.ts';
import type { TileReader } from './tile-reader.ts';

/** A parent's place and those of its children that are there. */
export interface Family {
  readonly order: number;
  readonly ipix: number;
  readonly children: readonly number[];
}

/** How far a parent is from what its children make. */
interface ParentDifference {
  /** the greatest, in the parent's unit, and that of all in the mean */
  most: number;
  mean: number;
  /** pixels with a value in only one of the two */
  masks: number;
}

/** What a picture's parent is to its children. */
export interface PictureFamily {
  readonly path: string;
  readonly fromMean: ParentDifference;
  /**
   * pixels that are darker than all their children or brighter than all of them: a mean of whatever
   * stretch is neither
   */
  readonly outside: number;
  readonly pixels: number;
}

/** Float32 rounds the mean once: a few units of the last place of the largest value around. */
const ROUNDING = 4 * 2 ** -24;

/**
 * Whether every pixel of a FITS parent is the mean of its 2 × 2 children that have a value. Answers
 * the greatest difference.
 */
export async function checkValuesParent(
  reader: TileReader,
  family: Family,
  width: number,
  problems: Problems,
): Promise<number> {
  const path = tilePath(family.order, family.ipix, 'fits');
  const parent = await reader.values(path);
  const below = await childrenTogether(family, width, values, async (ipix) => {
    const child = await reader.values(tilePath(family.order + 1, ipix, 'fits'));
    return child?.width === width && child.height === width ? child.pixels : undefined;
  });
  if (!parent || !below || parent.width !== width || parent.height !== width) return 0;
  const wanted = values.blank(width, width);
  const place = { pixels: wanted, width, column: 0, row: 0 };
  values.shrink({ pixels: below, width: 2 * width }, 2, place);
  const found: ParentDifference = { most: 0, mean: 0, masks: 0 };
  let largest = 0;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [parent.pixels[i]!, wanted[i]!];
    if (Number.isNaN(a) !== Number.isNaN(b)) found.masks++;
    else if (Math.abs(a - b) > found.most) found.most = Math.abs(a - b);
    if (Math.abs(b) > largest) largest = Math.abs(b);
  }
  // Whole numbers were rounded to their step, children and parent alike.
  const tolerance = ROUNDING * largest + parent.step;
  if (found.masks > 0 || found.most > tolerance) tellParent(found, tolerance, path, problems);
  return found.most;
}

/**
 * How the parent of a picture lies to the mean, and to the extremes, of its children; undefined
 * where one could not be read.
 */
export async function comparePictureParent(
  reader: TileReader,
  family: Family,
  width: number,
  extension: Extension,
): Promise<PictureFamily | undefined> {
  const path = tilePath(family.order, family.ipix, extension);
  const parent = await reader.picture(path);
  const below = await childrenTogether(family, width, pictures, async (ipix) => {
    const child = await reader.picture(tilePath(family.order + 1, ipix, extension));
    return child?.width === width && child.height === width ? child.pixels : undefined;
  });
  if (!parent || !below || parent.width !== width || parent.height !== width) return undefined;
  const wanted = pictures.blank(width, width);
  const place = { pixels: wanted, width, column: 0, row: 0 };
  pictures.shrink({ pixels: below, width: 2 * width }, 2, place);
  const fromMean: ParentDifference = { most: 0, mean: 0, masks: 0 };
  const slack = extension === 'jpg' ? JPEG_SLACK : 1;
  let [outside, count, sum] = [0, 0, 0];
  for (let i = 0; i < wanted.length; i += 4) {
    const [a, b] = [parent.pixels[i + 3] === 0, wanted[i + 3] === 0];
    if (a !== b) {
      if (extension === 'png') fromMean.masks++;
      continue;
    }
    if (a) continue;
    count++;
    let isOutside = false;
    for (let c = 0; c < 3; c++) {
      const level = parent.pixels[i + c]!;
      const gap = Math.abs(level - wanted[i + c]!);
      sum += gap / 3;
      if (gap > fromMean.most) fromMean.most = gap;
      const [low, high] = extremes(below, width, i / 4, c);
      if (level < low - slack || level > high + slack) isOutside = true;
    }
    if (isOutside) outside++;
  }
  fromMean.mean = count > 0 ? sum / count : 0;
  return { path, fromMean, outside, pixels: count };
}

/** JPEG rounds each of the five pictures by as much, here and there; in the mean by less. */
const JPEG_SLACK = 48;
const JPEG_MEAN = 8;
/** Share of the pixels of a JPEG parent that may be beyond even that. */
const JPEG_OUTSIDE = 0.02;

/**
 * Whether a picture's parent is the mean of its children's pictures; a level more or less is
 * rounding.
 */
export const isMean = (
  { fromMean: { most, mean, masks } }: PictureFamily,
  isJpeg: boolean,
): boolean => (isJpeg ? mean <= JPEG_MEAN : masks === 0 && most <= 1);

/**
 * Whether no pixel is beyond its children's: so are medians, and means of values that were then
 * stretched as the children were.
 */
export const isBetween = ({ outside, pixels }: PictureFamily, isJpeg: boolean): boolean =>
  isJpeg ? outside <= JPEG_OUTSIDE * pixels : outside === 0;

/** Says what is wrong with a parent. */
export function tellParent(
  { most, masks }: Pick<ParentDifference, 'most' | 'masks'>,
  tolerance: number,
  path: string,
  problems: Problems,
): void {
  problems.add(
    'ParentDiffers',
    path,
    masks > 0
      ? `${masks} pixels have a value where their children have none, or none where they have: make the parents again from the deepest tiles.`
      : `It is not the mean of its children: off by up to ${most.toPrecision(3)} (rounding allows ${tolerance.toPrecision(2)}). Children lie 0 2 above 1 3, seen from the top.`,
  );
}

/**
 * The least and the greatest of the four children's pixels of a parent's one (counted by rows), in
 * one channel of RGBA.
 */
function extremes(
  below: Uint8Array,
  width: number,
  pixel: number,
  channel: number,
): [number, number] {
  const [column, row] = [pixel % width, Math.floor(pixel / width)];
  let [low, high] = [255, 0];
  for (let j = 0; j < 2; j++) {
    for (let i = 0; i < 2; i++) {
      const at = 4 * ((2 * row + j) * 2 * width + 2 * column + i);
      if (below[at + 3] === 0) continue;
      const level = below[at + channel]!;
      if (level < low) low = level;
      if (level > high) high = level;
    }
  }
  return [low, high];
}

/**
 * All children in one image, twice as wide as the parent; undefined where a child could not be
 * read, which is reported already.
 */
async function childrenTogether<Pixels extends Float32Array | Uint8Array>(
  { children }: Family,
  width: number,
  kind: TileKind<Pixels>,
  read: (ipix: number) => Promise<Pixels | undefined>,
): Promise<Pixels | undefined> {
  const together = kind.blank(2 * width, 2 * width);
  const channels = together.length / (4 * width * width);
  for (const ipix of children) {
    const child = await read(ipix);
    if (child === undefined) return undefined;
    const [column, row] = quadrant(ipix % 4, kind.isBottomUp);
    for (let y = 0; y < width; y++) {
      const line = child.subarray(y * width * channels, (y + 1) * width * channels);
      together.set(line, ((row * width + y) * 2 + column) * width * channels);
    }
  }
  return together;
}
