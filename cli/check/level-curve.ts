import type { Both } from './orientation.ts';
import type { HipsPicture } from './tile-reader.ts';

/**
 * At which level a value is shown: knots, ascending in both. Between two of them a value has a
 * level from the one's to the other's.
 */
export interface LevelCurve {
  readonly values: Float32Array;
  readonly levels: Float32Array;
}

/** Values and the levels they are shown at, taken from tiles. */
export interface Shown {
  readonly value: number;
  readonly level: number;
}

/**
 * A knot is the median of so many samples on either side: a few wrong tiles do not bend the curve.
 */
const REACH = 16;
const MAX_KNOTS = 8192;
/** More or less is rounding. */
const ROUNDING = 1;
/** Pixels off by more than that before a picture is none of its tile. */
const MAX_OFF = 8;
/** Levels that JPEG may be off in the mean. */
const JPEG_OFF = 10;

/** The curve that most of the samples lie on; undefined where there are too few. */
export function learnCurve(samples: Shown[]): LevelCurve | undefined {
  if (samples.length < 8 * REACH) return undefined;
  const sorted = samples.sort((a, b) => a.value - b.value);
  const step = Math.max(1, Math.floor(sorted.length / MAX_KNOTS));
  const values: number[] = [];
  const levels: number[] = [];
  for (let i = REACH; i < sorted.length - REACH; i += step) {
    const around = sorted.slice(i - REACH, i + REACH + 1).map(({ level }) => level);
    const level = around.sort((a, b) => a - b)[REACH]!;
    values.push(sorted[i]!.value);
    levels.push(Math.max(level, levels.at(-1) ?? 0));
  }
  return { values: Float32Array.from(values), levels: Float32Array.from(levels) };
}

/** By how much a level is off from what the curve says of the value; 0 where it may be so. */
function offBy({ values, levels }: LevelCurve, value: number, level: number): number {
  const from = firstAbove(values, value, true);
  const to = firstAbove(values, value, false);
  const low = from === 0 ? 0 : levels[from - 1]!;
  const high = to === values.length ? 255 : levels[to]!;
  return level < low ? low - level : level > high ? level - high : 0;
}

/**
 * Whether a picture shows the values of its tile by the curve, `at` giving the place of the tile's
 * pixel (column, row from the top) in the picture's array of RGBA.
 */
export function followsCurve(
  curve: LevelCurve,
  { values, picture, isJpeg }: Both,
  at: (column: number, row: number) => number,
): boolean {
  const { width, height, pixels } = values;
  let [off, sum, count] = [0, 0, 0];
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const value = pixels[(height - 1 - r) * width + c]!;
      const place = at(c, r);
      if (!Number.isFinite(value) || picture.pixels[place + 3] === 0) continue;
      const gap = offBy(curve, value, levelAt(picture, place));
      if (gap > ROUNDING) off++;
      sum += gap;
      count++;
    }
  }
  return isJpeg ? sum <= JPEG_OFF * count : off <= MAX_OFF;
}

/** The grey of a pixel of RGBA. */
export const levelAt = ({ pixels }: HipsPicture, place: number): number =>
  (pixels[place]! + pixels[place + 1]! + pixels[place + 2]!) / 3;

/** The first of the ascending values that is above one, or with `orEqual` not below it. */
function firstAbove(values: Float32Array, one: number, orEqual: boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isBelow = orEqual ? values[middle]! < one : values[middle]! <= one;
    if (isBelow) low = middle + 1;
    else high = middle;
  }
  return low;
}
