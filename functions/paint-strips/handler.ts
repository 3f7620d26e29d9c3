import { batchOf } from '../../shared/contracts/batch.ts';
import { stripItemSchema } from '../../shared/contracts/mosaics/plan.ts';
import { InTurn } from '../../shared/core/bytes/in-turn.ts';
import { BufferPool } from '../../shared/core/mosaics/buffer-pool.ts';
import { newSamples } from '../../shared/core/mosaics/samples.ts';
import { newPaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { imageReader } from '../../shared/run/image-reader.ts';
import { loadStrip } from '../../shared/run/mosaics/load-work.ts';
import { runTask } from '../../shared/run/task.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { paintStrip } from './paint-strip.ts';
import type { StripTools } from './painter.ts';

const newTools = (): StripTools => ({
  reader: imageReader,
  memory: newPaintMemory(),
  samples: newSamples(),
  buffers: new BufferPool(),
  turns: new InTurn(2),
});

/** Tools of invocations that have ended: two at once in one process must not share them. */
const idle: StripTools[] = [];

/** Paints each strip of a batch: its images, less their background, on some rows of a mosaic. */
export const handler = lambdaHandler(
  batchOf(stripItemSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const tools = idle.pop() ?? newTools();
    const answer = { done: 0, failed: 0 };
    for (const item of Items) {
      const { task, work } = await loadStrip(store, run, item);
      const record = await runTask(store, task, (counted, heads) =>
        paintStrip(counted, item, { ...work, heads }, tools),
      );
      answer[record.state]++;
    }
    idle.push(tools);
    return answer;
  },
);
