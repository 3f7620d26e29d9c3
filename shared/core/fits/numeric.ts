import { DataError, type Where } from '../errors.ts';
import type { CardValue } from './card.ts';

/**
 * A number as FITS writes it (standard 4.0, section 4.2.3 and 4.2.4), lower-case and D exponents
 * too.
 */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([EeDd][+-]?\d+)?$/;

/** The number that a word of a header is; undefined when it is none. */
export const numberOfWord = (word: string): number | undefined =>
  NUMBER.test(word) ? Number(word.replace(/[dD]/, 'e')) : undefined;

/**
 * A card's value as a finite number, in quotes too, as some archives write it; undefined when it is
 * none.
 */
export function numericValue(value: CardValue): number | undefined {
  const number =
    typeof value === 'string' ? numberOfWord(value.trim()) : Number(value ?? Number.NaN);
  return typeof value !== 'boolean' && Number.isFinite(number) ? number : undefined;
}

/**
 * A keyword that the pixels depend on: undefined when it is absent or has no value. Throws
 * MalformedFits for what stands there and is no number (`0,05`, `NaN`): a value that counts is
 * never passed over.
 */
export function neededNumber(
  header: { get(keyword: string): CardValue },
  keyword: string,
  where: Where,
): number | undefined {
  const value = header.get(keyword);
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) return undefined;
  const number = numericValue(value);
  if (number !== undefined) return number;
  throw new DataError(
    'MalformedFits',
    `${keyword} = ${String(value).slice(0, 40)} is no number, and the values depend on it: correct the header.`,
    { ...where, keyword },
  );
}

/** A logical value, in quotes or lower case too. */
export const isTrue = (value: CardValue): boolean =>
  value === true || (typeof value === 'string' && value.trim().toUpperCase() === 'T');
