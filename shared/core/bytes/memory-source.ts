import type { ByteSource } from './source.ts';

/** A file that is already in memory: its bytes, which are not copied, and a name for errors. */
export function memorySource(content: Uint8Array | ArrayBuffer, uri = 'memory:'): ByteSource {
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content);
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
