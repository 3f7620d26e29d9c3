import { CARD_LENGTH, type Card, type CardValue, parseCard } from './card.ts';

export const BLOCK = 2880;

const latin1 = new TextDecoder('latin1');

/** The cards of one HDU in their order, CONTINUE joined, END left out. A keyword given twice answers with its first value. */
export class Header implements Iterable<Card> {
  readonly cards: readonly Card[];
  readonly #first = new Map<string, Card>();

  constructor(cards: readonly Card[]) {
    this.cards = cards;
    for (const card of cards) if (!this.#first.has(card.keyword)) this.#first.set(card.keyword, card);
  }

  /** From the bytes of the header's blocks; reading stops at END or at the end of the bytes. */
  static parse(bytes: Uint8Array): Header {
    const text = latin1.decode(bytes);
    const cards: Card[] = [];
    let continued = false;
    for (let at = 0; at + CARD_LENGTH <= text.length; at += CARD_LENGTH) {
      const raw = text.slice(at, at + CARD_LENGTH);
      const card = parseCard(raw);
      const joined = card.keyword === 'CONTINUE' ? join(cards.at(-1), card) : undefined;
      if (!joined && continued) closeString(cards);
      continued = joined !== undefined;
      if (raw.startsWith('END     ')) break;
      if (joined) cards[cards.length - 1] = joined;
      else cards.push(card);
    }
    return new Header(cards);
  }

  get(keyword: string): CardValue {
    return this.#first.get(keyword.toUpperCase())?.value;
  }

  /** The value as a number; undefined when it is absent or no number. */
  number(keyword: string): number | undefined {
    const value = this.get(keyword);
    return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
  }

  /** The value when it is a string. */
  string(keyword: string): string | undefined {
    const value = this.get(keyword);
    return typeof value === 'string' ? value : undefined;
  }

  has(keyword: string): boolean {
    return this.#first.has(keyword.toUpperCase());
  }

  [Symbol.iterator](): Iterator<Card> {
    return this.cards[Symbol.iterator]();
  }
}

/** A long string goes on in CONTINUE cards as long as it ends with `&` (FITS standard 4.0, section 4.2.1.2). */
function join(before: Card | undefined, next: Card): Card | undefined {
  if (typeof before?.value !== 'string' || !before.value.endsWith('&') || typeof next.value !== 'string')
    return undefined;
  const comment = [before.comment, next.comment].filter(Boolean).join(' ');
  return { keyword: before.keyword, value: before.value.slice(0, -1) + next.value, comment };
}

/** Nothing follows the `&` of the last CONTINUE card: it is no part of the string. */
function closeString(cards: Card[]): void {
  const card = cards.at(-1);
  if (typeof card?.value === 'string' && card.value.endsWith('&')) {
    cards[cards.length - 1] = { ...card, value: card.value.slice(0, -1) };
  }
}

/** The index just behind the END card, or -1 when these bytes do not hold it. `from` is a multiple of 80. */
export function endOfHeader(bytes: Uint8Array, from: number): number {
  for (let at = from; at + CARD_LENGTH <= bytes.length; at += CARD_LENGTH) {
    if (bytes[at] !== 0x45 || bytes[at + 1] !== 0x4e || bytes[at + 2] !== 0x44) continue;
    if (bytes.subarray(at + 3, at + 8).every((byte) => byte === 0x20)) return at + CARD_LENGTH;
  }
  return -1;
}
