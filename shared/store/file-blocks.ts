import type { FileHandle } from 'node:fs/promises';

/** Streams are written by so many bytes. */
export const FILE_BLOCK_BYTES = 2 ** 20;

const zeros = new Uint8Array(FILE_BLOCK_BYTES);

/**
 * Writes a file from its beginning. Blocks of zeros are left out, as holes: context planes are
 * mostly these.
 */
export async function writeBlocks(
  handle: FileHandle,
  blocks: AsyncIterable<Uint8Array>,
): Promise<void> {
  let size = 0;
  for await (const block of blocks) {
    const isHole = Buffer.compare(block, zeros.subarray(0, block.length)) === 0;
    for (let done = isHole ? block.length : 0; done < block.length; ) {
      const { bytesWritten } = await handle.write(block, done, block.length - done, size + done);
      done += bytesWritten;
    }
    size += block.length;
  }
  await handle.truncate(size);
}
