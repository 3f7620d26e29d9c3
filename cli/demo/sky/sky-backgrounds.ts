import { seededRandom } from '../../../shared/core/random.ts';
import type { DemoBand } from './bands.ts';
import { FRAMES_ACROSS, FRAMES_UP } from './pointings.ts';

/** What the air adds to one frame, DN: at its centre, and from side to side and bottom to top. */
export interface SkyBackground {
  level: number;
  across: number;
  up: number;
}

/**
 * The air of each pointing: every frame has a level and slopes of its own. All together have none
 * in common and no tilt over the field, for from overlaps alone nobody could know those from the
 * sky.
 */
export function makeSkyBackgrounds({ sky }: DemoBand, seed: number): SkyBackground[] {
  const { normal } = seededRandom(seed);
  const drawn = () => centred(Array.from({ length: FRAMES_ACROSS * FRAMES_UP }, normal));
  const [levels, across, up] = [drawn(), drawn(), drawn()];
  const columnOf = levels.map((_, n) => (n % FRAMES_ACROSS) - (FRAMES_ACROSS - 1) / 2);
  const rowOf = levels.map((_, n) => Math.floor(n / FRAMES_ACROSS) - (FRAMES_UP - 1) / 2);
  const flat = without(without(levels, columnOf), rowOf);
  return flat.map((level, n) => ({
    level: sky.level + sky.levels * level,
    across: sky.slopes * across[n]!,
    up: sky.slopes * up[n]!,
  }));
}

const centred = (values: number[]): number[] =>
  without(
    values,
    values.map(() => 1),
  );

/** What is left of the values when the part along another list is taken off. */
function without(values: number[], along: number[]): number[] {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const part = dot(values, along) / dot(along, along);
  return values.map((value, i) => value - part * along[i]!);
}
