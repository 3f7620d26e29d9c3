import type { CardValue } from '../fits/card.ts';
import type { Header } from '../fits/header.ts';
import { numericValue } from '../fits/numeric.ts';

/**
 * What the header of an image says: of an extension, what stands there, else what stands in the
 * primary header.
 */
export interface Keywords {
  value(keyword: string): CardValue;
  /** in quotes too; undefined when absent or no number */
  number(keyword: string): number | undefined;
  /** without blanks around it; numbers as text; '' when absent */
  text(keyword: string): string;
  comment(keyword: string): string;
}

/** Longest text that is taken out of a header: a string that fits on one card. */
const LONGEST_TEXT = 68;

/** The keywords of an image, its own header first. */
export function keywordsOf(own: Header, primary?: Header): Keywords {
  const card = (keyword: string) => {
    const found = own.card(keyword);
    return found?.value === undefined ? primary?.card(keyword) : found;
  };
  const value = (keyword: string) => card(keyword)?.value;
  return {
    value,
    number: (keyword) => numericValue(value(keyword)),
    text: (keyword) =>
      String(value(keyword) ?? '')
        .trim()
        .slice(0, LONGEST_TEXT),
    comment: (keyword) => card(keyword)?.comment ?? '',
  };
}
