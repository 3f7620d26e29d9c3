import { createHash } from 'node:crypto';

/** The hash that the truth scripts write. */
export const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 24);

/** The bytes of numbers, every NaN made the same one. */
export function canonicalBytes(numbers: ArrayBufferView): Uint8Array {
  const copy = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (!(numbers instanceof Float32Array || numbers instanceof Float64Array)) return copy;
  const values = numbers.slice();
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = Number.NaN;
  return new Uint8Array(values.buffer);
}

/** SHA-256 of numbers, whatever the byte order of the machine. */
export const hashNumbers = (numbers: ArrayBufferView): string => hashOf(canonicalBytes(numbers));

/** Any numbers as float64, for a comparison of values whatever the type. */
export const asFloat64 = (numbers: ArrayLike<number | bigint>): Float64Array =>
  Float64Array.from(numbers as ArrayLike<number>, Number);
