import type { Random } from '../../shared/core/random.ts';

/** A magnitude out of a range in which numbers grow by 10^slope a magnitude. */
export function randomMagnitude(
  { uniform }: Random,
  brightest: number,
  faintest: number,
  slope: number,
): number {
  const [low, high] = [10 ** (slope * brightest), 10 ** (slope * faintest)];
  return Math.log10(low + (high - low) * uniform()) / slope;
}
