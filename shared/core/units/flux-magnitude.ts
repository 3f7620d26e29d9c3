import { conversion, parseUnit } from './unit.ts';
import type { Unit } from './unit-names.ts';

/** Flux density of AB magnitude 0, Jy (Oke & Gunn 1983). */
const ZERO_JANSKY = 3631;

const jansky = parseUnit('Jy')!;
const surface = parseUnit('Jy/sr')!;

/** AB magnitude of a flux density in Jy. */
export const abOfJansky = (flux: number): number => -2.5 * Math.log10(flux / ZERO_JANSKY);

/**
 * AB magnitude of a pixel whose value is one unit: a flux density, or, for a pixel of so many
 * steradians, a surface brightness. Undefined where the unit is neither.
 */
export function abOfFlux(unit: Unit, steradian?: number): number | undefined {
  const flux = conversion(unit, jansky);
  if (flux !== undefined) return abOfJansky(flux);
  const brightness = steradian === undefined ? undefined : conversion(unit, surface);
  return brightness === undefined ? undefined : abOfJansky(brightness * steradian!);
}
