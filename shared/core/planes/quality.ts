import { DataError } from '../errors.ts';
import type { CardValue } from '../fits/card.ts';
import type { Header } from '../fits/header.ts';
import { type Camera, cameras, namedBits } from './cameras.ts';
import type { QualityKind } from './roles.ts';

/** What the values of a quality plane mean. Bits are sums of powers of two below 2^53. */
export interface QualityRule {
  kind: QualityKind;
  /** bits with which the pixel is used all the same */
  good: number;
  /** bits with which the pixel is used, and a source that peaks there is flagged */
  saturated: number;
}

/** A rule, and in words whose it is; `isGuess` when the bits are of nobody that is known. */
export interface QualityChoice extends QualityRule {
  words: string;
  isGuess: boolean;
  /** whose bits they are; absent where no table says */
  camera?: string;
}

/** All bits that a rule can speak of. */
const ALL = 2 ** 53 - 1;
const WORD = 2 ** 32;

type Lookup = (keyword: string) => CardValue;

const either = (a: number, b: number): number =>
  ((Math.floor(a / WORD) | Math.floor(b / WORD)) >>> 0) * WORD + ((a | b) >>> 0);

/**
 * Names of bits to their values, by the camera's table and by the plane's own header, which counts
 * more.
 */
function namesOf(camera: Camera | undefined, header: Header | undefined): Map<string, number> {
  const names = new Map<string, number>();
  camera?.names.forEach((name, bit) => {
    if (name !== '-') names.set(name, 2 ** bit);
  });
  for (const { keyword, value } of header?.cards ?? []) {
    if (keyword.startsWith('MP_') && typeof value === 'number' && value >= 0 && value < 53)
      names.set(keyword.slice(3), 2 ** value);
    const [, number] = /^MSKNAM(\d+)$/.exec(keyword) ?? [];
    const bits = number === undefined ? undefined : header?.number(`MSKVAL${number}`);
    if (bits !== undefined) names.set(String(value).trim().toUpperCase(), bits);
  }
  return names;
}

/**
 * What the values of a quality plane mean: as `bits` says, or as the pipeline of the camera has it.
 * Throws NoSuchBit for a name that neither the header nor the camera's table has.
 */
