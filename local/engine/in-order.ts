import type { Json } from './json.ts';
import type { ChildRecord, ResultSink } from './results.ts';

/** Hands records to the sink in the order of their index, one after the other. */
export function inOrder(sink: ResultSink) {
  const waiting = new Map<number, ChildRecord>();
  let next = 0;
  let chars = 0;
  let writing = Promise.resolve();
  const size = ({ Input, Output, Cause }: ChildRecord): number =>
    Input.length + (Output?.length ?? 0) + (Cause?.length ?? 0);
  return {
    put(index: number, record: ChildRecord): void {
      waiting.set(index, record);
      chars += size(record);
      for (let ready = waiting.get(next); ready; ready = waiting.get(next)) {
        const record = ready;
        waiting.delete(next++);
        writing = writing.then(async () => {
          await sink.add(record);
          chars -= size(record);
        });
      }
      // finish() throws it.
      writing.catch(() => {});
    },
    backlog: () => chars,
    written: () => writing,
    async finish(): Promise<Json> {
      await writing;
      return sink.finish();
    },
  };
}
