import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';

const SCALE = (2 * Math.SQRT2) / Math.PI;

/** Mollweide: Paper II §5.3.3. x = (2√2/π) φ cosγ, y = √2 sinγ, with 2γ + sin2γ = π sinθ. */
export class Mol implements Projection {
  readonly theta0 = 0;

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const sinGamma = Math.abs(y[i]!) / Math.SQRT2;
      const cosGamma = Math.sqrt(
        sinGamma <= 1 ? (1 - sinGamma) * (1 + sinGamma) : sinGamma < 1 + EDGE ? 0 : Number.NaN,
      );
      const edge = SCALE * Math.PI * cosGamma;
      // Near the poles the edge is all but horizontal: the allowance is one in y as well.
      const inside = x[i]! * x[i]! <= edge * edge + 16 * EDGE;
      const phi = edge > 0 ? Math.PI * Math.max(-1, Math.min(1, x[i]! / edge)) : 0;
      const polar = polarShare(Math.atan2(cosGamma, sinGamma));
      const cosTheta = inside ? Math.sqrt(polar * (2 - polar)) : Number.NaN;
      l[i] = cosTheta * Math.cos(phi);
      m[i] = cosTheta * Math.sin(phi);
      n[i] = Number.isNaN(cosTheta) ? cosTheta : y[i]! < 0 ? polar - 1 : 1 - polar;
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const square = l[i]! * l[i]! + m[i]! * m[i]!;
      const colatitude = polarAngle(square / (1 + Math.abs(n[i]!)));
      x[i] = SCALE * Math.atan2(m[i]!, l[i]!) * Math.sin(colatitude);
      y[i] = (n[i]! < 0 ? -Math.SQRT2 : Math.SQRT2) * Math.cos(colatitude);
    }
  }
}

/**
 * 1 − sinθ as a function of ε = 90° − γ: (2ε − sin2ε)/π, by its series where the difference would
 * cancel.
 */
function polarShare(epsilon: number): number {
  const a = 2 * epsilon;
  if (a > 0.5) return (a - Math.sin(a)) / Math.PI;
  const q = a * a;
  const series = 1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - (q / 110) * (1 - q / 156))));
  return ((a * q) / 6 / Math.PI) * series;
}

/** The inverse of polarShare, by Newton's method from the leading term ε³ ≈ 3πs/4. */
function polarAngle(share: number): number {
  if (share === 0 || Number.isNaN(share)) return share;
  let epsilon = Math.min(Math.PI / 2, Math.cbrt(0.75 * Math.PI * share));
  for (let step = 0; step < 20; step++) {
    const sine = Math.sin(epsilon);
    const change = ((polarShare(epsilon) - share) * Math.PI) / (4 * sine * sine);
    epsilon -= change;
    if (Math.abs(change) <= 1e-15 * epsilon) break;
  }
  return epsilon;
}
