import type { WcsKeywords } from './header.ts';
import { Polynomial2 } from './polynomial.ts';

/** The convention's own limit (Shupe et al. 2005), and a bound on what a header can make us compute. */
const LARGEST_ORDER = 9;

/** Simple Imaging Polynomial (Shupe et al. 2005, ASPC 347, 491): shifts in pixels as polynomials of pixels from CRPIX. */
export interface Sip {
  a: Polynomial2;
  b: Polynomial2;
  /** the approximate inverse, good for a first guess; both or none */
  ap: Polynomial2 | undefined;
  bp: Polynomial2 | undefined;
}

/** The polynomials of A_ORDER, B_ORDER, AP_ORDER, BP_ORDER; undefined where there are none. */
export function parseSip(keywords: WcsKeywords): Sip | undefined {
  const [a, b] = [parsePolynomial(keywords, 'A'), parsePolynomial(keywords, 'B')];
  if (!a && !b) return undefined;
  if (!a || !b)
    throw keywords.malformed(
      a ? 'B_ORDER' : 'A_ORDER',
      'is missing, while the other axis has a SIP polynomial',
    );
  const [ap, bp] = [parsePolynomial(keywords, 'AP'), parsePolynomial(keywords, 'BP')];
  return { a, b, ap: bp && ap, bp: ap && bp };
}

function parsePolynomial(keywords: WcsKeywords, name: string): Polynomial2 | undefined {
  const order = keywords.number(`${name}_ORDER`);
  if (order === undefined || order === 0) return undefined;
  if (!(Number.isInteger(order) && order > 0 && order <= LARGEST_ORDER)) {
    throw keywords.malformed(
      `${name}_ORDER`,
      `is ${order}; a SIP polynomial has an order from 1 to ${LARGEST_ORDER}`,
    );
  }
  return new Polynomial2(order, (p, q) => keywords.number(`${name}_${p}_${q}`) ?? 0);
}
