import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { packageRoot } from '../../local/package-root.ts';
import { UsageError } from '../../local/usage-error.ts';
import { catalogueParts } from './read-overlay.ts';

/** What the viewer needs of a catalogue. */
export interface ReadOverlay {
  tsv: string;
  total: number;
  shown: number;
}

const answerSchema = z.union([
  z.object({ tsv: z.string(), total: z.int(), shown: z.int() }),
  z.object({ refused: z.string() }),
]);

/**
 * A file is given so many seconds, and more by its size: a tenth of the speed of a slow machine.
 */
const MIN_SECONDS = 60;
const BYTES_PER_SECOND = 1e6;
/** What reading may take of memory: a row group of a few columns at a time. */
const MAX_MEGABYTES = 2048;

/**
 * As `readOverlay`, of files from anywhere: in a thread that is ended where a file takes much
 * longer, or more memory, than one of its size has a right to. Throws UsageError.
 */
export async function readOverlayWithin(path: string, least = MIN_SECONDS): Promise<ReadOverlay> {
  const files = [path, ...(await catalogueParts(path))];
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const seconds = least + sizes.reduce((sum, size) => sum + size, 0) / BYTES_PER_SECOND;
  const worker = new Worker(join(packageRoot(), 'dist/overlay/index.js'), {
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<unknown>((resolve, reject) => {
      const refuse = (why: string) => reject(new UsageError(`--catalogue ${path}: ${why}`));
      worker.once('message', resolve);
      worker.once('error', (error) => refuse(`it cannot be read: ${error.message}`));
      timer = setTimeout(
        () =>
          refuse(
            `it was not read within ${Math.ceil(seconds)} s, so it is damaged or no catalogue`,
          ),
        1000 * seconds,
      );
    });
    const read = answerSchema.parse(answer);
    if ('refused' in read) throw new UsageError(read.refused);
    return read;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
