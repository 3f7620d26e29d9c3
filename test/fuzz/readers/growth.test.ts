import { expect, test } from 'vitest';
import { cpuTimeOf } from '../../slowness.ts';
import { readers } from './index.ts';
import { isRefusal, type Reader } from './reader.ts';

// Regular expressions that go back over what they have read, and parsers that look at all of it
// again for each letter: inputs of their worst forms, and the same twice as long.

/** Letters of the shorter input. */
const LENGTH = 50_000;
/** In this time no reader is twice at the square of 100,000 letters: 10¹⁰ steps take seconds. */
const SOON_SECONDS = 0.3;
/** Twice the length is twice the time, or n log n; four times it where the time is a square. */
const MOST_GROWTH = 3;
/** A collection of garbage may fall into any one of them. */
const TRIES = 4;

const letters = [...' \t\r\n"\'()[]{}<>,;:.=-+*/\\%&#|_~09aN\u00e9\ufeff'];
const pieces = [
  '1 ',
  'a ',
  'a,',
  '1:',
  '((1',
  '--',
  '/*',
  '""',
  "''",
  '[[',
  '{{',
  'a=',
  '%25',
  '../',
];

/**
 * An input of `length` letters: a right one as far as its middle, then the same piece again and
 * again, then what cannot follow.
 */
function hostileInputs({ seeds, words = [] }: Reader): ((length: number) => Uint8Array)[] {
  const texts = seeds.filter((seed) => typeof seed === 'string');
  const starts = ['', ...texts.slice(0, 3).map((text) => text.slice(0, text.length / 2))];
  const all = [...letters, ...pieces, ...words, ...texts];
  return starts.flatMap((start) =>
    all.map(
      (piece) => (length: number) =>
        new TextEncoder().encode(`${start}${piece.repeat(length / piece.length)}\u0001!`),
    ),
  );
}

const timeOf = async (reader: Reader, input: Uint8Array): Promise<number> => {
  const { seconds } = await cpuTimeOf(async () => {
    try {
      await reader.read(input);
    } catch (error) {
      if (!isRefusal(reader, error)) throw error;
    }
  });
  return seconds;
};

/** How much longer twice the length takes; 0 of what is done soon. Tries again what is too much. */
async function growthOf(reader: Reader, make: (length: number) => Uint8Array): Promise<number> {
  let [one, two] = [Infinity, Infinity];
  for (let i = 0; i < TRIES; i++) {
    two = Math.min(two, await timeOf(reader, make(2 * LENGTH)));
    if (two < SOON_SECONDS) return 0;
    one = Math.min(one, await timeOf(reader, make(LENGTH)));
    if (two / one < MOST_GROWTH) break;
  }
  return two / one;
}

const ofText = readers.filter(({ seeds }) => seeds.some((seed) => typeof seed === 'string'));

test.each(ofText)(
  '$name: twice the length of a hostile input is twice the time',
  async (reader) => {
    for (const make of hostileInputs(reader)) {
      const growth = await growthOf(reader, make);
      const piece = new TextDecoder().decode(make(100));
      expect(growth, JSON.stringify(piece)).toBeLessThan(MOST_GROWTH);
    }
  },
);

test('a pattern that goes back for each letter is seen', async () => {
  const square: Reader = {
    ...ofText[0]!,
    seeds: ['x'],
    // half of it: 100,000 letters take it many seconds
    read: (input) => /a+b/.test(new TextDecoder().decode(input.subarray(0, input.length / 2))),
  };
  const worst = (length: number) => new TextEncoder().encode('a'.repeat(length));
  expect(await growthOf(square, worst)).toBeGreaterThan(MOST_GROWTH);
});
