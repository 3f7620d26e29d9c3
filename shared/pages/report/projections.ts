import { RADIANS_PER_DEGREE } from '../../core/sphere/angle.ts';
import { lonLatToVector, sumOf, vectorToLonLat } from '../../core/sphere/vector.ts';

/** A point of a drawing, or of a plane in degrees. */
export type Point = readonly [number, number];

/** Degrees in (−180, 180]. */
export const wrap180 = (degrees: number): number =>
  degrees - 360 * Math.ceil((degrees - 180) / 360);

/**
 * Mollweide's equal-area map of the whole sphere, with x from −2 (east limb, RA centre + 180°) … 2
 * turned so that RA increases to the left, and y from −1 to 1. Snyder (1987), Map Projections, eqs.
 * 31-1, 31-2 and 31-4 (Newton).
 */
export function skyToMollweide(ra: number, dec: number, raCentre: number): Point {
  const target = Math.PI * Math.sin(dec * RADIANS_PER_DEGREE);
  let t = 2 * Math.asin((2 * dec * RADIANS_PER_DEGREE) / Math.PI);
  for (let i = 0; i < 20 && Math.abs(dec) < 90 - 1e-9; i++) {
    const step = (t + Math.sin(t) - target) / (1 + Math.cos(t));
    t -= step;
    if (Math.abs(step) < 1e-9) break;
  }
  return [((-2 * wrap180(ra - raCentre)) / 180) * Math.cos(t / 2), Math.sin(t / 2)];
}

/**
 * The gnomonic plane tangent at a position: ξ (east) and η (north), degrees; null beyond 85° from
 * it. Snyder (1987), eqs. 22-4, 22-5.
 */
export function skyToGnomonic(
  ra: number,
  dec: number,
  centre: { ra: number; dec: number },
): Point | null {
  const a = (ra - centre.ra) * RADIANS_PER_DEGREE;
  const [s, c] = [Math.sin(dec * RADIANS_PER_DEGREE), Math.cos(dec * RADIANS_PER_DEGREE)];
  const [s0, c0] = [
    Math.sin(centre.dec * RADIANS_PER_DEGREE),
    Math.cos(centre.dec * RADIANS_PER_DEGREE),
  ];
  const cosine = s0 * s + c0 * c * Math.cos(a);
  if (cosine < 0.087) return null;
  const xi = (c * Math.sin(a)) / cosine;
  const eta = (c0 * s - s0 * c * Math.cos(a)) / cosine;
  return [xi / RADIANS_PER_DEGREE, eta / RADIANS_PER_DEGREE];
}

/** The mean direction of places, [ra, dec] in degrees. */
export function meanDirection(places: readonly (readonly [number, number])[]): {
  ra: number;
  dec: number;
} {
  const [ra, dec] = vectorToLonLat(...sumOf(places.map(([ra, dec]) => lonLatToVector(ra, dec))));
  return { ra, dec };
}

/**
 * The Galactic plane in ICRS: longitude l, latitude 0 (Hipparcos catalogue, vol. 1, §1.5.3: pole
 * 192.85948, 27.12825, l of NCP 122.93192).
 */
export function galacticEquator(l: number): { ra: number; dec: number } {
  const [ra0, dec0, l0] = [
    192.85948,
    27.12825 * RADIANS_PER_DEGREE,
    (122.93192 - l) * RADIANS_PER_DEGREE,
  ];
  const dec = Math.asin(Math.cos(dec0) * Math.cos(l0)) / RADIANS_PER_DEGREE;
  const ra = ra0 + Math.atan2(Math.sin(l0), -Math.sin(dec0) * Math.cos(l0)) / RADIANS_PER_DEGREE;
  return { ra: (ra + 360) % 360, dec };
}
