import { keys } from '../contracts/keys.ts';
import type { Failure } from '../contracts/lists.ts';
import { type TaskRecord, taskRecordSchema } from '../contracts/task-record.ts';
import { startMeter } from '../lambda/meter.ts';
import { ahead } from '../store/ahead.ts';
import { StoreError } from '../store/errors.ts';
import type { Pieces } from '../store/parts.ts';
import type { Head, Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { checkValues, failureOf, isFaultOf, plainWarnings } from './failure.ts';
import { headOf } from './head.ts';
import { isCurrent, parametersHash, readRecord, writeRecord } from './record.ts';

/** One unit of work of a stage, as the ledger knows it. */
export interface Task {
  /** prefix of the run */
  run: string;
  stage: string;
  name: string;
  /** whatever decides the outputs beside the inputs */
  parameters: unknown;
  /** URLs that are read */
  inputs: string[];
  /**
   * versions of the inputs as an earlier stage found them: taken to stand there still, without a
   * look, where the task has no record; reading another one throws Changed
   */
  planned?: readonly Head[];
  /**
   * the work itself says which versions of the inputs it has read, where the task has no record:
   * nothing is looked at before
   */
  isFirstReading?: boolean;
  /** the work goes on without an input that is not there; else the task fails */
  partial?: boolean;
  /** what a failure is put down to */
  subject: Pick<Failure, 'line' | 'uri'>;
}

/** What came of the work: bytes to be put under keys of the run, and what the record says. */
export type TaskResult = Pick<TaskRecord, 'warnings' | 'detections' | 'images' | 'overlaps'> & {
  /** versions that were read, of a first reading */
  inputs?: Head[];
  /** lines of the list that the work went on without */
  failures?: Failure[];
  outputs: Iterable<Output> | AsyncIterable<Output>;
};

/**
 * Bytes to be put under a key of the run; nobody changes them any more until `OUTPUTS_AT_ONCE`
 * further ones have been asked for.
 */
export type Output = { key: string } & (
  | { body: Uint8Array | string }
  /** made as it goes, one output at a time */
  | { pieces: Pieces }
  /** put by the work itself */
  | { publish: () => Promise<{ bytes: number; etag: string }> }
);

/** What a record says of the work. */
const resultSchema = taskRecordSchema.pick({
  warnings: true,
  detections: true,
  images: true,
  overlaps: true,
  failures: true,
});

/** So many outputs of a task are put at the same time, while the next ones are made. */
export const OUTPUTS_AT_ONCE = 8;

/**
 * Do a task once and write its record, after its outputs. A task whose record says that it is done,
 * with the same parameters and the same inputs, is not done again. Bad data (`item` in
 * contracts/errors), and values that no record can hold, end in a failed record; anything else is
 * thrown, for the state machine to try again: so is what the store refuses of the run's own files.
 */
export async function runTask(
  store: Store,
  task: Task,
  work: (store: Store, inputs: (Head | undefined)[]) => Promise<TaskResult>,
): Promise<TaskRecord> {
  const { run, stage, name, inputs } = task;
  const recordUrl = joinUrl(run, keys.task(stage, name));
  const parameters = parametersHash(task.parameters);
  const meter = startMeter(store);
  const earlier = await readRecord(store, recordUrl);
  const standing = async () => earlier && (await store.head(recordUrl))?.etag;
  let stood: string | undefined;
  let heads: (Head | undefined)[] = [];
  let outcome: TaskOutcome;
  try {
    heads = await headsOf(meter.store, task, earlier === undefined);
    if (
      earlier instanceof Object &&
      (await isCurrent(earlier, { parameters, heads }, store, run))
    ) {
      return earlier;
    }
    stood = await standing();
    outcome = await putResult(meter.store, run, await work(meter.store, heads));
  } catch (error) {
    if (!isFaultOf(inputs, error)) throw error;
    stood ??= await standing();
    outcome = { failure: failureOf(error, stage, task.subject) };
  }
  const { failure, outputs = [], result } = outcome;
  const record: TaskRecord = {
    ...{ stage, name, parameters },
    state: failure ? 'failed' : 'done',
    inputs: (result?.inputs ?? heads).flatMap(asObject),
    outputs,
    warnings: plainWarnings(result?.warnings ?? []),
    failure,
    failures: result?.failures ?? [],
    ...meter.measured(),
    ...(result?.detections ? { detections: result.detections } : {}),
    ...(result?.images ? { images: result.images } : {}),
    ...(result?.overlaps ? { overlaps: result.overlaps } : {}),
  };
  const isFirst = (await writeRecord(store, recordUrl, record, stood)) !== undefined;
  if (!isFirst) await needSameOutputs(store, recordUrl, record);
  return record;
}

/**
 * Of two processes with one task the record is the first one's. Where the second has put other
 * bytes, as it saw other inputs, the task is done once more: throws StoreUnavailable.
 */
async function needSameOutputs(store: Store, url: string, { outputs }: TaskRecord): Promise<void> {
  const first = await readRecord(store, url);
  const theirs = new Map(
    first instanceof Object ? first.outputs.map((one) => [one.url, one.etag]) : [],
  );
  if (outputs.every((one) => theirs.get(one.url) === one.etag)) return;
  const message = 'Another process did the same task meanwhile, from other inputs: try again.';
  throw new StoreError('StoreUnavailable', message, url, 'putIfUnchanged');
}

/** How the work ended: with a failure, or with outputs that have been put. */
interface TaskOutcome {
  failure: Failure | null;
  outputs?: TaskRecord['outputs'];
  result?: TaskResult;
}

/** Checks a result and puts its outputs. A result of failures alone is one itself: the first. */
async function putResult(store: Store, run: string, result: TaskResult): Promise<TaskOutcome> {
  checkValues(resultSchema, result); // before anything is put
  const outputs: TaskRecord['outputs'] = [];
  const put = (output: Output) => putOutput(store, run, output);
  for await (const output of ahead(result.outputs, OUTPUTS_AT_ONCE, put)) outputs.push(output);
  const isNothing = outputs.length === 0 && (result.images ?? []).length === 0 && !result.overlaps;
  return { failure: (isNothing && result.failures?.[0]) || null, outputs, result };
}

async function putOutput(
  store: Store,
  run: string,
  output: Output,
): Promise<TaskRecord['outputs'][number]> {
  const { key } = output;
  if ('body' in output) {
    const etag = await store.put(joinUrl(run, key), output.body);
    return { url: key, bytes: Buffer.byteLength(output.body), etag };
  }
  if ('publish' in output) return { url: key, ...(await output.publish()) };
  let bytes = 0;
  async function* counted(pieces: Pieces) {
    for await (const piece of pieces) {
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  }
  const etag = await store.putStream(joinUrl(run, key), counted(output.pieces));
  return { url: key, bytes, etag };
}

/** What the store says of a task's inputs; of one that has no record what is known beforehand. */
const headsOf = async (
  store: Store,
  { inputs, planned, isFirstReading, partial }: Task,
  isFirst: boolean,
): Promise<(Head | undefined)[]> => {
  if (isFirst && planned) return [...planned];
  if (isFirst && isFirstReading) return [];
  return Promise.all(inputs.map((url) => headOf(store, url, partial)));
};

const asObject = (head: Head | undefined) =>
  head ? [{ url: head.url, bytes: head.size, etag: head.etag }] : [];
