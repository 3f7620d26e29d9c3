import { CARD_LENGTH, type Card, type CardValue, parseCard } from './card.ts';
import { numericValue } from './numeric.ts';

/** bytes of a FITS block (FITS standard 4.0, section 3.1) */
export const BLOCK = 2880;

const latin1 = new TextDecoder('latin1');

/**
 * The cards of one HDU in their order, CONTINUE joined, END left out. A keyword given twice answers
 * with its first value.
 */
export class Header implements Iterable<Card> {
  /** all of them, in their order */
  readonly cards: readonly Card[];
  /** the cards as they stand in their file, 80 characters each; undefined where they are made */
  readonly text: string | undefined;
  readonly #first = new Map<string, Card>();

  constructor(cards: readonly Card[], text?: string) {
    this.cards = cards;
    this.text = text;
    for (const card of cards)
      if (!this.#first.has(card.keyword)) this.#first.set(card.keyword, card);
  }

  /**
   * From the bytes of the header's blocks; reading stops at END or at the end of the bytes. Control
   * characters, which some writers leave between cards and behind values (NUL, tab, line feed), are
   * blanks.
   */
  static parse(bytes: Uint8Array): Header {
    const text = latin1.decode(bytes).replace(CONTROL, ' ');
    const cards: Card[] = [];
    const long = new LongString();
    let at = 0;
    for (; at + CARD_LENGTH <= text.length; at += CARD_LENGTH) {
      const raw = text.slice(at, at + CARD_LENGTH);
      if (isEnd(raw)) break;
      const card = parseCard(raw);
      if (card.keyword === 'CONTINUE' && long.goesOn(card)) continue;
      long.close(cards);
      cards.push(card);
      long.begin(card);
    }
    long.close(cards);
    return new Header(cards, text.slice(0, at));
  }

  /** The first card of a keyword. */
  card(keyword: string): Card | undefined {
    return this.#first.get(keyword.toUpperCase());
  }

  /** The value of a keyword; undefined when it is absent or has none. */
  get(keyword: string): CardValue {
    return this.card(keyword)?.value;
  }

  /** The value as a number, in quotes too; undefined when it is absent or no number. */
  number(keyword: string): number | undefined {
    return numericValue(this.get(keyword));
  }

  /** The value when it is a string. */
  string(keyword: string): string | undefined {
    const value = this.get(keyword);
    return typeof value === 'string' ? value : undefined;
  }

  /** Whether there is a card of the keyword. */
  has(keyword: string): boolean {
    return this.#first.has(keyword.toUpperCase());
  }

  [Symbol.iterator](): Iterator<Card> {
    return this.cards[Symbol.iterator]();
  }
}

/**
 * A string that goes on in CONTINUE cards as long as it ends with `&` (FITS standard 4.0, section
 * 4.2.1.2), joined once at its end.
 */
class LongString {
  #first: Card | undefined;
  #values: string[] = [];
  #comments: string[] = [];

  begin(card: Card): void {
    this.#first = typeof card.value === 'string' && card.value.endsWith('&') ? card : undefined;
    this.#values = [];
    this.#comments = [];
  }

  /** Takes one CONTINUE card more; false where none is awaited. */
  goesOn({ value, comment }: Card): boolean {
    const before = this.#values.at(-1) ?? '&';
    if (!this.#first || !before.endsWith('&') || typeof value !== 'string') return false;
    this.#values.push(value);
    this.#comments.push(comment);
    return true;
  }

  /**
   * Puts the joined string in the place of its first card. Nothing follows the `&` of the last one:
   * it is no part of the string.
   */
  close(cards: Card[]): void {
    if (this.#first && this.#values.length > 0) {
      const { keyword, value, comment } = this.#first;
      const joined = [String(value), ...this.#values]
        .map((part) => part.replace(/&$/, ''))
        .join('');
      const comments = [comment, ...this.#comments].filter(Boolean).join(' ');
      cards[cards.length - 1] = { keyword, value: joined, comment: comments };
    }
    this.#first = undefined;
  }
}

const CONTROL = /\p{Cc}/gu;

/** END has no value: `END     = 5` is a card like any other. */
const isEnd = (card: string): boolean =>
  card.startsWith('END     ') && !/^ {0,2}=/.test(card.slice(8));

/**
 * The index just behind the END card, or -1 when these bytes do not hold it. `from` is a multiple
 * of 80.
 */
export function endOfHeader(bytes: Uint8Array, from: number): number {
  for (let at = from; at + CARD_LENGTH <= bytes.length; at += CARD_LENGTH) {
    if (bytes[at] !== 0x45 || bytes[at + 1] !== 0x4e || bytes[at + 2] !== 0x44) continue;
    const card = latin1.decode(bytes.subarray(at, at + CARD_LENGTH)).replace(CONTROL, ' ');
    if (isEnd(card)) return at + CARD_LENGTH;
  }
  return -1;
}
