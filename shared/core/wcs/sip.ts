import type { WcsKeywords } from './header.ts';
import { type Coefficient, PolynomialPair } from './polynomial-pair.ts';

/** The convention's own limit, and a bound on what a header can make us compute. */
const LARGEST_ORDER = 9;

/**
 * Simple Imaging Polynomial (Shupe et al. 2005, ASPC 347, 491): shifts in pixels as polynomials of
 * pixels from CRPIX.
 */
export interface Sip {
  /** A and B */
  forward: PolynomialPair;
  /** AP and BP, the approximate inverse, good for a first guess */
  inverse: PolynomialPair | undefined;
}

/**
 * The polynomials of A_ORDER, B_ORDER, AP_ORDER, BP_ORDER; undefined where there are none. Throws
 * MalformedWcs.
 */
export function parseSip(keywords: WcsKeywords): Sip | undefined {
  const [a, b] = [parseOrder(keywords, 'A'), parseOrder(keywords, 'B')];
  if (a === 0 && b === 0) return undefined;
  if (a === 0 || b === 0) {
    throw keywords.malformed(
      a > 0 ? 'B_ORDER' : 'A_ORDER',
      'is missing, while the other axis has a SIP polynomial',
    );
  }
  const [ap, bp] = [parseOrder(keywords, 'AP'), parseOrder(keywords, 'BP')];
  const pair = (x: string, xOrder: number, y: string, yOrder: number): PolynomialPair =>
    new PolynomialPair(
      Math.max(xOrder, yOrder),
      coefficients(keywords, x, xOrder),
      coefficients(keywords, y, yOrder),
    );
  return {
    forward: pair('A', a, 'B', b),
    inverse: ap > 0 && bp > 0 ? pair('AP', ap, 'BP', bp) : undefined,
  };
}

/** 0 where there is no polynomial. */
function parseOrder(keywords: WcsKeywords, name: string): number {
  const order = keywords.number(`${name}_ORDER`) ?? 0;
  if (Number.isInteger(order) && order >= 0 && order <= LARGEST_ORDER) return order;
  throw keywords.malformed(
    `${name}_ORDER`,
    `is ${order}; a SIP polynomial has an order from 0 to ${LARGEST_ORDER}`,
  );
}

const coefficients =
  (keywords: WcsKeywords, name: string, order: number): Coefficient =>
  (p, q) =>
    p + q <= order ? (keywords.number(`${name}_${p}_${q}`) ?? 0) : 0;
