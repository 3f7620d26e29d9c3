import { Header } from '../../shared/core/fits/header.ts';
import type { CardToWrite } from '../../shared/core/fits/write.ts';
import { parseWcs } from '../../shared/core/wcs/parse.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';

/** FITS cards, short to write: keyword, value, comment. */
export type Cards = [keyword: string, value: string | number | boolean, comment?: string][];

/** Keywords with values and comments as the FITS writer takes them. */
export const cardsToWrite = (cards: Cards): CardToWrite[] =>
  cards.map(([keyword, value, comment = '']) => ({ keyword, value, comment }));

/** The WCS that the cards of a header say. Throws an Error where they say none. */
export function demoWcs(cards: Cards): Wcs {
  const wcs = parseWcs(
    new Header(cards.map(([keyword, value]) => ({ keyword, value, comment: '' }))),
  );
  if (!wcs) throw new Error('the cards have no celestial WCS');
  return wcs;
}
