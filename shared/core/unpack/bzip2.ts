import Bunzip from 'seek-bzip';
import { DataError } from '../errors.ts';
import type { BoundedBytes } from './bounded-bytes.ts';

/**
 * Unpacks a bzip2 file of one or more streams; all checksums are verified. What follows the last
 * stream is passed over. Throws TruncatedFits, MalformedFits, TooLarge.
 */
export function unpackBzip2(packed: Uint8Array, into: BoundedBytes): void {
  let at = 0;
  const readByte = (): number => {
    if (at < packed.length) return packed[at++]!;
    throw new DataError('TruncatedFits', 'The bzip2 file ends early: fetch it again.');
  };
  const input = {
    readByte,
    read(buffer: Uint8Array, offset: number, length: number): number {
      for (let i = 0; i < length; i++) buffer[offset + i] = readByte();
      return length;
    },
  };
  const output = { writeByte: (byte: number) => into.writeByte(byte) };
  try {
    do Bunzip.decode(input, output);
    while (packed[at] === 0x42 && packed[at + 1] === 0x5a && packed[at + 2] === 0x68);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const message = 'The bzip2 compression is damaged: fetch the file again.';
    throw new DataError('MalformedFits', message, {}, { cause });
  }
}
