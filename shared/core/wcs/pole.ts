import { cosDegrees, DEGREES_PER_RADIAN, sinDegrees } from '../sphere/angle.ts';
import type { Matrix3 } from '../sphere/rotation.ts';

/** The fiducial point of a projection and what the header says of it. All in degrees. */
export interface Fiducial {
  /** native coordinates of the fiducial point: (φ0, θ0) */
  phi0: number;
  theta0: number;
  /** its celestial coordinates: CRVAL */
  lon: number;
  lat: number;
  /** native longitude of the celestial pole: LONPOLE; undefined = the default */
  lonpole: number | undefined;
  /**
   * celestial latitude of the native pole: LATPOLE, which chooses where two answers are possible
   */
  latpole: number | undefined;
}

/** The three Euler angles, in degrees. */
export interface NativePole {
  /** celestial coordinates of the native pole: (α_p, δ_p) */
  lon: number;
  lat: number;
  /** native longitude of the celestial pole: φ_p */
  phi: number;
}

// Degrees. Header values carry rounding of this order; wcslib uses the same value.
const TOLERANCE = 1e-10;

const wrapped = (angle: number): number => angle - 360 * Math.round(angle / 360);

/**
 * Where the native pole stands on the sky: Calabretta & Greisen 2002 (Paper II), §2.4, equations 8
 * to 10. Returns undefined where the header's values contradict each other (no such pole exists).
 */
export function nativePole(f: Fiducial): NativePole | undefined {
  if (Math.abs(f.lat) > 90 + TOLERANCE || Math.abs(f.theta0) > 90 + TOLERANCE) return undefined;
  const phi = f.lonpole ?? wrapped((f.lat < f.theta0 ? 180 : 0) + f.phi0);
  if (f.theta0 === 90) return { lon: f.lon, lat: f.lat, phi };

  const lat = poleLatitude(f, phi);
  if (lat === undefined) return undefined;
  return { lon: poleLongitude(f, phi, lat), lat, phi };
}

/** δ_p: equation 8, and the choice between its two solutions (§2.4, points 3 to 6). */
function poleLatitude(f: Fiducial, phi: number): number | undefined {
  const wanted = Math.max(-90, Math.min(90, f.latpole ?? 90));
  const x = cosDegrees(f.theta0) * cosDegrees(phi - f.phi0);
  const y = sinDegrees(f.theta0);
  const z = Math.hypot(x, y);
  if (z < 1e-15) return Math.abs(f.lat) < TOLERANCE ? wanted : undefined;

  const sinLat0 = sinDegrees(f.lat);
  if (Math.abs(sinLat0) > z * (1 + TOLERANCE)) return undefined;
  // arccos(sinδ0/z), written so that it stays exact for a fiducial point near a celestial pole.
  const other = cosDegrees(f.theta0) * sinDegrees(phi - f.phi0);
  const v =
    Math.atan2(Math.sqrt(Math.max(0, cosDegrees(f.lat) ** 2 - other ** 2)), sinLat0) *
    DEGREES_PER_RADIAN;
  const u = Math.atan2(y, x) * DEGREES_PER_RADIAN;
  const candidates = [wrapped(u + v), wrapped(u - v)].filter(
    (lat) => Math.abs(lat) < 90 + TOLERANCE,
  );
  if (candidates.length === 0) return undefined;
  const [first, second = first] = candidates as [number, number?];
  const nearest = Math.abs(wanted - first) < Math.abs(wanted - second) ? first : second;
  return Math.max(-90, Math.min(90, nearest));
}

/** α_p: equations 9 and 10, and §2.4 point 2 for a pole on a pole. */
function poleLongitude(f: Fiducial, phi: number, lat: number): number {
  const cosLat0 = cosDegrees(f.lat);
  const z = cosDegrees(lat) * cosLat0;
  if (Math.abs(z) < TOLERANCE) {
    if (Math.abs(cosLat0) < TOLERANCE) return f.lon;
    return lat > 0 ? f.lon + phi - f.phi0 - 180 : f.lon - phi + f.phi0;
  }
  const x = (sinDegrees(f.theta0) - sinDegrees(lat) * sinDegrees(f.lat)) / z;
  const y = (sinDegrees(phi - f.phi0) * cosDegrees(f.theta0)) / cosLat0;
  return f.lon - Math.atan2(y, x) * DEGREES_PER_RADIAN;
}

/** The matrix that takes native unit vectors to celestial ones: Paper II, equation 2. */
export function nativeToCelestial(pole: NativePole): Matrix3 {
  const [ca, sa] = [cosDegrees(pole.lon), sinDegrees(pole.lon)];
  const [cd, sd] = [cosDegrees(pole.lat), sinDegrees(pole.lat)];
  const [cp, sp] = [cosDegrees(pole.phi), sinDegrees(pole.phi)];
  return [
    -sd * cp * ca - sp * sa,
    -sd * sp * ca + cp * sa,
    cd * ca,
    -sd * cp * sa + sp * ca,
    -sd * sp * sa - cp * ca,
    cd * sa,
    cd * cp,
    cd * sp,
    sd,
  ];
}
