import { keys } from '../contracts/keys.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import { startMeter } from '../lambda/meter.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';

/**
 * What a reduce has put is on its record, unless it is more than this: then it says nothing of it.
 */
const MAX_NOTED = 10_000;

/**
 * Do a stage that is one task, or one `part` of a stage that is a few, and write its record: it is
 * always done again, from what the maps have left.
 */
export async function runReduce<Answer>(
  store: Store,
  run: string,
  stage: string,
  work: (store: Store) => Promise<Answer>,
  part: string = stage,
): Promise<Answer> {
  const meter = startMeter(store);
  const outputs = new Map<string, TaskRecord['outputs'][number]>();
  const answer = await work(noting(meter.store, run, outputs));
  const record: TaskRecord = {
    stage,
    name: part,
    state: 'done',
    parameters: '',
    inputs: [],
    outputs: outputs.size > MAX_NOTED ? [] : inOrder(outputs),
    warnings: [],
    failure: null,
    failures: [],
    ...meter.measured(),
  };
  await store.put(joinUrl(run, keys.task(stage, part)), `${JSON.stringify(record)}\n`);
  return answer;
}

/** By their keys: puts may end in any order. */
const inOrder = <Noted>(outputs: ReadonlyMap<string, Noted>): Noted[] =>
  [...outputs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, noted]) => noted);

/**
 * Writes down what is put into a run; of the run's own state only write-report knows when it is the
 * last word.
 */
function noting(
  store: Store,
  run: string,
  outputs: Map<string, TaskRecord['outputs'][number]>,
): Store {
  const prefix = joinUrl(run, 'x').slice(0, -1);
  const note = (url: string, bytes: number, etag: string): string => {
    const key = url.slice(prefix.length);
    if (key !== keys.run && outputs.size <= MAX_NOTED) outputs.set(key, { url: key, bytes, etag });
    return etag;
  };
  return {
    ...store,
    put: async (url, body) => note(url, Buffer.byteLength(body), await store.put(url, body)),
    async putIfUnchanged(url, body, before) {
      const etag = await store.putIfUnchanged(url, body, before);
      return etag === undefined ? undefined : note(url, Buffer.byteLength(body), etag);
    },
    async putStream(url, pieces) {
      let bytes = 0;
      async function* counted() {
        for await (const piece of pieces) {
          bytes += Buffer.byteLength(piece);
          yield piece;
        }
      }
      const etag = await store.putStream(url, counted());
      return note(url, bytes, etag);
    },
    async delete(url) {
      await store.delete(url);
      outputs.delete(url.slice(prefix.length));
    },
  };
}
