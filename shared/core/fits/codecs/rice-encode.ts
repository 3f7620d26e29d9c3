import { BitWriter } from './bit-writer.ts';

/** Pixels of a block of RICE_1, as ZVALn of BLOCKSIZE says. */
export const RICE_BLOCK = 32;

/** Bits of the code that opens a block, and its value for "values as they are"; by BYTEPIX. */
const codes = { 1: [3, 6], 2: [4, 14], 4: [5, 25] } as const;

/**
 * RICE_1 (FITS standard 4.0, section 10.4.1): the first value as it is, then blocks of differences
 * of neighbours, small ones of either sign in few bits (R. F. Rice, P.-S. Yeh, W. H. Miller 1993).
 * Differences wrap around, so that every value of the type can follow every other.
 */
export function riceEncode(values: Uint8Array | Int16Array | Int32Array): Uint8Array {
  const bytePix = values.BYTES_PER_ELEMENT as 1 | 2 | 4;
  const bits = 8 * bytePix;
  const [codeBits, rawCode] = codes[bytePix];
  const out = new Uint8Array(64 + 2 * values.byteLength);
  const writer = new BitWriter(out, 0);
  const up = 32 - bits;
  let last = values[0] ?? 0;
  writer.writeLong(last, bits);
  const mapped = new Uint32Array(RICE_BLOCK);
  for (let start = 0; start < values.length; start += RICE_BLOCK) {
    const count = Math.min(RICE_BLOCK, values.length - start);
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const value = values[start + i]!;
      const difference = ((value - last) << up) >> up;
      last = value;
      // 0, -1, 1, -2, … become 0, 1, 2, 3, …
      const code = ((difference << 1) ^ (difference >> 31)) >>> 0;
      mapped[i] = code;
      sum += code;
    }
    const split = splitOf(sum, count);
    if (split >= rawCode) {
      writer.write(rawCode + 1, codeBits);
      for (let i = 0; i < count; i++) writer.writeLong(mapped[i]!, bits);
    } else if (sum === 0) {
      writer.write(0, codeBits);
    } else {
      writer.write(split + 1, codeBits);
      for (let i = 0; i < count; i++) {
        writer.writeUnary(mapped[i]! >>> split);
        writer.writeLong(mapped[i]!, split);
      }
    }
  }
  return out.slice(0, writer.end());
}

/** The number of low bits that are written as they are: about the logarithm of the mean. */
function splitOf(sum: number, count: number): number {
  let half = Math.max(0, (sum - Math.floor(count / 2) - 1) / count) / 2;
  let split = 0;
  for (; half >= 1; half /= 2) split++;
  return split;
}
