import { levelAt } from './level-curve.ts';
import type { HipsPicture, TileValues } from './tile-reader.ts';

/** The eight ways a square can lie: turned and mirrored. The first is the right one. */
export const ways = [
  'as it should',
  'upside down',
  'mirrored',
  'turned by 180°',
  'transposed',
  'turned by 90°',
  'turned by 270°',
  'transposed across the other diagonal',
] as const;

/**
 * Where in an array of RGBA, width pixels a row, a pixel lies that should be at (column, row), both
 * from the top left.
 */
export const placeIn =
  (width: number, way: number) =>
  (column: number, row: number): number => {
    const [y0, x0] = way < 4 ? [row, column] : [column, row];
    const y = way % 2 === 1 ? width - 1 - y0 : y0;
    const x = way % 4 >= 2 ? width - 1 - x0 : x0;
    return 4 * (y * width + x);
  };

/** A correlation better than the right way's by this much, and that good at least, is no chance. */
const CLEARLY = 0.05;
const GOOD = 0.5;
/** Of so many pixels at least. */
const MIN_PIXELS = 256;
/**
 * Share of the tile's pixels that a picture must have where it lies: if it lies so, it has them
 * all.
 */
const SAME_MASK = 0.98;

/** A tile as values and as a picture. */
export interface Both {
  readonly values: TileValues;
  readonly picture: HipsPicture;
  readonly isJpeg: boolean;
}

/**
 * How well a picture, turned in one of the ways, agrees with its tile of values, by the ranks of
 * brightnesses: a picture of whatever stretch, the right way up, has the ranks of its values. NaN
 * where there is too little to see; another way than the right one counts only where the picture
 * then has a pixel for each of the tile's and, but for JPEG, none beside them.
 */
export function rankCorrelation({ values, picture, isJpeg }: Both, way = 0): number {
  const { width, pixels } = values;
  const step = Math.max(1, width >> 7);
  const place = placeIn(width, way);
  const [wanted, levels]: [number[], number[]] = [[], []];
  let [there, shown] = [0, 0];
  for (let r = 0; r < width; r += step) {
    for (let c = 0; c < width; c += step) {
      const value = pixels[(width - 1 - r) * width + c]!;
      const at = place(c, r);
      const isThere = Number.isFinite(value);
      const isShown = picture.pixels[at + 3] !== 0;
      if (isThere) there++;
      if (isShown) shown++;
      if (!isThere || !isShown) continue;
      wanted.push(value);
      levels.push(levelAt(picture, at));
    }
  }
  if (wanted.length < MIN_PIXELS) return Number.NaN;
  if (way > 0 && wanted.length < SAME_MASK * Math.max(there, isJpeg ? 0 : shown)) return Number.NaN;
  return correlationOf(ranksOf(wanted), ranksOf(levels));
}

/**
 * A way in which a picture agrees with its values clearly better than as it lies, which has the
 * correlation `right`.
 */
export function betterWay(
  both: Both,
  right: number,
): { way: number; correlation: number } | undefined {
  let better: { way: number; correlation: number } | undefined;
  for (let way = 1; way < ways.length; way++) {
    const correlation = rankCorrelation(both, way);
    if (correlation > Math.max(right + CLEARLY, GOOD, better?.correlation ?? 0))
      better = { way, correlation };
  }
  return better;
}

/** Ranks of numbers, those that are equal with the mean of theirs. */
function ranksOf(numbers: readonly number[]): Float64Array {
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => numbers[a]! - numbers[b]!);
  const ranks = new Float64Array(numbers.length);
  for (let i = 0; i < order.length; ) {
    let end = i + 1;
    while (end < order.length && numbers[order[end]!] === numbers[order[i]!]) end++;
    const rank = (i + end - 1) / 2;
    for (; i < end; i++) ranks[order[i]!] = rank;
  }
  return ranks;
}

/** Pearson's; NaN where one of the two does not vary. */
function correlationOf(a: Float64Array, b: Float64Array): number {
  const mean = (numbers: Float64Array) =>
    numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - meanA, b[i]! - meanB];
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  return ab / Math.sqrt(aa * bb);
}
