import { gzipSync } from 'node:zlib';
import { seededRandom } from '../../shared/core/random.ts';
import { hostileCards, hostileValues } from './hostile.ts';

const CARD = 80;
const BLOCK = 2880;

/** Offsets of the cards of all headers: what follows a block that begins as one, up to END. */
function cardsOf(bytes: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
    if (!/^(SIMPLE {2}=|XTENSION=)/.test(bytes.toString('latin1', at, at + 9))) continue;
    for (; at + CARD <= bytes.length; at += CARD) {
      offsets.push(at);
      if (bytes.toString('latin1', at, at + 8) === 'END     ') break;
    }
    at -= at % BLOCK;
  }
  return offsets;
}

/**
 * One case: a file of the corpus, damaged in some places as the seed says. The same seed, the same
 * bytes.
 */
export function caseOf(files: readonly Uint8Array[], seed: number): Uint8Array {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random.uniform() * count);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  let bytes: Buffer = Buffer.from(pick(files));
  const put = (at: number, text: string) =>
    bytes.write(text.slice(0, CARD).padEnd(CARD), at, 'latin1');
  const textAt = (at: number) => bytes.toString('latin1', at, at + CARD);

  /** In the place of the card of its keyword, where there is one. */
  const hostileCard = (at: number, cards: readonly number[]) => {
    const text = pick(hostileCards)(below);
    const same = cards.filter((one) => textAt(one).slice(0, 8) === text.slice(0, 8));
    put(same.length > 0 ? pick(same) : at, text);
  };
  /**
   * Mostly in the first bytes behind a header: rows of a table, descriptors, the beginning of a
   * stream.
   */
  const place = (): number => {
    const end = bytes.indexOf('END     ', below(bytes.length));
    const data = end - (end % BLOCK) + BLOCK;
    return end >= 0 && data < bytes.length && below(3) > 0
      ? Math.min(bytes.length - 1, data + below(200))
      : below(bytes.length);
  };

  const onCard: ((at: number, cards: readonly number[]) => void)[] = [
    (at) => put(at, `${textAt(at).slice(0, 8)}= ${pick(hostileValues)}`),
    hostileCard,
    hostileCard,
    hostileCard,
    // the value of another card
    (at, cards) => put(at, `${textAt(at).slice(0, 8)}${textAt(pick(cards)).slice(8)}`),
    (at, cards) => put(at, textAt(pick(cards))),
    // a digit
    (at) => {
      const digits = [...textAt(at).matchAll(/\d/g)].map(({ index }) => index);
      if (digits.length > 0) bytes[at + pick(digits)] = 48 + below(10);
    },
    (at) => {
      bytes[at + below(CARD)] = below(256);
    },
    (at) =>
      put(
        at,
        pick(['END', 'END     = 5', 'END\0', "CONTINUE  'x&'", "CONTINUE  'y'", '', 'XTENSION= ']),
      ),
    (at, cards) => {
      for (const next of cards.slice(cards.indexOf(at), cards.indexOf(at) + 1 + below(6)))
        put(next, "CONTINUE  'and so on &'");
    },
  ];
  const onBytes: (() => void)[] = [
    () => {
      for (let count = 1 + below(8); count > 0; count--) bytes[place()]! ^= 1 << below(8);
    },
    // a number of a table or a heap
    () => {
      const at = place();
      bytes.writeInt32BE(
        pick([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 1 << below(31)]),
        Math.min(at, bytes.length - 4),
      );
    },
    () => {
      bytes = bytes.subarray(0, below(bytes.length));
    },
    () => {
      const at = below(bytes.length);
      const length = pick([1, CARD, BLOCK, below(BLOCK)]);
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    },
    () => {
      const at = below(bytes.length);
      const more = pick(files);
      const from = below(more.length);
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        more.subarray(from, from + pick([CARD, BLOCK, 4 * BLOCK])),
        bytes.subarray(at),
      ]);
    },
    // what follows one header from the beginning of another file's
    () => {
      const at = BLOCK * below(Math.ceil(bytes.length / BLOCK));
      const more = pick(files);
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        more.subarray(BLOCK * below(Math.ceil(more.length / BLOCK))),
      ]);
    },
  ];

  for (let count = 1 + below(5); count > 0 && bytes.length > CARD; count--) {
    const cards = random.uniform() < 0.65 ? cardsOf(bytes) : [];
    if (cards.length > 0) pick(onCard)(pick(cards), cards);
    else pick(onBytes)();
  }
  const packings = below(12) === 0 ? 1 + below(2) : 0;
  for (let i = 0; i < packings; i++) bytes = gzipSync(bytes, { level: 1 });
  return new Uint8Array(bytes);
}
