import type { WcsKeywords } from './header.ts';
import { Lookup, type LookupTables, lookupReferences } from './lookup.ts';
import { parseSip, type Sip } from './sip.ts';

/**
 * Pixels: the last step of an iteration may be this long. Newton's method squares what is left
 * (times the curvature, 1e-3 per pixel at most); beside tables each step leaves about a thousandth.
 */
const LAST_NEWTON_STEP = 1e-5;
const LAST_TABLE_STEP = 1e-10;
const MAX_STEPS = 50;

interface Pair {
  x: Lookup | undefined;
  y: Lookup | undefined;
}

/**
 * From detector pixels to ideal ones, both counted from 1: first the detector's own table (D2IM),
 * then, at the pixel so corrected, SIP and the prior tables (CPDIS) added up — the order of HST's
 * pipeline and of astropy's `pix2foc`.
 */
export class PixelDistortion {
  private readonly crpix: readonly [number, number];
  private readonly sip: Sip | undefined;
  private readonly prior: Pair;
  private readonly detector: Pair;
  private readonly hasTables: boolean;
  /** of SIP: shifts and derivatives at the last point asked for */
  private readonly sipAt = new Float64Array(6);
  private readonly point = new Float64Array(2);

  constructor(crpix: readonly [number, number], sip: Sip | undefined, prior: Pair, detector: Pair) {
    this.crpix = crpix;
    this.sip = sip;
    this.prior = prior;
    this.detector = detector;
    this.hasTables = Boolean(prior.x ?? prior.y ?? detector.x ?? detector.y);
  }

  /** In place. */
  apply(count: number, x: Float64Array, y: Float64Array): void {
    const { point } = this;
    for (let i = 0; i < count; i++) {
      this.ideal(x[i]!, y[i]!, false);
      x[i] = point[0]!;
      y[i] = point[1]!;
    }
  }

  /**
   * In place, by Newton's method with the derivatives of SIP; the tables are so smooth that theirs
   * may be left out. NaN where it does not converge, or to a place beyond the fold of the
   * polynomial, far outside the image.
   */
  invert(count: number, x: Float64Array, y: Float64Array): void {
    const { sip, sipAt, point, crpix } = this;
    const lastStep = this.hasTables ? LAST_TABLE_STEP : LAST_NEWTON_STEP;
    for (let i = 0; i < count; i++) {
      const wantedX = x[i]!;
      const wantedY = y[i]!;
      let px = wantedX;
      let py = wantedY;
      if (sip?.inverse) {
        sip.inverse.value(wantedX - crpix[0], wantedY - crpix[1], sipAt);
        px += sipAt[0]!;
        py += sipAt[3]!;
      }
      let converged = false;
      let determinant = 1;
      for (let step = 0; step < MAX_STEPS && !converged; step++) {
        this.ideal(px, py, true);
        let dx = wantedX - point[0]!;
        let dy = wantedY - point[1]!;
        if (sip) {
          const xx = 1 + sipAt[1]!;
          const xy = sipAt[2]!;
          const yx = sipAt[4]!;
          const yy = 1 + sipAt[5]!;
          determinant = xx * yy - xy * yx;
          const sx = (yy * dx - xy * dy) / determinant;
          dy = (xx * dy - yx * dx) / determinant;
          dx = sx;
        }
        px += dx;
        py += dy;
        converged = Math.abs(dx) + Math.abs(dy) < lastStep;
        if (Number.isNaN(dx + dy)) break;
      }
      if (!(determinant > 0)) converged = false;
      x[i] = converged ? px : Number.NaN;
      y[i] = converged ? py : Number.NaN;
    }
  }

  /** The ideal pixel into `point`; the derivatives of SIP into `sipAt` if asked for. */
  private ideal(x: number, y: number, withDerivatives: boolean): void {
    const { sip, sipAt, prior, detector, point, crpix } = this;
    let px = x;
    let py = y;
    if (this.hasTables) {
      px += detector.x?.shift(x, y) ?? 0;
      py += detector.y?.shift(x, y) ?? 0;
    }
    point[0] = px;
    point[1] = py;
    if (this.hasTables) {
      point[0] += prior.x?.shift(px, py) ?? 0;
      point[1] += prior.y?.shift(px, py) ?? 0;
    }
    if (sip) {
      if (withDerivatives) sip.forward.gradient(px - crpix[0], py - crpix[1], sipAt);
      else sip.forward.value(px - crpix[0], py - crpix[1], sipAt);
      point[0] += sipAt[0]!;
      point[1] += sipAt[3]!;
    }
  }
}

/**
 * What the header says of distortion before the linear step; undefined for none. SIP counts only
 * where CTYPE ends with -SIP: drizzled mosaics carry coefficients of the images they were made
 * from.
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
