import xz from 'xz-decompress';
import { DataError } from '../errors.ts';
import type { BoundedBytes } from './bounded-bytes.ts';

/** The decoder's numbers for what went wrong (xz-embedded, `enum xz_ret`). */
const failures: Record<string, DataError> = {
  4: new DataError(
    'UnsupportedFits',
    'The xz file wants a dictionary of more than 64 MiB: unpack it first (xz -d).',
  ),
  6: new DataError(
    'UnsupportedFits',
    'The xz file has a filter or a check that is not read: unpack it first (xz -d).',
  ),
  8: new DataError(
    'TruncatedFits',
    'The xz file ends early, or something follows it: fetch it again.',
  ),
};

/**
 * Unpacks an xz file of one or more streams; its checksums are verified. Throws TruncatedFits,
 * MalformedFits, UnsupportedFits, TooLarge.
 */
export async function unpackXz(packed: Uint8Array, into: BoundedBytes): Promise<void> {
  const pieces = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(packed);
      controller.close();
    },
  });
  const reader = new xz.XzReadableStream(pieces).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      const code = /error code (\d+)/.exec(String(cause))?.[1] ?? '';
      const known = failures[code];
      if (known) throw new DataError(known.name, known.message, {}, { cause });
      const message = 'The xz compression is damaged: fetch the file again.';
      throw new DataError('MalformedFits', message, {}, { cause });
    });
    if (done) return;
    try {
      into.write(value);
    } catch (error) {
      await reader.cancel(); // others wait for the one decoder until then
      throw error;
    }
  }
}
