import type { ByteSource } from '../../core/bytes/source.ts';

/** Bytes of a first request that take in the headers and, mostly, the table of a mosaic's tiles. */
const START_BYTES = 128 * 2 ** 10;

/** A file whose first bytes are asked for once and kept. */
export function keptStart(source: ByteSource): ByteSource {
  const length = Math.min(START_BYTES, source.size);
  let start: Promise<Uint8Array> | undefined;
  return {
    uri: source.uri,
    size: source.size,
    async read(offset, count, into) {
      if (offset + count > length) return source.read(offset, count, into);
      start ??= source.read(0, length);
      const bytes = (await start).subarray(offset, offset + count);
      if (!into) return bytes;
      into.set(bytes);
      return into.subarray(0, bytes.length);
    },
  };
}
