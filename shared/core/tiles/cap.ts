/** A circle on the sky that holds something. */
export interface Cap {
  /** its middle, a unit vector */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** radians */
  readonly radius: number;
}

const DEGREE = Math.PI / 180;

/** Between the points given, an outline may bulge: this much of the radius more. */
const BULGE = 1.15;

export const WHOLE_SKY: Cap = { x: 0, y: 0, z: 1, radius: Math.PI };

/** A circle around points, and around what lies between them. Unit vectors. */
export function capAround(x: Float64Array, y: Float64Array, z: Float64Array): Cap {
  let [sx, sy, sz] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    sx += x[i]!;
    sy += y[i]!;
    sz += z[i]!;
  }
  const length = Math.hypot(sx, sy, sz) || 1;
  const [cx, cy, cz] = [sx / length, sy / length, sz / length];
  let chord = 0;
  for (let i = 0; i < x.length; i++) {
    chord = Math.max(chord, (x[i]! - cx) ** 2 + (y[i]! - cy) ** 2 + (z[i]! - cz) ** 2);
  }
  return { x: cx, y: cy, z: cz, radius: BULGE * 2 * Math.asin(Math.min(1, Math.sqrt(chord) / 2)) };
}

/**
 * Around the outline of an image, from its centre; degrees. An image that reaches a quarter of the sky from its centre, or whose
 * outline is not known (NaN), may be anywhere.
 */
export function capOf(
  centre: readonly [number, number],
  { ra, dec }: { readonly ra: Float64Array; readonly dec: Float64Array },
): Cap {
  const [x, y, z] = vector(centre[0], centre[1]);
  let chord = 0;
  for (let i = 0; i < ra.length; i++) {
    const [px, py, pz] = vector(ra[i]!, dec[i]!);
    chord = Math.max(chord, (px - x) ** 2 + (py - y) ** 2 + (pz - z) ** 2);
  }
  return chord < 2 ? { x, y, z, radius: BULGE * 2 * Math.asin(Math.sqrt(chord) / 2) } : WHOLE_SKY;
}

const vector = (lon: number, lat: number): [number, number, number] => [
  Math.cos(lat * DEGREE) * Math.cos(lon * DEGREE),
  Math.cos(lat * DEGREE) * Math.sin(lon * DEGREE),
  Math.sin(lat * DEGREE),
];

/** Whether two circles meet. */
export function capsMeet(a: Cap, b: Cap): boolean {
  const reach = a.radius + b.radius;
  if (reach >= Math.PI) return true;
  const chord = (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2;
  return chord <= 4 * Math.sin(reach / 2) ** 2;
}
