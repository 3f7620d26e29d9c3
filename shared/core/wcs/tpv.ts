import type { WcsKeywords } from './header.ts';
import { Polynomial2 } from './polynomial.ts';

/** PVi_0 to PVi_39. */
export const TPV_TERMS = 40;
/** The terms in r, r³, r⁵, r⁷. */
const RADIAL = [3, 11, 23, 39] as const;
/** Degrees: what a Newton step leaves behind one of this size is below rounding. */
const CONVERGED = 1e-10;
const MOST_STEPS = 50;

interface Axis {
  /** in (ξ, η) for the first axis, (η, ξ) for the second */
  polynomial: Polynomial2;
  radial: Float64Array | undefined;
}

/**
 * The TPV convention (FITS registry; SCAMP's polynomial): intermediate world coordinates, in degrees, to those of the tangent
 * plane. PVi_1 is 1 and all others 0 where they are absent.
 */
export class Tpv {
  private readonly xi: Axis;
  private readonly eta: Axis;
  private readonly out = new Float64Array(6);

  constructor(pvXi: (j: number) => number | undefined, pvEta: (j: number) => number | undefined) {
    this.xi = axis(pvXi);
    this.eta = axis(pvEta);
  }

  /** In place, degrees. */
  apply(count: number, x: Float64Array, y: Float64Array): void {
    const { out } = this;
    for (let i = 0; i < count; i++) {
      this.evaluate(x[i]!, y[i]!);
      x[i] = out[0]!;
      y[i] = out[3]!;
    }
  }

  /** In place, degrees, by Newton's method; NaN where it does not converge. */
  invert(count: number, x: Float64Array, y: Float64Array): void {
    const { out } = this;
    for (let i = 0; i < count; i++) {
      const [wantedX, wantedY] = [x[i]!, y[i]!];
      let u = wantedX;
      let v = wantedY;
      let converged = false;
      for (let step = 0; step < MOST_STEPS && !converged; step++) {
        this.evaluate(u, v);
        const [dx, dy] = [wantedX - out[0]!, wantedY - out[3]!];
        const determinant = out[1]! * out[5]! - out[2]! * out[4]!;
        const du = (out[5]! * dx - out[2]! * dy) / determinant;
        const dv = (out[1]! * dy - out[4]! * dx) / determinant;
        u += du;
        v += dv;
        converged = Math.abs(du) + Math.abs(dv) < CONVERGED;
        if (Number.isNaN(du + dv)) break;
      }
      x[i] = converged ? u : Number.NaN;
      y[i] = converged ? v : Number.NaN;
    }
  }

  /** out = [x, ∂x/∂ξ, ∂x/∂η, y, ∂y/∂ξ, ∂y/∂η] */
  private evaluate(u: number, v: number): void {
    const { out, xi, eta } = this;
    xi.polynomial.gradient(u, v, out, 0);
    eta.polynomial.gradient(v, u, out, 3);
    const swap = out[4]!;
    out[4] = out[5]!;
    out[5] = swap;
    if (xi.radial) addRadial(xi.radial, u, v, out, 0);
    if (eta.radial) addRadial(eta.radial, u, v, out, 3);
  }
}

/** c₁r + c₃r³ + c₅r⁵ + c₇r⁷ and its derivatives. */
function addRadial(c: Float64Array, u: number, v: number, out: Float64Array, at: number): void {
  const q = u * u + v * v;
  const r = Math.sqrt(q);
  out[at] = out[at]! + r * (c[0]! + q * (c[1]! + q * (c[2]! + q * c[3]!)));
  const slope = r === 0 ? 0 : (c[0]! + q * (3 * c[1]! + q * (5 * c[2]! + q * 7 * c[3]!))) / r;
  out[at + 1] = out[at + 1]! + slope * u;
  out[at + 2] = out[at + 2]! + slope * v;
}

/** The terms come degree by degree, within one by falling powers of the axis' own coordinate; r^d closes the odd degrees. */
function axis(pv: (j: number) => number | undefined): Axis {
  const degree = 7;
  const coefficients: number[][] = Array.from({ length: degree + 1 }, () => []);
  let highest = 1;
  let j = 0;
  for (let d = 0; d <= degree; d++) {
    for (let q = 0; q <= d; q++, j++) {
      const value = pv(j) ?? (j === 1 ? 1 : 0);
      (coefficients[d - q] as number[])[q] = value;
      if (value !== 0) highest = Math.max(highest, d);
    }
    if (d % 2 === 1) j++;
  }
  const radial = RADIAL.map((term) => pv(term) ?? 0);
  return {
    polynomial: new Polynomial2(highest, (p, q) => coefficients[p]?.[q] ?? 0),
    radial: radial.some((c) => c !== 0) ? Float64Array.from(radial) : undefined,
  };
}

/** The polynomial of a header's PVi_j. `lon` and `lat` are the numbers of the celestial axes. Throws MalformedWcs for terms beyond 39. */
export function parseTpv(keywords: WcsKeywords, lon: number, lat: number): Tpv {
  for (const { keyword, value } of keywords.header.cards) {
    const match = /^PV(\d)_(\d+)$/.exec(keyword);
    if (match && [lon, lat].includes(Number(match[1])) && Number(match[2]) >= TPV_TERMS && value !== 0) {
      throw keywords.malformed(keyword, `is beyond the last term, PVi_${TPV_TERMS - 1}, of a TPV polynomial`);
    }
  }
  return new Tpv(
    (j) => keywords.number(`PV${lon}_${j}`),
    (j) => keywords.number(`PV${lat}_${j}`),
  );
}

/**
 * Whether a plain TAN header carries SCAMP's polynomial under the old name: TAN has no parameters of its own on the latitude
 * axis, and only PV1_0 to PV1_4 (pole and reference) on the longitude axis.
 */
export function isScamp(keywords: WcsKeywords, lon: number, lat: number): boolean {
  for (let j = 0; j < TPV_TERMS; j++) {
    if (keywords.number(`PV${lat}_${j}`)) return true;
    if (j > 4 && keywords.number(`PV${lon}_${j}`)) return true;
  }
  return false;
}