export function qualityRule(
  plane: { kind: QualityKind; name: string; header?: Header | undefined },
  lookup: Lookup,
  bits: string | null = null,
): QualityChoice {
  const { kind, header } = plane;
  if (kind !== 'bits') {
    const words =
      kind === 'zero' ? 'pixels of value 0 are masked' : 'pixels that are not 0 are masked';
    return { kind, good: 0, saturated: 0, words, isGuess: false };
  }
  const extname = /\((.*),/.exec(plane.name)?.[1] ?? plane.name;
  const headerValue = (keyword: string) =>
    String(keyword === 'plane' ? extname : (lookup(keyword) ?? ''))
      .trim()
      .toUpperCase();
  const camera = cameras.find(({ when }) =>
    Object.entries(when).every(([key, is]) => is.test(headerValue(key))),
  );
  const known = camera ? { camera: camera.name } : {};
  const names = namesOf(camera, header);
  const sum = (list: readonly string[]) =>
    list.reduce((all, name) => either(all, names.get(name) ?? 0), 0);
  if (bits !== null) {
    const good = readBits(bits, names, camera?.name);
    const words = `bits taken for good: ${bits}`;
    return { kind, good, saturated: 0, words, isGuess: false, ...known };
  }
  const named = namedBits.find(({ keywords }) =>
    header?.cards.some(({ keyword }) => keywords.test(keyword)),
  );
  const spoils = camera?.spoils ?? (camera ? undefined : named?.spoils);
  const saturated = camera?.saturated ?? sum(named?.saturated ?? []);
  if (spoils)
    return {
      kind,
      good: ALL - sum(spoils),
      saturated,
      words: `spoilt by ${spoils.filter((name) => names.has(name)).join(', ') || 'no bit'} (${camera?.name ?? `${named?.camera}, named in its header`})`,
      isGuess: false,
      ...known,
    };
  if (camera)
    return {
      kind,
      good: camera.good ?? 0,
      saturated,
      words: `spoilt by ${spoiltWords(either(camera.good ?? 0, saturated))} (${camera.name})`,
      isGuess: false,
      ...known,
    };
  return {
    kind,
    good: 0,
    saturated: 0,
    words: 'every pixel that is not 0 is masked',
    isGuess: true,
  };
}

/** The bits that spoil a pixel, by their values or numbers, whichever are fewer. */
function spoiltWords(used: number): string {
  const bits = Array.from({ length: 32 }, (_, bit) => bit);
  const isUsed = (bit: number) => Math.floor(used / 2 ** bit) % 2 === 1;
  const good = bits.filter(isUsed);
  if (good.length === 0) return 'every bit';
  if (good.length < 12) return `every bit but ${good.map((bit) => 2 ** bit).join(', ')}`;
  return `the bits ${bits.filter((bit) => !isUsed(bit)).join(', ')} (from 0)`;
}

/**
 * The form of an option: bits that are good, as a sum, values or names with commas; ~ before them:
 * all are good but these.
 */
const BITS_FORM = /^~?\(?[A-Z0-9_.]+([,+|][A-Z0-9_.]+)*\)?$/i;

/** Whether a text can say which bits are good: drizzlepac's notation. */
export const isBits = (text: string): boolean =>
  BITS_FORM.test(text.replace(/\s+/g, '')) && !/~$/.test(text);

/** How bits are written. */
export const BITS_ERROR =
  'write the bits that are good: a sum (96), values or names with commas (64,32), or with ~ those that are not (~DO_NOT_USE)';

function readBits(
  text: string,
  names: ReadonlyMap<string, number>,
  camera: string | undefined,
): number {
  const compact = text.replace(/\s+/g, '').toUpperCase();
  if (compact === 'NONE' || compact === 'INDEF') return ALL;
  const parts = compact.replace(/[~()]/g, '').split(/[,+|]/);
  const bits = parts.reduce((all, part) => {
    const value = /^\d+$/.test(part) ? Number(part) : names.get(part);
    if (value !== undefined && value <= ALL) return either(all, value);
    const known =
      names.size > 0
        ? ` there are ${[...names.keys()].join(', ')}`
        : ' its bits have no names here: write numbers';
    throw new DataError(
      'NoSuchBit',
      `--bits ${text}: ${camera ?? 'the quality plane'} has no bit ${part};${known}`,
    );
  }, 0);
  return compact.startsWith('~') ? ALL - bits : bits;
}

/**
 * Sets the mask (1 = bad) where the quality of a pixel spoils it. Values are whole numbers; a NaN
 * is bad. In place.
 */
export function maskBadQuality(
  quality: ArrayLike<number> | ArrayLike<bigint>,
  { kind, good, saturated }: QualityRule,
  mask: Uint8Array,
): void {
  const isBig = typeof quality[0] === 'bigint';
  if (kind !== 'bits') {
    const whole = quality as ArrayLike<number | bigint>;
    for (let i = 0; i < mask.length; i++) {
      const value = Number(whole[i]);
      if (kind === 'zero' ? !(value > 0) : value !== 0) mask[i] = 1;
    }
  } else if (isBig) {
    const used = either(good, saturated);
    // Of bits beyond those that a rule can speak of its last one decides.
    const beyond = used >= 2 ** 52 ? -1n << 53n : 0n;
    const spoils = ~(BigInt(used) | beyond);
    const big = quality as ArrayLike<bigint>;
    for (let i = 0; i < mask.length; i++) if ((big[i]! & spoils) !== 0n) mask[i] = 1;
  } else {
    const spoils = ~(good | saturated);
    const plain = quality as ArrayLike<number>;
    for (let i = 0; i < mask.length; i++) {
      const value = plain[i]!;
      if ((value & spoils) !== 0 || Number.isNaN(value)) mask[i] = 1;
    }
  }
}
