import { dimensionsOf, isNoUnit, parseUnit } from './unit.ts';

/**
 * What a pixel holds: counts or electrons, whose brightness a zero point gives; the flux of its
 * area; a brightness, whatever its area; or nothing that a unit names.
 */
export type PixelKind = 'counts' | 'flux' | 'brightness' | 'unknown';

/**
 * Of a BUNIT. Counts of an area, and all that no pixel collects (K, mag, Jy/beam), is brightness.
 */
export function pixelKind(unit: string): PixelKind {
  const parsed = isNoUnit(unit) ? undefined : parseUnit(unit);
  if (!parsed) return 'unknown';
  const dimensions = dimensionsOf(parsed);
  if (/^(count|electron|photon)1( s-1)?$/.test(dimensions)) return 'counts';
  return /\bW1\b/.test(dimensions) && !/\b(rad|beam)/.test(dimensions) ? 'flux' : 'brightness';
}
