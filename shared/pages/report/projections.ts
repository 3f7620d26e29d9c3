const radians = Math.PI / 180;

/** A point of a drawing, or of a plane in degrees. */
export type Point = readonly [number, number];

/** Degrees in (−180, 180]. */
export const wrap180 = (degrees: number): number => degrees - 360 * Math.ceil((degrees - 180) / 360);

/**
 * Mollweide's equal-area map of the whole sphere, with x from −2 (east limb, RA centre + 180°) … 2 turned so that RA
 * increases to the left, and y from −1 to 1. Snyder (1987), Map Projections, eqs. 31-1, 31-2 and 31-4 (Newton).
 */
export function skyToMollweide(ra: number, dec: number, raCentre: number): Point {
  const target = Math.PI * Math.sin(dec * radians);
  let t = 2 * Math.asin((2 * dec * radians) / Math.PI);
  for (let i = 0; i < 20 && Math.abs(dec) < 90 - 1e-9; i++) {
    const step = (t + Math.sin(t) - target) / (1 + Math.cos(t));
    t -= step;
    if (Math.abs(step) < 1e-9) break;
  }
  return [((-2 * wrap180(ra - raCentre)) / 180) * Math.cos(t / 2), Math.sin(t / 2)];
}

/**
 * The gnomonic plane tangent at a position: ξ (east) and η (north), degrees; null beyond 85° from it. Snyder (1987),
 * eqs. 22-4, 22-5.
 */
export function skyToGnomonic(ra: number, dec: number, centre: { ra: number; dec: number }): Point | null {
  const a = (ra - centre.ra) * radians;
  const [s, c] = [Math.sin(dec * radians), Math.cos(dec * radians)];
  const [s0, c0] = [Math.sin(centre.dec * radians), Math.cos(centre.dec * radians)];
  const cosine = s0 * s + c0 * c * Math.cos(a);
  if (cosine < 0.087) return null;
  const xi = (c * Math.sin(a)) / cosine;
  const eta = (c0 * s - s0 * c * Math.cos(a)) / cosine;
  return [xi / radians, eta / radians];
}

/** A direction as a unit vector. */
export type Vector = readonly [number, number, number];

export function skyToVector(ra: number, dec: number): Vector {
  const c = Math.cos(dec * radians);
  return [c * Math.cos(ra * radians), c * Math.sin(ra * radians), Math.sin(dec * radians)];
}

export function vectorToSky([x, y, z]: Vector): { ra: number; dec: number } {
  return { ra: (Math.atan2(y, x) / radians + 360) % 360, dec: Math.atan2(z, Math.hypot(x, y)) / radians };
}

/** The mean direction of places. */
export function meanPlace(places: readonly (readonly [number, number])[]): { ra: number; dec: number } {
  const sum: [number, number, number] = [0, 0, 0];
  for (const [ra, dec] of places) {
    const [x, y, z] = skyToVector(ra, dec);
    sum[0] += x;
    sum[1] += y;
    sum[2] += z;
  }
  return vectorToSky(sum);
}

/** Angle between two unit vectors, degrees; by the chord, which is exact for small ones. */
export function separation(a: Vector, b: Vector): number {
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  return (2 * Math.asin(Math.min(1, chord / 2))) / radians;
}

/** The Galactic plane in ICRS: longitude l, latitude 0 (Hipparcos catalogue, vol. 1, §1.5.3: pole 192.85948, 27.12825, l of NCP 122.93192). */
export function galacticPlane(l: number): { ra: number; dec: number } {
  const [ra0, dec0, l0] = [192.85948, 27.12825 * radians, (122.93192 - l) * radians];
  const dec = Math.asin(Math.cos(dec0) * Math.cos(l0)) / radians;
  const ra = ra0 + Math.atan2(Math.sin(l0), -Math.sin(dec0) * Math.cos(l0)) / radians;
  return { ra: (ra + 360) % 360, dec };
}
