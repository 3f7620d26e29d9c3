import { numberOfWord } from './numeric.ts';

/**
 * What a header card says. Integers beyond ±(2^53 − 1) are bigint; `undefined` is a card without a
 * value.
 */
export type CardValue = string | number | bigint | boolean | undefined;

/** One keyword record of a header. */
export interface Card {
  /** without HIERARCH, upper case; '' for a blank keyword */
  readonly keyword: string;
  /** undefined for a card without a value */
  readonly value: CardValue;
  /** the comment, or the text of a COMMENT, HISTORY or blank card */
  readonly comment: string;
}

/** bytes of a keyword record (FITS standard 4.0, section 4.1) */
export const CARD_LENGTH = 80;

const commentary = new Set(['COMMENT', 'HISTORY', '']);
const INTEGER = /^[+-]?\d+$/;

/**
 * One 80-character card (FITS standard 4.0, section 4.1 and 4.2). What the standard forbids but
 * archives hold is read as meant: `=` without its blank or one column late, lower-case exponents, a
 * string without its closing quote. A value that is none of the standard's types is given as the
 * string that stands there.
 */
export function parseCard(card: string): Card {
  const keyword = card.slice(0, 8).trimEnd().toUpperCase();
  if (keyword === 'HIERARCH') {
    const equals = card.indexOf('=');
    if (equals < 0) return { keyword, value: undefined, comment: card.slice(8).trim() };
    return {
      keyword: card.slice(8, equals).trim().toUpperCase(),
      ...parseValue(card.slice(equals + 1)),
    };
  }
  if (keyword === 'CONTINUE') return { keyword, ...parseValue(card.slice(8)) };
  const equals = card[8] === '=' ? 8 : card.startsWith(' =', 8) ? 9 : -1;
  if (equals < 0 || commentary.has(keyword)) {
    return { keyword, value: undefined, comment: card.slice(8).trimEnd() };
  }
  return { keyword, ...parseValue(card.slice(equals + 1)) };
}

function parseValue(field: string): { value: CardValue; comment: string } {
  const text = field.trimStart();
  if (text.startsWith("'")) return parseString(text);
  const slash = text.indexOf('/');
  const word = (slash < 0 ? text : text.slice(0, slash)).trim();
  return { value: parseWord(word), comment: slash < 0 ? '' : text.slice(slash + 1).trim() };
}

function parseString(text: string): { value: string; comment: string } {
  let end = 1;
  for (; end < text.length; end++) {
    if (text[end] !== "'") continue;
    if (text[end + 1] !== "'") break;
    end++;
  }
  const rest = text.slice(end + 1);
  const slash = rest.indexOf('/');
  // Trailing blanks are not significant, leading ones are.
  const value = text.slice(1, end).replaceAll("''", "'").trimEnd();
  return { value, comment: slash < 0 ? '' : rest.slice(slash + 1).trim() };
}

function parseWord(word: string): CardValue {
  if (word === '') return undefined;
  if (word === 'T') return true;
  if (word === 'F') return false;
  if (INTEGER.test(word)) {
    const number = Number(word);
    return Number.isSafeInteger(number) ? number : BigInt(word.replace(/^\+/, ''));
  }
  return numberOfWord(word) ?? word;
}
