import { DataError, type Where } from '../errors.ts';
import { type Asinh, asinhOf, undoAsinh } from './asinh.ts';
import { type Bitpix, shown } from './geometry.ts';
import type { Header } from './header.ts';
import { neededNumber } from './numeric.ts';
import type { StoredPixels } from './pixels.ts';

/**
 * Pixels as physical values: integers where they are integers, else floats with NaN for what is
 * missing.
 */
export type Pixels = StoredPixels | Int8Array | Uint16Array | Uint32Array | BigUint64Array;

/**
 * How stored values become physical ones: physical = BZERO + BSCALE · stored (FITS standard 4.0,
 * equation 3).
 */
export interface Scaling {
  readonly bscale: number;
  readonly bzero: number;
  /** the stored integer that means: no value here */
  readonly blank: number | bigint | undefined;
  /** integers of the other signedness, stored with an offset (FITS standard 4.0, table 11) */
  readonly offsetInteger: boolean;
  /** where the scaled values are asinh magnitudes, as Pan-STARRS writes its stacks */
  readonly asinh: Asinh | undefined;
}

const offsets: ReadonlyMap<Bitpix, number> = new Map<Bitpix, number>([
  [8, -128],
  [16, 2 ** 15],
  [32, 2 ** 31],
  [64, 2 ** 63],
]);

/**
 * Throws MalformedFits for a BSCALE, BZERO, BLANK, BSOFTEN or BOFFSET that is there and cannot be
 * used.
 */
export function scalingOf(header: Header, bitpix: Bitpix, where: Where): Scaling {
  const bscale = neededNumber(header, 'BSCALE', where) ?? 1;
  if (bscale === 0) {
    const message = 'BSCALE = 0 would make all pixels equal: correct the header.';
    throw new DataError('MalformedFits', message, { ...where, keyword: 'BSCALE' });
  }
  // Adding -0, unlike 0, leaves a pixel of -0 as it is.
  const bzero = neededNumber(header, 'BZERO', where) || -0;
  const asinh = asinhOf(header, where);
  return {
    bscale,
    bzero,
    blank: blankOf(header, bitpix, where),
    offsetInteger: !asinh && bscale === 1 && offsets.get(bitpix) === bzero,
    asinh,
  };
}

/**
 * BLANK means nothing on floats; written as a float on integers (a Hipsgen habit), or in quotes, it
 * means its integer.
 */
function blankOf(header: Header, bitpix: Bitpix, where: Where): number | bigint | undefined {
  if (bitpix < 0) return undefined;
  const exact = header.get('BLANK');
  if (typeof exact === 'bigint') return bitpix === 64 ? exact : Number(exact);
  const blank = neededNumber(header, 'BLANK', where);
  if (blank === undefined) return undefined;
  if (!Number.isInteger(blank)) {
    const message = `BLANK = ${shown(header, 'BLANK')} is no integer, and pixels are: correct the header.`;
    throw new DataError('MalformedFits', message, { ...where, keyword: 'BLANK' });
  }
  return bitpix === 64 ? BigInt(blank) : blank;
}

/**
 * Physical values in the type that astropy gives them: as stored when there is nothing to do; the
 * other signedness for offset integers (BLANK is left to the caller there); float32 of 8 and 16
 * bits, float64 of 32 and 64 bits when scaled or when BLANK must become NaN. `stored` may be
 * changed or be the answer.
 */
export function toPhysical(stored: StoredPixels, scaling: Scaling): Pixels {
  if (scaling.offsetInteger) return toOffsetInteger(stored);
  const { bscale, bzero, blank, asinh } = scaling;
  if (bscale === 1 && bzero === 0 && blank === undefined && !asinh) return stored;
  if (stored instanceof Float32Array) return toFloat32(stored, scaling, stored);
  if (stored instanceof Uint8Array || stored instanceof Int16Array) {
    return toFloat32(stored, scaling, new Float32Array(stored.length));
  }
  const target = stored instanceof Float64Array ? stored : new Float64Array(stored.length);
  scaleFloat64(stored, scaling, target);
  if (asinh) undoAsinh(target, asinh);
  return target;
}

/** Adding 2^(n-1) to an n-bit integer turns its highest bit over. */
function toOffsetInteger(stored: StoredPixels): Pixels {
  if (stored instanceof Uint8Array)
    return new Int8Array(stored.map((value) => value ^ 0x80).buffer);
  if (stored instanceof Int16Array) {
    const out = new Uint16Array(stored.buffer, stored.byteOffset, stored.length);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! ^ 0x8000;
    return out;
  }
  if (stored instanceof Int32Array) {
    const out = new Uint32Array(stored.buffer, stored.byteOffset, stored.length);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! ^ 0x80000000;
    return out;
  }
  const words = new Uint32Array(stored.buffer, stored.byteOffset, stored.length * 2);
  for (let i = 1; i < words.length; i += 2) words[i] = words[i]! ^ 0x80000000;
  return new BigUint64Array(stored.buffer, stored.byteOffset, stored.length);
}

/**
 * Physical values rounded to float32 into `target` (which may be `stored`), missing ones NaN. 8 and
 * 16 bits and float32 are reckoned in float32 step by step, the others in float64, as numpy does it
 * for astropy.
 */
export function toFloat32(
  stored: StoredPixels,
  scaling: Scaling,
  target: Float32Array,
): Float32Array {
  scaleFloat32(stored, scaling, target);
  if (scaling.asinh) undoAsinh(target.subarray(0, stored.length), scaling.asinh);
  return target;
}

function scaleFloat32(stored: StoredPixels, scaling: Scaling, target: Float32Array): Float32Array {
  if (
    stored instanceof Int32Array ||
    stored instanceof BigInt64Array ||
    stored instanceof Float64Array
  ) {
    return scaleFloat64(stored, scaling, target);
  }
  const { blank } = scaling;
  const bscale = Math.fround(scaling.bscale);
  const bzero = Math.fround(scaling.bzero);
  if (bscale === 1 && bzero === 0) {
    if (target !== stored) target.set(stored);
  } else {
    for (let i = 0; i < stored.length; i++) target[i] = Math.fround(stored[i]! * bscale) + bzero;
  }
  if (blank !== undefined)
    for (let i = 0; i < stored.length; i++) if (stored[i] === blank) target[i] = Number.NaN;
  return target;
}

function scaleFloat64<T extends Float32Array | Float64Array>(
  stored: Int32Array | BigInt64Array | Float64Array,
  { bscale, bzero, blank }: Scaling,
  target: T,
): T {
  if (stored instanceof BigInt64Array) {
    for (let i = 0; i < stored.length; i++) {
      target[i] = stored[i] === blank ? Number.NaN : Number(stored[i]) * bscale + bzero;
    }
    return target;
  }
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i]!;
    target[i] = value === blank ? Number.NaN : value * bscale + bzero;
  }
  return target;
}
