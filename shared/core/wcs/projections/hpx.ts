import {
  EDGE,
  type Projection,
  type ProjectionParameters,
  type ProjectionPoints,
} from '../projection.ts';

const HALF_PI = Math.PI / 2;

/**
 * HEALPix: Calabretta & Roukema 2007 (MNRAS 381, 865). PV2_1 = H facets around (4), PV2_2 = K rows
 * of them (3).
 */
export class Hpx implements Projection {
  readonly theta0 = 0;
  private readonly k: number;
  /** half the width of a facet, π/H */
  private readonly half: number;
  private readonly kIsOdd: boolean;
  /** |y| and |sinθ| where the equatorial zone ends */
  private readonly edgeY: number;
  private readonly edgeSin: number;
  /** y/sinθ in the equatorial zone */
  private readonly slope: number;

  /** Throws RangeError unless H and K are positive integers. */
  constructor(pv: ProjectionParameters) {
    const h = pv(1) ?? 4;
    this.k = pv(2) ?? 3;
    if (!(Number.isInteger(h) && h > 0 && Number.isInteger(this.k) && this.k > 0)) {
      throw new RangeError('HPX needs positive integers PV2_1 (H) and PV2_2 (K)');
    }
    this.half = Math.PI / h;
    this.kIsOdd = this.k % 2 === 1;
    this.edgeY = (HALF_PI * (this.k - 1)) / h;
    this.edgeSin = (this.k - 1) / this.k;
    this.slope = (HALF_PI * this.k) / h;
  }

  /** Equations 4, 5 (equatorial) and 7 to 9 (polar). */
  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    const { k, half } = this;
    for (let i = 0; i < count; i++) {
      const high = Math.abs(y[i]!);
      let phi = Math.abs(x[i]!) <= Math.PI + EDGE ? x[i]! : Number.NaN;
      let sinTheta: number;
      let cosTheta: number;
      if (high <= this.edgeY) {
        sinTheta = y[i]! / this.slope;
        cosTheta = Math.sqrt((1 - sinTheta) * (1 + sinTheta));
      } else {
        let sigma = (k + 1) / 2 - high / half;
        if (sigma < 0 && sigma > -EDGE) sigma = 0;
        const centre = this.facetCentre(phi, y[i]! > 0);
        const offset = phi - centre;
        if (!(sigma >= 0 && Math.abs(offset) <= half * sigma + EDGE)) phi = Number.NaN;
        else if (sigma > 0) phi = centre + Math.max(-half, Math.min(half, offset / sigma));
        const polar = (sigma * sigma) / k;
        sinTheta = y[i]! < 0 ? polar - 1 : 1 - polar;
        cosTheta = Math.sqrt(polar * (2 - polar));
      }
      l[i] = cosTheta * Math.cos(phi);
      m[i] = cosTheta * Math.sin(phi);
      n[i] = Number.isNaN(phi) ? phi : sinTheta;
    }
  }

  /** Equations 1, 2 (equatorial) and 3 (polar). */
  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    const { k, half } = this;
    for (let i = 0; i < count; i++) {
      const phi = Math.atan2(m[i]!, l[i]!);
      const high = Math.abs(n[i]!);
      if (high <= this.edgeSin) {
        x[i] = phi;
        y[i] = n[i]! * this.slope;
      } else {
        // σ = √(K(1 − |sinθ|)), without cancelling near the pole.
        const sigma = Math.sqrt(((l[i]! * l[i]! + m[i]! * m[i]!) * k) / (1 + high));
        const centre = this.facetCentre(phi, n[i]! > 0);
        const rise = half * ((k + 1) / 2 - sigma);
        x[i] = centre + (phi - centre) * sigma;
        y[i] = n[i]! < 0 ? -rise : rise;
      }
    }
  }

  /**
   * φ_c, the middle of the polar facet that φ belongs to. For even K the southern facets stand half
   * a width aside.
   */
  private facetCentre(phi: number, north: boolean): number {
    const { half } = this;
    const shifted = this.kIsOdd || north ? 1 : 0;
    // The seam at φ = ±180° belongs to the facet inside the map.
    const last = Math.round(Math.PI / half) - shifted;
    const facet = Math.floor((phi + Math.PI) / (2 * half) + (1 - shifted) / 2);
    return -Math.PI + (2 * Math.max(0, Math.min(last, facet)) + shifted) * half;
  }
}
