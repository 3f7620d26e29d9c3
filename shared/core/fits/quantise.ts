import { DataError, type Where } from '../errors.ts';
import type { Header } from './header.ts';

/**
 * How floats were made integers: value = ZZERO + ZSCALE · (integer − dither + 0.5) (FITS standard
 * 4.0, section 10.2).
 */
export type Dither = 'none' | 'subtract' | 'subtractKeepingZeros';

const METHODS: ReadonlyMap<string, Dither> = new Map([
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
  const dither = word === 'NONE' ? 'none' : METHODS.get(word);
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
