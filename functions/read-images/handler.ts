import { batchOf } from '../../shared/contracts/batch.ts';
import type { Failure, Item } from '../../shared/contracts/lists.ts';
import {
  chunkSchema,
  imagesTask,
  type PlannedImage,
  plannedImageSchema,
} from '../../shared/contracts/sky-map/images.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { checkValues, lineFailure } from '../../shared/run/failure.ts';
import { readChunk } from '../../shared/run/image-ledger.ts';
import { runTask, type TaskResult } from '../../shared/run/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { FirstFiles } from './first-files.ts';
import { readHeader } from './read-header.ts';

/** images at the same time: each waits for a few small answers */
const AT_ONCE = 16;

/**
 * Reads the headers of a batch of images, by range reads: where each lies on the sky, its band, its
 * scale.
 */
export const handler = lambdaHandler(
  batchOf(chunkSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const answer = { done: 0, failed: 0 };
    for (const chunk of Items) {
      const items = await readChunk(store, run, chunk);
      const task = imagesTask(run, chunk, items);
      const { inputs } = task;
      const record = await runTask(store, task, (counted, heads) =>
        readHeaders(counted, { items, inputs, bits: chunk.bits ?? null }, heads),
      );
      answer.done += items.length - record.failures.length;
      answer.failed += record.failures.length;
    }
    return answer;
  },
);

/** The pictures of some files, in their order, and the versions that were read. */
async function readHeaders(
  store: Store,
  { items, inputs, bits }: { items: Item[]; inputs: string[]; bits: string | null },
  heads: readonly (Head | undefined)[],
): Promise<TaskResult> {
  const read: { images: PlannedImage[]; warnings: string[]; failures: Failure[] }[] = [];
  const files = new FirstFiles(store, heads);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i]!;
      try {
        const { images, warnings } = await readHeader(files.open, item, bits);
        checkValues(plannedImageSchema.array(), images);
        read[i] = { images, warnings: warnings.map((one) => `${item.name}: ${one}`), failures: [] };
      } catch (error) {
        read[i] = { images: [], warnings: [], failures: [lineFailure(error, 'images', item)] };
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    inputs: inputs.flatMap((uri) => files.versions.get(uri) ?? []),
    outputs: [],
    images: read.flatMap(({ images }) => images),
    warnings: read.flatMap(({ warnings }) => warnings),
    failures: read.flatMap(({ failures }) => failures),
  };
}
