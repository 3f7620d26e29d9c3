import type { ByteSource } from './source.ts';

/** A file that is already in memory. */
export function memorySource(bytes: Uint8Array, uri = 'memory:'): ByteSource {
  return {
    uri,
    size: bytes.length,
    async read(offset, length, into) {
      const part = bytes.subarray(offset, offset + length);
      if (!into) return part;
      into.set(part);
      return into.subarray(0, part.length);
    },
  };
}
