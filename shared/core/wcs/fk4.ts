import { cosDegrees, RADIANS_PER_DEGREE, sinDegrees } from '../sphere/angle.ts';
import { type Matrix3, multiply } from '../sphere/rotation.ts';
import { precessToB1950 } from './precession.ts';

/**
 * B1950 to J2000 and its change per century (rotation of FK4): Murray 1989 (A&A 218, 325),
 * equations 28 and 29.
 */
const b1950ToJ2000: Matrix3 = [
  0.9999256794956877, -0.0111814832204662, -0.0048590038153592, 0.0111814832391717,
  0.9999374848933135, -0.0000271625947142, 0.0048590037723143, -0.000027170293744,
  0.9999881946023742,
];
const perCentury: Matrix3 = [
  -0.0026455262e-6, -1.1539918689e-6, 2.111134619e-6, 1.1540628161e-6, -0.0129042997e-6,
  0.0236021478e-6, -2.1112979048e-6, -0.0056024448e-6, 0.0102587734e-6,
];

/**
 * The Julian year of a Besselian one: B1950 is JD 2433282.42345905, a tropical year 365.242198781
 * days.
 */
export const julianYear = (besselian: number): number =>
  2000 + (2433282.42345905 + (besselian - 1950) * 365.242198781 - 2451545) / 365.25;

/**
 * FK4 without E-terms, of a Besselian equinox, to FK5 at J2000. `epoch` of the positions, a Julian
 * year: that of the equinox.
 */
export function fk4ToFk5(equinox: number, epoch = julianYear(equinox)): Matrix3 {
  const t = (epoch - 1950) / 100;
  const b = b1950ToJ2000.map(
    (value, k) => value + (perCentury[k] as number) * t,
  ) as unknown as Matrix3;
  return multiply(b, precessToB1950(equinox));
}

/**
 * The E-terms of aberration, as a vector in radians: Explanatory Supplement 1992, §3.531, with κ =
 * 0.0056932°.
 */
export function aberrationVector(year: number): [number, number, number] {
  const day = 2451545 + (year - 2000) * 365.25;
  const t = (day - 2433282.42345905) / 36525;
  const eccentricity = 0.01673011 + t * (-0.00004193 + t * -0.000000126);
  const perigee = (1015489.951 + t * (6190.67 + t * (1.65 + t * 0.012))) / 3600;
  const century = (day - 2451545) / 36525;
  const obliquity =
    (84381.448 + century * (-46.815 + century * (-0.00059 + century * 0.001813))) / 3600;
  const k = eccentricity * 0.0056932 * RADIANS_PER_DEGREE;
  const c = -k * cosDegrees(perigee);
  return [k * sinDegrees(perigee), c * cosDegrees(obliquity), c * sinDegrees(obliquity)];
}

/** Takes E-terms off unit vectors and puts them on. */
export class Aberration {
  private readonly e: readonly [number, number, number];

  constructor(e: readonly [number, number, number]) {
    this.e = e;
  }

  /** FK4 to FK4 without E-terms, in place; the vectors need not have length 1. */
  remove(count: number, l: Float64Array, m: Float64Array, n: Float64Array): void {
    const [a, b, c] = this.e;
    for (let i = 0; i < count; i++) {
      const scale = 1 / Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]! + n[i]! * n[i]!);
      const [x, y, z] = [l[i]! * scale, m[i]! * scale, n[i]! * scale];
      const dot = 1 + a * x + b * y + c * z;
      l[i] = x * dot - a;
      m[i] = y * dot - b;
      n[i] = z * dot - c;
    }
  }

  /**
   * FK4 without E-terms to FK4, in place: the fixed point of r = (r0 + e)/(1 + e·r), which gains
   * three digits a step.
   */
  add(count: number, l: Float64Array, m: Float64Array, n: Float64Array): void {
    const [a, b, c] = this.e;
    for (let i = 0; i < count; i++) {
      const [x0, y0, z0] = [l[i]!, m[i]!, n[i]!];
      let [x, y, z] = [x0, y0, z0];
      for (let step = 0; step < 6; step++) {
        const scale = 1 / (1 + a * x + b * y + c * z);
        x = (x0 + a) * scale;
        y = (y0 + b) * scale;
        z = (z0 + c) * scale;
      }
      const length = Math.sqrt(x * x + y * y + z * z);
      l[i] = x / length;
      m[i] = y / length;
      n[i] = z / length;
    }
  }
}
