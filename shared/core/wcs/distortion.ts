import type { WcsKeywords } from './header.ts';
import { Lookup, type LookupTables, lookupReferences } from './lookup.ts';
import { parseSip, type Sip } from './sip.ts';

/** Pixels; far below any use, and above the rounding of coordinates up to 10^5. */
const CONVERGED = 1e-10;
const MOST_STEPS = 50;

interface Pair {
  x: Lookup | undefined;
  y: Lookup | undefined;
}

/**
 * From detector pixels to ideal ones, both counted from 1: first the detector's own table (D2IM), then, at the pixel so
 * corrected, SIP and the prior tables (CPDIS) added up — the order of HST's pipeline and of astropy's `pix2foc`.
 */
export class PixelDistortion {
  private readonly crpix: readonly [number, number];
  private readonly sip: Sip | undefined;
  private readonly prior: Pair;
  private readonly detector: Pair;
  private readonly jacobian = new Float64Array(6);
  private readonly point = new Float64Array(2);

  constructor(crpix: readonly [number, number], sip: Sip | undefined, prior: Pair, detector: Pair) {
    this.crpix = crpix;
    this.sip = sip;
    this.prior = prior;
    this.detector = detector;
  }

  /** In place. */
  apply(count: number, x: Float64Array, y: Float64Array): void {
    const { point } = this;
    for (let i = 0; i < count; i++) {
      this.ideal(x[i]!, y[i]!);
      x[i] = point[0]!;
      y[i] = point[1]!;
    }
  }

  /**
   * In place, by Newton's method with the derivatives of SIP; the tables are so smooth that theirs may be left out.
   * NaN where it does not converge, or to a place beyond the fold of the polynomial, far outside the image.
   */
  invert(count: number, x: Float64Array, y: Float64Array): void {
    const { sip, jacobian: j, point, crpix } = this;
    for (let i = 0; i < count; i++) {
      const [wantedX, wantedY] = [x[i]!, y[i]!];
      const [u, v] = [wantedX - crpix[0], wantedY - crpix[1]];
      let px = wantedX + (sip?.ap?.value(u, v) ?? 0);
      let py = wantedY + (sip?.bp?.value(u, v) ?? 0);
      let converged = false;
      let determinant = 1;
      for (let step = 0; step < MOST_STEPS && !converged; step++) {
        this.ideal(px, py);
        let dx = wantedX - point[0]!;
        let dy = wantedY - point[1]!;
        if (sip) {
          sip.a.gradient(px - crpix[0], py - crpix[1], j, 0);
          sip.b.gradient(px - crpix[0], py - crpix[1], j, 3);
          const [xx, xy, yx, yy] = [1 + j[1]!, j[2]!, j[4]!, 1 + j[5]!];
          determinant = xx * yy - xy * yx;
          const sx = (yy * dx - xy * dy) / determinant;
          dy = (xx * dy - yx * dx) / determinant;
          dx = sx;
        }
        px += dx;
        py += dy;
        converged = Math.abs(dx) + Math.abs(dy) < CONVERGED;
        if (Number.isNaN(dx + dy)) break;
      }
      if (sip && !(determinant > 0)) converged = false;
      x[i] = converged ? px : Number.NaN;
      y[i] = converged ? py : Number.NaN;
    }
  }

  private ideal(x: number, y: number): void {
    const { sip, prior, detector, point, crpix } = this;
    const px = x + (detector.x?.shift(x, y) ?? 0);
    const py = y + (detector.y?.shift(x, y) ?? 0);
    let qx = px + (prior.x?.shift(px, py) ?? 0);
    let qy = py + (prior.y?.shift(px, py) ?? 0);
    if (sip) {
      qx += sip.a.value(px - crpix[0], py - crpix[1]);
      qy += sip.b.value(px - crpix[0], py - crpix[1]);
    }
    point[0] = qx;
    point[1] = qy;
  }
}

/**
 * What the header says of distortion before the linear step; undefined for none. SIP counts only where CTYPE
 * ends with -SIP: drizzled mosaics carry coefficients of the images they were made from.
 */
export function parseDistortion(
  keywords: WcsKeywords,
  crpix: readonly [number, number],
  withSip: boolean,
  tables: LookupTables | undefined,
): PixelDistortion | undefined {
  const sip = withSip ? parseSip(keywords) : undefined;
  const prior: Pair = { x: undefined, y: undefined };
  const detector: Pair = { x: undefined, y: undefined };
  const references = lookupReferences(keywords);
  for (const reference of references) {
    const pair = reference.kind === 'prior' ? prior : detector;
    pair[reference.axis === 1 ? 'x' : 'y'] = Lookup.load(keywords, reference, tables);
  }
  if (!sip && references.length === 0) return undefined;
  return new PixelDistortion(crpix, sip, prior, detector);
}
