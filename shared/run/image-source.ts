import { gunzipSync } from 'node:zlib';
import { ownSource } from '../core/bytes/memory-source.ts';
import type { ByteSource } from '../core/bytes/source.ts';
import { FIRST_READ } from '../core/fits/file.ts';
import { PACKED_NAME, packingOf } from '../core/unpack/packing.ts';
import { storeSource } from '../store/source.ts';
import type { Head, Store } from '../store/store.ts';
import { schemeOf } from '../store/url.ts';

/**
 * What is read whole: one request costs what 2 MB take to come, and a survey's images are not much
 * larger.
 */
const WHOLE_UP_TO_BYTES = 8 * 2 ** 20;
/** A gzip file that unpacks to more, or to more times its size, is unpacked as it is read. */
const MAX_UNPACKED_BYTES = 256 * 2 ** 20;
const MAX_RATIO = 32;
/** Unpacked at a time: pieces of 16 kB, as zlib takes by itself, cost a tenth more. */
const PIECE_BYTES = 2 ** 20;

/**
 * A file of which all is wanted, not its headers alone: small ones in one request, of gzip already
 * unpacked. A small one of this machine comes in the memory that `into` gives.
 */
export async function imageSource(
  store: Store,
  head: Head,
  into?: (bytes: number) => Uint8Array,
): Promise<ByteSource> {
  const { url, size, etag } = head;
  if (size > WHOLE_UP_TO_BYTES) return storeSource(store, head);
  const bytes =
    into && schemeOf(url) === 'file'
      ? await store.getRange(url, 0, size, into(size), etag)
      : await store.get(url, etag);
  return wholeSource(bytes, url);
}

const wholeSource = (bytes: Uint8Array, url: string): ByteSource =>
  ownSource(packingOf(bytes) === 'gzip' ? unpacked(bytes) : bytes, url);

/**
 * A file whose headers are wanted, and its version: `known`, or as the first request for its bytes
 * says. A packed file has to be unpacked from its start to its end to know that no HDU follows: it
 * is read as imageSource does. Throws NoSuchObject.
 */
export async function headerSource(
  store: Store,
  url: string,
  known: Head | undefined,
): Promise<{ head: Head; source: ByteSource }> {
  const isPacked = PACKED_NAME.test(url);
  if (known)
    return {
      head: known,
      source: isPacked ? await imageSource(store, known) : storeSource(store, known),
    };
  const { head, bytes } = await store.getStart(url, isPacked ? WHOLE_UP_TO_BYTES : FIRST_READ);
  if (isPacked && head.size <= bytes.length) return { head, source: wholeSource(bytes, url) };
  return { head, source: storeSource(store, head, bytes) };
}

/**
 * Damaged files, and those that are packed once more inside, come back packed: the reader says by
 * name what is wrong with them. What is packed twice would unpack to a thousand times a thousand
 * bytes for each of its own.
 */
function unpacked(bytes: Uint8Array): Uint8Array {
  try {
    const maxOutputLength = Math.min(MAX_UNPACKED_BYTES, MAX_RATIO * bytes.length);
    const plain = gunzipSync(bytes, { maxOutputLength, chunkSize: PIECE_BYTES });
    if (packingOf(plain) !== undefined) return bytes;
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
  } catch {
    return bytes;
  }
}
