import { CARD_LENGTH } from '../fits/card.ts';
import { Header } from '../fits/header.ts';

/** Headers of a `.head` file, as SCAMP writes them: a card a line, END behind each image's. */
export function readExternalHeaders(text: string): Header[] {
  const headers: Header[] = [];
  let cards: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (/^END\s*$/.test(line)) {
      headers.push(parse(cards));
      cards = [];
    } else if (line.trim() !== '') cards.push(line);
  }
  return cards.length > 0 ? [...headers, parse(cards)] : headers;
}

const parse = (cards: readonly string[]): Header =>
  Header.parse(
    new TextEncoder().encode(
      cards.map((card) => card.slice(0, CARD_LENGTH).padEnd(CARD_LENGTH)).join(''),
    ),
  );

/** Keywords that say how the pixels lie in the file: no other header may say it. */
const STRUCTURE =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|BSCALE|BZERO|BLANK|COMMENT|HISTORY|)$/;

/** The header with the cards of another one over its own. */
export function overlaid(header: Header, over: Header): Header {
  const cards = over.cards.filter(({ keyword }) => !STRUCTURE.test(keyword));
  const changed = new Map(cards.map((card) => [card.keyword, card]));
  const own = header.cards.map((card) => changed.get(card.keyword) ?? card);
  return new Header([...own, ...cards.filter(({ keyword }) => !header.has(keyword))]);
}
