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

/**
 * The same of bytes that nobody else has: an image that is most of them is not copied once more.
 */
export const ownSource = (bytes: Uint8Array, uri: string): ByteSource => ({
  ...memorySource(bytes, uri),
  take: (offset, length) =>
    2 * length > bytes.length && offset + length <= bytes.length
      ? bytes.subarray(offset, offset + length)
      : undefined,
});
