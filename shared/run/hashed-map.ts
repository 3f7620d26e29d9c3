import { hash } from 'node:crypto';

/** hexadecimal digits of 52 bits, which a double holds */
const DIGITS = 13;
const MAX_LOAD = 0.7;

const digest = (text: string): string => hash('sha256', text, 'hex');

/**
 * The first 52 bits of a text's SHA-256. Two of ten million texts have the same in 1 % of lists.
 */
export const textHash = (text: string): number =>
  Number.parseInt(digest(text).slice(0, DIGITS), 16);

/**
 * Numbers above 0 by texts that are not kept: by 104 bits of their SHA-256, 24 bytes a place. No
 * two of 100 million texts have the same, but for one chance in 10^15.
 */
export class HashedMap {
  size = 0;
  #places = new Float64Array(3 * 2 ** 10);

  /** The number that a text has; if it has none, it gets this one. */
  getOrSet(text: string, value: number): number {
    if (this.size >= (MAX_LOAD * this.#places.length) / 3) this.#grow();
    const hex = digest(text);
    const [first, second] = wordsOf(hex);
    const at = this.#find(first, second);
    if (this.#places[at + 2] === 0) {
      this.#places.set([first, second, value], at);
      this.size++;
    }
    return this.#places[at + 2]!;
  }

  /** The number that a text has. */
  get(text: string): number | undefined {
    return this.#places[this.#find(...wordsOf(digest(text))) + 2] || undefined;
  }

  has(text: string): boolean {
    return this.get(text) !== undefined;
  }

  /** Where a text stands, or would stand. */
  #find(first: number, second: number): number {
    const places = this.#places;
    const count = places.length / 3;
    for (let place = first % count; ; place = (place + 1) % count) {
      const at = 3 * place;
      if (places[at + 2] === 0 || (places[at] === first && places[at + 1] === second)) return at;
    }
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Float64Array(2 * before.length);
    for (let at = 0; at < before.length; at += 3)
      if (before[at + 2] !== 0)
        this.#places.set(before.subarray(at, at + 3), this.#find(before[at]!, before[at + 1]!));
  }
}

const wordsOf = (hex: string): [number, number] => [
  Number.parseInt(hex.slice(0, DIGITS), 16),
  Number.parseInt(hex.slice(DIGITS, 2 * DIGITS), 16),
];
