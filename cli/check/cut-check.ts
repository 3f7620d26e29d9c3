import type { LevelCurve } from './level-curve.ts';

/** Share of a cut's width that its ends may be off: curves are flat near them. */
const MARGIN = 0.25;
/** Levels that are as good as white, and as black, where rounding and a few wrong pixels count. */
const [NEAR_WHITE, NEAR_BLACK] = [250, 5];

/**
 * Where pictures contradict `hips_pixel_cut`, the values [low, high] shown as black and as white in
 * the unit of the tiles, in words; undefined where they do not. A cut that no pixel reaches cannot
 * be contradicted.
 */
export function cutContradiction(
  { values, levels }: LevelCurve,
  [low, high]: readonly [number, number],
): string | undefined {
  const margin = MARGIN * (high - low);
  for (let i = 0; i < values.length; i++) {
    const [value, level] = [values[i]!, levels[i]!];
    if (level >= 255 && value < high - margin) return `${value} is white already`;
    if (level <= 1 && value > low + margin) return `${value} is still black`;
    if (level < NEAR_WHITE && value > high + margin) return `${value} is not white yet`;
    if (level > NEAR_BLACK && value < low - margin) return `${value} is no longer black`;
  }
  return undefined;
}
