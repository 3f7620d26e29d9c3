import { type Random, seededRandom } from '../../../shared/core/random.ts';
import { hostileValues } from '../hostile.ts';
import { damagedJson } from './damage-json.ts';
import type { Reader } from './reader.ts';

/** Texts that readers of text stumble over, wherever they stand. */
const words: readonly string[] = [
  ...hostileValues,
  ...[
    '../',
    '..\\',
    '/etc/passwd',
    'file:///etc/passwd',
    'http://169.254.169.254/',
    '%00',
    '%2e%2e',
  ],
  ...[
    '<script>',
    '&amp;',
    ']]>',
    `$${'{HOME}'}`,
    '$(id)',
    '\u202e',
    '\ufeff',
    '\u0000',
    '\u001b]0;x\u0007',
  ],
  ...['\r\n', '\n', '\t', '"', "''", '\\', '#', '{}', '[]', 'null', '-0', '__proto__', 'toString'],
  ...[
    '٣',
    'ﬁ',
    'é',
    'e\u0301',
    '\ud800',
    '１',
    'İ',
    'ß',
    '1e400',
    '0x1p3',
    '+',
    '-',
    '.',
    'x'.repeat(300),
  ],
];
const numbers = [0, 1, -1, 7, 255, 2 ** 16, 2 ** 31 - 1, -(2 ** 31), 2 ** 30, 0x7ff00000];

/** A part of a text that means something: a word, a number, a sign, blanks. */
const PART = /[\p{L}_]+|\d+(?:\.\d+)?|\s+|[^\p{L}\p{N}\s]/gu;
/** Longer inputs take long for what they find. */
const LONGEST = 64 * 1024;

interface Tools {
  below(count: number): number;
  pick<T>(values: readonly T[]): T;
  reader: Reader;
}

function damagedText(text: string, { below, pick, reader }: Tools): string {
  const parts = text.match(PART) ?? [''];
  const at = below(parts.length);
  const own = reader.words ?? words;
  const put = (text: string) => void parts.splice(at, 1, text);
  const word = () => (below(2) === 0 ? pick(own) : pick(words));
  const changes: (() => void)[] = [
    () => put(word()),
    () => void parts.splice(at, 0, word()),
    () => void parts.splice(at, 1 + below(6)),
    () => put(parts[below(parts.length)]!),
    () => void parts.splice(at, 0, ...parts.slice(below(parts.length)).slice(0, 1 + below(30))),
    () => put(parts[at]!.repeat(pick([2, 3, 60, 700]))),
    () => put(pick(['(', '[', '{', '"', '/*', '<a>', '&']).repeat(pick([1, 70, 999]))),
    () => void parts.splice(at),
    () => {
      const other = pick(reader.seeds);
      if (typeof other === 'string')
        parts.splice(at, parts.length, other.slice(below(other.length)));
    },
    () => {
      const places = [...parts.keys()].filter((i) => /^\d/.test(parts[i]!));
      if (places.length > 0) parts.splice(pick(places), 1, pick([String(pick(numbers)), word()]));
    },
    () => put(String.fromCharCode(below(128))),
  ];
  pick(changes)();
  return parts.join('');
}

function damagedBytes(input: Buffer, { below, pick, reader }: Tools): Buffer {
  let bytes = Buffer.from(input);
  if (bytes.length < 9) return Buffer.concat([bytes, Buffer.alloc(9, below(256))]);
  // mostly where a file says what it is: at its two ends
  const place = () => {
    const near = below(Math.min(64, bytes.length));
    return pick([near, bytes.length - 1 - near, below(bytes.length)]);
  };
  const word = (length: number) => Math.min(place(), bytes.length - length);
  const changes: (() => void)[] = [
    () => {
      for (let count = 1 + below(6); count > 0; count--) bytes[place()]! ^= 1 << below(8);
    },
    () => void bytes.writeUInt8(below(256), place()),
    () => void bytes.writeInt32LE(pick(numbers), word(4)),
    () => void bytes.writeInt32BE(pick(numbers), word(4)),
    () => void bytes.writeDoubleLE(pick([NaN, Infinity, -1, 1e300, 2 ** 53, 0.5, 1e9]), word(8)),
    () => {
      bytes = bytes.subarray(0, below(bytes.length));
    },
    () => {
      const at = place();
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(40))]);
    },
    () => {
      const other = Buffer.from(pick(reader.seeds));
      const from = below(other.length);
      const more = other.subarray(from, from + 1 + below(400));
      const at = place();
      bytes = Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
    },
  ];
  pick(changes)();
  return bytes;
}

function toolsOf(reader: Reader, random: Random): Tools {
  const below = (count: number) => Math.floor(random.uniform() * count);
  return { below, pick: (values) => values[below(values.length)]!, reader };
}

/** A right input of the reader, damaged in some places as the seed says; always the same. */
export function inputOf(reader: Reader, seed: number): Uint8Array {
  if (reader.make) return reader.make(seed);
  const random = seededRandom(seed);
  const tools = toolsOf(reader, random);
  const seedInput = tools.pick(reader.seeds);
  const count = tools.below(40) === 0 ? 0 : 1 + tools.below(6);
  if (typeof seedInput === 'string') {
    let text = seedInput;
    // mostly a parser’s work is done, so that what comes behind it has some
    if (text.startsWith('{"') && tools.below(4) > 0)
      return new TextEncoder().encode(damagedJson(text, reader.words ?? words, random) ?? text);
    for (let i = 0; i < count; i++) text = damagedText(text, tools).slice(0, LONGEST);
    return new TextEncoder().encode(text);
  }
  let bytes: Buffer = Buffer.from(seedInput);
  for (let i = 0; i < count; i++) bytes = damagedBytes(bytes, tools);
  return new Uint8Array(bytes);
}
