import { lonLatToVector } from '../sphere/vector.ts';
import { SMALLEST_ORDER } from './counts.ts';
import { matchRows } from './match-rows.ts';

/**
 * What shows doubles among others: rows in the order of `_healpix_29`, image, HDU and number, those
 * without a position last.
 */
export interface RowsToMatch {
  /** null without a position */
  readonly healpix: readonly (bigint | null)[];
  /** degrees */
  readonly ra: ArrayLike<number>;
  readonly dec: ArrayLike<number>;
  readonly picture: Int32Array;
  /** radians; see SkyRows */
  readonly radius: Float64Array;
  readonly flags: ArrayLike<number>;
  readonly flux: ArrayLike<number>;
  readonly fluxerr: ArrayLike<number>;
}

/** Which rows are the same source on the sky. */
export interface Doubles {
  /**
   * the same number for all rows of a source: `_healpix_29` of its primary row; null without a
   * position
   */
  group: (bigint | null)[];
  /** true for one row of each source */
  primary: boolean[];
}

/**
 * Flags of a measurement that lacks something: 4 saturated, 8 touches the border, 16 aperture
 * incomplete or with bad pixels.
 */
const SPOILT = 4 | 8 | 16;

const TO_NUMBER = 10n; // from order 29 to 24: whole numbers of 53 bits
const toCell = BigInt(2 * (29 - SMALLEST_ORDER));

/**
 * Marks what is found in several overlapping pictures (`matchRows`). The primary row of a source is
 * one without a flag for saturation, border or bad pixels, if there is one, and of those the one
 * with the most signal to noise in AUTO; then the first in the table. Two sources in one pixel of
 * order 29 (0.4 mas) get numbers that follow one another.
 */
export function markDoubles(rows: RowsToMatch): Doubles {
  const none = rows.healpix.indexOf(null);
  const placed = none < 0 ? rows.healpix.length : none;
  const vectors = new Float64Array(3 * placed);
  for (let i = 0; i < placed; i++) vectors.set(lonLatToVector(rows.ra[i]!, rows.dec[i]!), 3 * i);
  const pixel = Float64Array.from({ length: placed }, (_, i) =>
    Number(rows.healpix[i]! >> TO_NUMBER),
  );
  const sourceOf = matchRows({ vectors, pixel, picture: rows.picture, radius: rows.radius });

  const best = Int32Array.from(sourceOf);
  for (let i = 0; i < placed; i++) {
    const source = sourceOf[i]!;
    if (isBetter(rows, i, best[source]!)) best[source] = i;
  }
  const primary = rows.healpix.map((_, i) => i >= placed || best[sourceOf[i]!] === i);
  const group: (bigint | null)[] = rows.healpix.map(() => null);
  let last = -1n;
  for (let i = 0; i < placed; i++) {
    if (!primary[i]) continue;
    const own = rows.healpix[i]!;
    // Counted anew in each cell, so that a part of the sky gives the same numbers as the whole.
    const isTaken = own <= last && own >> toCell === last >> toCell;
    last = isTaken ? last + 1n : own;
    group[i] = last;
  }
  for (let i = 0; i < placed; i++) group[i] = group[best[sourceOf[i]!]!]!;
  return { group, primary };
}

function isBetter({ flags, flux, fluxerr }: RowsToMatch, a: number, b: number): boolean {
  const spoiltA = (flags[a]! & SPOILT) !== 0;
  const spoiltB = (flags[b]! & SPOILT) !== 0;
  if (spoiltA !== spoiltB) return spoiltB;
  const signal = (row: number): number => {
    const ratio = flux[row]! / fluxerr[row]!;
    return Number.isFinite(ratio) ? ratio : Number.NEGATIVE_INFINITY;
  };
  return signal(a) > signal(b);
}
