import { CARD_LENGTH, type Card, type CardValue } from './card.ts';

/** Columns of a string value on one card: 80, less keyword and `= `, less two quotes. */
const LONGEST_STRING = 68;

/**
 * A card as 80 characters, or as several where a long string goes on in CONTINUE cards. Characters
 * outside ASCII's printable ones become `?`; keywords longer than 8 characters or with blanks get
 * HIERARCH. A comment is cut where it does not fit.
 */
export function formatCard({ keyword, value, comment }: Card): string {
  if (keyword === 'COMMENT' || keyword === 'HISTORY' || keyword === '')
    return formatText(keyword, comment);
  const plain = /^[A-Z0-9_-]{1,8}$/.test(keyword);
  const start = plain ? `${keyword.padEnd(8)}= ` : `HIERARCH ${printable(keyword)} = `;
  if (typeof value === 'string')
    return formatString(start, printable(value).trimEnd(), printable(comment));
  const text = formatNumber(value);
  return withComment(start + (plain ? text.padStart(20) : text), printable(comment));
}

function formatNumber(value: Exclude<CardValue, string>): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${value} cannot stand in a FITS header`);
  const text = String(value).toUpperCase().replace('E+', 'E');
  if (Object.is(value, -0)) return '-0.0';
  // A whole number that is no safe integer must not look like an integer, which is read exactly.
  if (
    typeof value === 'number' &&
    !text.includes('E') &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value)
  )
    return `${text}.0`;
  return text.replace(/^(-?\d+)E/, '$1.0E');
}

function formatString(start: string, value: string, comment: string): string {
  const quoted = value.replaceAll("'", "''");
  const room = CARD_LENGTH - start.length - 2;
  if (quoted.length <= Math.min(LONGEST_STRING, room)) {
    // Comments begin in one column, where other writers put them: a checksum depends on it.
    return withComment(`${start}${`'${quoted.padEnd(8)}'`.padEnd(comment ? 20 : 0)}`, comment);
  }
  let cards = '';
  for (let rest = quoted, lead = start; rest !== ''; lead = 'CONTINUE  ') {
    const most = CARD_LENGTH - lead.length - 2;
    if (rest.length <= most) return cards + withComment(`${lead}'${rest}'`, comment);
    let cut = most - 1;
    // A doubled quote must not be parted.
    const quotes = /'*$/.exec(rest.slice(0, cut))?.[0].length ?? 0;
    if (quotes % 2 === 1) cut--;
    cards += `${lead}'${rest.slice(0, cut)}&'`.padEnd(CARD_LENGTH);
    rest = rest.slice(cut);
  }
  return cards;
}

function formatText(keyword: string, text: string): string {
  const lines = printable(text).match(/.{1,72}/g) ?? [''];
  return lines.map((line) => keyword.padEnd(8) + line.padEnd(72)).join('');
}

const withComment = (card: string, comment: string): string =>
  (comment ? `${card} / ${comment}` : card).slice(0, CARD_LENGTH).padEnd(CARD_LENGTH);

const printable = (text: string): string => text.replace(/[^ -~]/g, '?');
