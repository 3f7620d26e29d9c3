import { type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import { followsCurve, type LevelCurve, learnCurve, levelAt, type Shown } from './level-curve.ts';
import { type Both, betterWay, placeIn, rankCorrelation, ways } from './orientation.ts';
import { isBetween, isMean, type PictureFamily, tellParent } from './parents-check.ts';
import type { Problems } from './problems.ts';
import { checkMask } from './tile-check.ts';
import type { TileReader } from './tile-reader.ts';

/** Tiles from which the curve is learnt, and samples along each side of one. */
const MAX_LEARNT = 64;
const SAMPLES = 64;

/** What the pictures of a format show, and what was wrong with them one by one. */
export interface ShownPictures {
  readonly extension: Extension;
  /** how parents were made, by properties; empty when it is not said */
  readonly hierarchy: string;
  /**
   * the one curve by which the deepest show their values; undefined where there are no values, or
   * no one curve
   */
  readonly curve: LevelCurve | undefined;
  /**
   * of each parent: how it lies to its children, and whether it shows its own values by the curve
   */
  readonly families: (PictureFamily & { readonly showsValues: boolean })[];
}

/** The tile of both; undefined where one is not there or has another size. */
export async function readBoth(
  reader: TileReader,
  { order, ipix, extension }: { order: number; ipix: number; extension: Extension },
  width: number,
): Promise<Both | undefined> {
  const values = await reader.values(tilePath(order, ipix, 'fits'));
  const picture = await reader.picture(tilePath(order, ipix, extension));
  if (!values || !picture) return undefined;
  const isRight = [values, picture].every((one) => one.width === width && one.height === width);
  return isRight ? { values, picture, isJpeg: extension === 'jpg' } : undefined;
}

/**
 * The curve by which the deepest tiles show their values; undefined where most of them follow no
 * common one.
 */
export async function learnFrom(
  reader: TileReader,
  cells: readonly number[],
  deepest: { order: number; extension: Extension; width: number },
): Promise<LevelCurve | undefined> {
  const { order, extension, width } = deepest;
  const step = Math.ceil(cells.length / MAX_LEARNT);
  const learnt = cells.filter((_, i) => i % step === 0);
  const samples: Shown[] = [];
  for (const ipix of learnt) {
    const both = await readBoth(reader, { order, ipix, extension }, width);
    if (both) samples.push(...samplesOf(both));
  }
  const curve = learnCurve(samples);
  if (!curve) return undefined;
  let follow = 0;
  for (const ipix of learnt) {
    const both = await readBoth(reader, { order, ipix, extension }, width);
    if (!both || followsCurve(curve, both, placeIn(width, 0))) follow++;
  }
  return 2 * follow > learnt.length ? curve : undefined;
}

function samplesOf({ values, picture }: Both): Shown[] {
  const { width, pixels } = values;
  const step = Math.max(1, Math.floor(width / SAMPLES));
  const place = placeIn(width, 0);
  const samples: Shown[] = [];
  for (let r = 0; r < width; r += step) {
    for (let c = 0; c < width; c += step) {
      const value = pixels[(width - 1 - r) * width + c]!;
      if (!Number.isFinite(value) || picture.pixels[place(c, r) + 3] === 0) continue;
      samples.push({ value, level: levelAt(picture, place(c, r)) });
    }
  }
  return samples;
}

/**
 * Whether one of the deepest pictures shows the values of its tile, the right way up. Answers how
 * well the two agree by ranks.
 */
export function checkPicture(
  both: Both,
  curve: LevelCurve | undefined,
  where: string,
  problems: Problems,
): number {
  const { values, picture, isJpeg } = both;
  const right = rankCorrelation(both);
  // Pictures have their mask from their values; JPEG has none.
  if (!isJpeg) checkMask(values, picture, where, problems);
  if (curve && followsCurve(curve, both, placeIn(values.width, 0))) return right;
  const better = betterWay(both, right);
  if (better) {
    problems.add(
      'WrongOrientation',
      where,
      `The picture lies ${ways[better.way]} against its FITS tile (correlation ${better.correlation.toFixed(3)}, as it is ${right.toFixed(3)}): the first row of the picture is the last row of the FITS file, columns are the same.`,
    );
  } else if (curve) {
    problems.add(
      'PictureDiffers',
      where,
      'It does not show the values of its FITS tile as the other pictures do: make it again from the FITS tile.',
    );
  }
  return right;
}

/**
 * Whether the parents of a format's pictures are what `properties` says. Means are those of their
 * children's pictures or, where the survey has FITS tiles to judge by, of values that were then
 * stretched: the way of most of them is the survey's. Medians and the like, and those of which
 * nothing is said, are at least between their children; their masks are their own affair.
 */
export function checkPictureFamilies(shown: ShownPictures, problems: Problems): void {
  const { extension, curve, families, hierarchy } = shown;
  const isJpeg = extension === 'jpg';
  const means = families.filter((one) => isMean(one, isJpeg)).length;
  const fromValues = curve && families.filter((one) => one.showsValues).length > means;
  for (const family of families) {
    const isRight = fromValues ? family.showsValues : isMean(family, isJpeg);
    if (isRight || (hierarchy !== 'mean' && isBetween(family, isJpeg))) continue;
    tellParent(family.fromMean, isJpeg ? JPEG_TOLERANCE : 1, family.path, problems);
  }
}

const JPEG_TOLERANCE = 8;
