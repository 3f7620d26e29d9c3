import { DataError, type Where } from '../errors.ts';
import type { Header } from './header.ts';

/**
 * How floats were made integers: value = ZZERO + ZSCALE · (integer − dither + 0.5) (FITS standard
 * 4.0, section 10.2).
 */
export type Dither = 'none' | 'subtract' | 'subtractKeepingZeros';

const methods: ReadonlyMap<string, Dither> = new Map([
  ['NO_DITHER', 'none'],
  ['SUBTRACTIVE_DITHER_1', 'subtract'],
  ['SUBTRACTIVE_DITHER_2', 'subtractKeepingZeros'],
]);

/** Stands for exactly 0 in SUBTRACTIVE_DITHER_2. */
const ZERO_VALUE = -2147483646;

/** How floats were quantised before they were compressed (FITS standard 4.0, section 10.2). */
export interface Quantisation {
  readonly dither: Dither;
  /** ZDITHER0, 1 to 10000 */
  readonly seed: number;
}

/** Files older than ZQUANTIZ have no dither. Throws UnsupportedFits, MalformedFits. */
export function quantisationOf(header: Header, where: Where): Quantisation {
  const word = header.string('ZQUANTIZ')?.trim() ?? 'NO_DITHER';
  const dither = word === 'NONE' ? 'none' : methods.get(word);
  if (!dither) {
    throw new DataError(
      'UnsupportedFits',
      `ZQUANTIZ = '${word}' is no known way to quantise floats: decompress the file with its own software.`,
      {
        ...where,
        keyword: 'ZQUANTIZ',
      },
    );
  }
  const seed = header.get('ZDITHER0') ?? 1;
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 1 || seed > RANDOMS) {
    if (dither !== 'none') {
      throw new DataError(
        'MalformedFits',
        `ZDITHER0 = ${String(seed)} is not from 1 to ${RANDOMS}: the header is damaged.`,
        {
          ...where,
          keyword: 'ZDITHER0',
        },
      );
    }
    return { dither, seed: 1 };
  }
  return { dither, seed };
}

/** What the table of tiles says of one of them. */
export interface QuantisedTile {
  /** of the table, from 0 */
  readonly row: number;
  readonly scale: number;
  readonly zero: number;
  /** the integer that stands for NaN */
  readonly blank: number | undefined;
}

/** The floats of one tile, reckoned in double precision. */
export function unquantise(
  integers: Int32Array,
  out: Float32Array | Float64Array,
  { dither, seed }: Quantisation,
  { row, scale, zero, blank }: QuantisedTile,
): void {
  if (dither === 'none') {
    for (let i = 0; i < integers.length; i++) out[i] = integers[i]! * scale + zero;
  } else {
    const keepZeros = dither === 'subtractKeepingZeros';
    let start = (row + seed - 1) % RANDOMS;
    let next = Math.trunc(randoms[start]! * 500);
    for (let i = 0; i < integers.length; i++) {
      const integer = integers[i]!;
      out[i] =
        keepZeros && integer === ZERO_VALUE ? 0 : (integer - randoms[next]! + 0.5) * scale + zero;
      next++;
      if (next === RANDOMS) {
        start = (start + 1) % RANDOMS;
        next = Math.trunc(randoms[start]! * 500);
      }
    }
  }
  if (blank === undefined) return;
  for (let i = 0; i < integers.length; i++) if (integers[i] === blank) out[i] = Number.NaN;
}

/** The integer for NaN that is written as ZBLANK. */
export const BLANK_VALUE = -2147483648;
/** The least integer that stands for a value: below are NaN, 0 and reserved ones. */
const LEAST_VALUE = -2147483637;

/**
 * The integers of one tile of floats by SUBTRACTIVE_DITHER_2, steps of `scale` apart: NaN is
 * BLANK_VALUE, exactly 0 stays so, everything else comes back within half a step. Undefined where
 * the integers do not reach over the tile's values: it is to be stored without loss.
 * @param row of the tile in its table, from 0
 * @param seed ZDITHER0
 */
export function quantise(
  pixels: Float32Array,
  row: number,
  seed: number,
  scale: number,
): { integers: Int32Array; zero: number } | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const pixel of pixels) {
    if (pixel < least) least = pixel;
    if (pixel > most) most = pixel;
  }
  if (!((most - least) / scale < 2 ** 31)) return undefined;
  const zero = most < least ? 0 : least - scale * LEAST_VALUE;
  const integers = new Int32Array(pixels.length);
  let start = (row + seed - 1) % RANDOMS;
  let next = Math.trunc(randoms[start]! * 500);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i]!;
    if (pixel === 0) integers[i] = ZERO_VALUE;
    else if (Number.isNaN(pixel)) integers[i] = BLANK_VALUE;
    else integers[i] = Math.round((pixel - zero) / scale + randoms[next]! - 0.5);
    next++;
    if (next === RANDOMS) {
      start = (start + 1) % RANDOMS;
      next = Math.trunc(randoms[start]! * 500);
    }
  }
  return { integers, zero };
}

const RANDOMS = 10000;

/**
 * The standard's own sequence (appendix I; Park and Miller 1988): seed ← 16807 · seed mod (2^31 −
 * 1), in float32.
 */
const randoms = new Float32Array(RANDOMS);
for (let i = 0, seed = 1; i < RANDOMS; i++) {
  seed = (16807 * seed) % 2147483647;
  randoms[i] = seed / 2147483647;
}
