import { ownSource } from '../bytes/memory-source.ts';
import type { ByteSource } from '../bytes/source.ts';
import { DataError } from '../errors.ts';
import { BoundedBytes } from './bounded-bytes.ts';
import type { Packing } from './packing.ts';

const MI_B = 2 ** 20;
/** Unpacked bytes that are taken of any file: within every function's memory. */
const MAX_UNPACKED_BYTES = 256 * MI_B;
/** Of small files no more than deflate could make of them, but so much always. */
const ALWAYS_ALLOWED_BYTES = 16 * MI_B;
const MAX_RATIO = 1032;

/** Each is loaded where a file wants it. */
const unpackers: Record<
  Exclude<Packing, 'gzip'>,
  (packed: Uint8Array, into: BoundedBytes) => Promise<void>
> = {
  bzip2: async (packed, into) => (await import('./bzip2.ts')).unpackBzip2(packed, into),
  xz: async (packed, into) => (await import('./xz.ts')).unpackXz(packed, into),
  compress: async (packed, into) => (await import('./compress.ts')).unpackCompress(packed, into),
};

/**
 * A packed file as its unpacked bytes, all of them in memory: at most 256 MiB, and of a file of
 * less than 254 kB at most 1032 times its size or 16 MiB. Throws TooLarge, TruncatedFits,
 * MalformedFits, UnsupportedFits.
 */
export async function unpack(
  source: ByteSource,
  packing: Exclude<Packing, 'gzip'>,
): Promise<ByteSource> {
  const { uri, size } = source;
  const most = Math.min(MAX_UNPACKED_BYTES, Math.max(ALWAYS_ALLOWED_BYTES, MAX_RATIO * size));
  try {
    if (size > MAX_UNPACKED_BYTES)
      throw new DataError(
        'TooLarge',
        `It has ${size} bytes packed, which are not unpacked here: unpack it first.`,
      );
    const unpacked = new BoundedBytes(most);
    await unpackers[packing](await source.read(0, size), unpacked);
    return ownSource(unpacked.bytes, uri);
  } catch (error) {
    if (error instanceof DataError && error.where.uri === undefined)
      throw new DataError(error.name, error.message, { uri }, { cause: error });
    throw error;
  }
}
