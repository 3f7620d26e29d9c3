import type { Box } from '../fits/section.ts';
import { parseAngle } from '../sphere/position-text.ts';

/** How large a cut-out is: along x and y, pixels or degrees on the sky. */
export interface CutSize {
  readonly unit: 'pixels' | 'degrees';
  readonly width: number;
  readonly height: number;
}

/**
 * `64x48` pixels, or angles, `5m` a side or `5mx30s`. Undefined for what is neither: a number alone
 * does not say of what.
 */
export function parseCutSize(text: string): CutSize | undefined {
  const sides = text.trim().toLowerCase().split(/x|×/);
  if (sides.length > 2) return undefined;
  const [one = '', other = one] = sides;
  if (sides.length === 2 && /^[1-9]\d*$/.test(one.trim()) && /^[1-9]\d*$/.test(other.trim()))
    return { unit: 'pixels', width: Number(one), height: Number(other) };
  const [width, height] = [parseAngle(one), parseAngle(other)];
  if (!width || !height) return undefined;
  return { unit: 'degrees', width, height };
}

/**
 * The pixels of a cut-out about a position, as astropy's Cutout2D has them: N = round(angle /
 * scale) along each axis (halves to the even number), the first pixel ceil(position − N/2).
 * @param at pixel, counted from 0
 * @param scales arcsec from column to column, and from row to row
 */
export function cutBox(
  at: readonly [number, number],
  size: CutSize,
  scales: readonly [number, number],
): Box {
  const sides = [size.width, size.height].map((side, axis) =>
    size.unit === 'pixels' ? side : Math.max(1, roundHalfEven((3600 * side) / scales[axis]!)),
  );
  const [width = 1, height = 1] = sides;
  return { x: Math.ceil(at[0] - width / 2), y: Math.ceil(at[1] - height / 2), width, height };
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}
