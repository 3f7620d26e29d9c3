import { type Matrix3, multiply, transpose, turnX, turnY, turnZ } from '../sphere/rotation.ts';

const polynomial = (t: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, c) => sum * t + c, 0);

/**
 * Frame bias and precession from GCRS, IAU 2006: Fukushima-Williams angles (Capitaine & Wallace
 * 2006, A&A 450, 855).
 */
function biasPrecession(year: number): Matrix3 {
  const t = (year - 2000) / 100;
  const degrees = (c: readonly number[]): number => polynomial(t, c) / 3600;
  const gamma = degrees([-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000000026]);
  const phi = degrees([
    84381.412819, -46.811016, 0.0511268, 0.00053289, -0.00000044, -0.0000000176,
  ]);
  const psi = degrees([
    -0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148,
  ]);
  const epsilon = degrees([
    84381.406, -46.836769, -0.0001831, 0.0020034, -0.000000576, -0.0000000434,
  ]);
  return multiply(turnX(-epsilon), multiply(turnZ(-psi), multiply(turnX(phi), turnZ(gamma))));
}

/**
 * From the mean equator and equinox of a Julian year to those of J2000, by the IAU 2006 precession
 * without frame bias. FK5 was made with IAU 1976; astropy precesses its FK5 so, and what is written
 * in headers today is read with it.
 */
export function precessToJ2000(year: number): Matrix3 {
  if (year === 2000) return [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const atYear = multiply(biasPrecession(year), transpose(biasPrecession(2000)));
  return transpose(atYear);
}

/**
 * The same by the IAU 1976 precession: Lieske 1979 (A&A 73, 282), from J2000 to the year and back.
 */
export function precessToJ2000By1976(year: number): Matrix3 {
  const t = (year - 2000) / 100;
  const degrees = (c: readonly number[]): number => polynomial(t, c) / 3600;
  const zeta = degrees([0, 2306.2181, 0.30188, 0.017998]);
  const z = degrees([0, 2306.2181, 1.09468, 0.018203]);
  const theta = degrees([0, 2004.3109, -0.42665, -0.041833]);
  return transpose(multiply(turnZ(-z), multiply(turnY(theta), turnZ(-zeta))));
}

/**
 * From the equinox of a Besselian year to B1950, after Newcomb (Explanatory Supplement 1992,
 * §3.59).
 */
export function precessToB1950(year: number): Matrix3 {
  if (year === 1950) return [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const t1 = (year - 1850) / 1000;
  const t = (1950 - 1850) / 1000 - t1;
  const degrees = (c: readonly number[]): number => polynomial(t, c) / 3600;
  const first = 23035.545 + t1 * (139.72 + 0.06 * t1);
  const zeta = degrees([0, first, 30.24 - 0.27 * t1, 17.995]);
  const z = degrees([0, first, 109.48 + 0.39 * t1, 18.325]);
  const theta = degrees([0, 20051.12 - t1 * (85.29 + 0.37 * t1), -42.65 - 0.37 * t1, -41.8]);
  return multiply(turnZ(-z), multiply(turnY(theta), turnZ(-zeta)));
}
