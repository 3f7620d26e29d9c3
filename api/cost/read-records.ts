import { UsageError } from '../../local/usage-error.ts';
import { taskRecordSchema } from '../../shared/contracts/task-record.ts';
import type { CostRecord } from '../../shared/estimate/record-usage.ts';
import { recordsPrefix } from '../../shared/run/task-notes.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** What cost and estimate keep of a task's record. */
export interface RunRecord extends CostRecord {
  readonly name: string;
  /** seconds of all cores */
  readonly cpu: number;
  readonly started: string;
  /** MB of the function that did it; 0 where none is known */
  readonly memorySize: number;
  /** peak of the process so far, bytes */
  readonly memory: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly inputs: readonly { readonly url: string; readonly bytes: number }[];
  /** of an image that was searched: the pixels of its HDUs, and the sources in it */
  readonly searched: { readonly pixels: readonly number[]; readonly sources: number } | undefined;
}

/** records asked for at the same time */
const READ_AHEAD = 64;

/**
 * All records of a run in the order of their keys; one that cannot be read counts as absent, as
 * it does for the functions. Throws UsageError where there are none.
 */
export async function readRecords(store: Store, run: string, label: string): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  const heads = store.list(recordsPrefix(run));
  for await (const record of ahead(heads, READ_AHEAD, (head) => recordOf(store, head))) {
    if (record) records.push(record);
  }
  if (records.length === 0)
    throw new UsageError(
      `the run ${label} has no records yet (tasks/): wait for its first task to end`,
    );
  return records;
}

async function recordOf(store: Store, { url }: Head): Promise<RunRecord | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(await store.get(url)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = taskRecordSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { stage, name, seconds, cpu, started, memorySize, memory, traffic, inputs, detections } =
    parsed.data;
  return {
    stage,
    name,
    seconds,
    cpu,
    started,
    memorySize,
    memory,
    ...traffic,
    inputs: inputs.map(({ url: input, bytes }) => ({ url: input, bytes })),
    searched: detections && {
      pixels: detections.hdus.map(({ width, height }) => width * height),
      sources: detections.counts.sources,
    },
  };
}
