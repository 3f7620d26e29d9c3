import { createHash } from 'node:crypto';
import { consequenceOf } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import type { Failure } from '../contracts/lists.ts';
import { type TaskRecord, taskRecordSchema } from '../contracts/task-record.ts';
import { version } from '../contracts/version.ts';
import { plainText } from '../core/text.ts';
import { startMeter } from '../lambda/meter.ts';
import { ahead } from '../store/ahead.ts';
import { StoreError } from '../store/errors.ts';
import type { Pieces } from '../store/parts.ts';
import type { Head, Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { checkValues, failureOf, isFaultOf, plainWarnings } from './failure.ts';

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
  /** the work goes on without an input that is not there; else the task fails */
  partial?: boolean;
  /** what a failure is put down to */
  subject: Pick<Failure, 'line' | 'uri'>;
}

/** What came of the work: bytes to be put under keys of the run, and what the record says. */
export type TaskResult = Pick<TaskRecord, 'warnings' | 'detections' | 'images'> & {
  /** lines of the list that the work went on without */
  failures?: Failure[];
  outputs: Iterable<Output> | AsyncIterable<Output>;
};

/**
 * Bytes to be put under a key of the run; nobody changes them any more until the task has ended.
 */
export type Output = { key: string } & (
  | { body: Uint8Array | string }
  /** made as it goes, one output at a time */
  | { pieces: Pieces }
);

/** What a record says of the work. */
const resultSchema = taskRecordSchema.pick({
  warnings: true,
  detections: true,
  images: true,
  failures: true,
});

/** so many are put at the same time, while the next ones are made */
const PUTS_AT_ONCE = 8;

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
  const recordUrl = joinUrl(task.run, keys.task(task.stage, task.name));
  const parameters = hashOf(task.parameters);
  const meter = startMeter(store);
  const base = { stage: task.stage, name: task.name, parameters };
  const earlier = await readRecord(store, recordUrl);
  const standing = async () => earlier && (await store.head(recordUrl))?.etag;
  let stood: string | undefined;
  let heads: (Head | undefined)[] = [];
  let record: TaskRecord;
  try {
    heads = await Promise.all(task.inputs.map((url) => headOf(meter.store, url, task.partial)));
    if (
      earlier instanceof Object &&
      (await isCurrent(earlier, parameters, heads, store, task.run))
    ) {
      return earlier;
    }
    stood = await standing();

    const result = await work(meter.store, heads);
    checkValues(resultSchema, result); // before anything is put
    const outputs: TaskRecord['outputs'] = [];
    const put = async (output: Output) => {
      const { key } = output;
      if ('body' in output) {
        const etag = await meter.store.put(joinUrl(task.run, key), output.body);
        return { url: key, bytes: Buffer.byteLength(output.body), etag };
      }
      let bytes = 0;
      async function* counted(pieces: Pieces) {
        for await (const piece of pieces) {
          bytes += Buffer.byteLength(piece);
          yield piece;
        }
      }
      const etag = await meter.store.putStream(joinUrl(task.run, key), counted(output.pieces));
      return { url: key, bytes, etag };
    };
    for await (const output of ahead(result.outputs, PUTS_AT_ONCE, put)) outputs.push(output);
    const isNothing =
      (result.failures ?? []).length > 0 &&
      outputs.length === 0 &&
      (result.images ?? []).length === 0;
    record = {
      ...base,
      state: isNothing ? 'failed' : 'done',
      inputs: heads.flatMap(asObject),
      outputs,
      warnings: plainWarnings(result.warnings),
      failure: (isNothing && result.failures?.[0]) || null,
      failures: result.failures ?? [],
      ...meter.measured(),
      ...(result.detections ? { detections: result.detections } : {}),
      ...(result.images ? { images: result.images } : {}),
    };
  } catch (error) {
    if (!isFaultOf(task.inputs, error)) throw error;
    stood ??= await standing();
    record = {
      ...base,
      state: 'failed',
      inputs: heads.flatMap(asObject),
      outputs: [],
      warnings: [],
      failure: failureOf(error, task.stage, task.subject),
      failures: [],
      ...meter.measured(),
    };
  }
  await writeRecord(store, recordUrl, record, stood);
  return record;
}

/**
 * The record under a URL: undefined where there is none, 'unreadable' where something else stands
 * there.
 */
export async function readRecord(
  store: Store,
  url: string,
): Promise<TaskRecord | 'unreadable' | undefined> {
  let text: string;
  try {
    text = new TextDecoder().decode(await store.get(url));
  } catch (error) {
    if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
    throw error;
  }
  try {
    return taskRecordSchema.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

/**
 * Record that a task broke off, unless this very work is known to be done. Says whether a record
 * was written.
 */
export async function recordFailure(
  store: Store,
  task: Task,
  name: string,
  message: string,
): Promise<boolean> {
  const url = joinUrl(task.run, keys.task(task.stage, task.name));
  const parameters = hashOf(task.parameters);
  const stood = (await store.head(url))?.etag;
  const earlier = stood && (await readRecord(store, url));
  if (earlier instanceof Object) {
    const heads = await Promise.all(task.inputs.map((input) => headOf(store, input, true)));
    if (await isCurrent(earlier, parameters, heads, store, task.run)) return false;
  }
  const record: TaskRecord = {
    stage: task.stage,
    name: task.name,
    state: 'failed',
    parameters,
    inputs: [],
    outputs: [],
    warnings: [],
    failure: { ...task.subject, stage: task.stage, error: name, message: plainText(message) },
    failures: [],
    seconds: 0,
    cpu: 0,
    started: new Date().toISOString(),
    memorySize: 0,
    memory: 0,
    traffic: { reads: 0, writes: 0, bytesRead: 0, bytesWritten: 0 },
  };
  return (await writeRecord(store, url, record, stood)) !== undefined;
}

/**
 * Over the record that stood there when the work began, or none: what hung while others did the
 * work has no say any more.
 */
const writeRecord = (store: Store, url: string, record: TaskRecord, stood: string | undefined) =>
  store.putIfUnchanged(url, `${JSON.stringify(record)}\n`, stood);

/** Throws NoSuchObject, unless the work can go on without it. */
export function headOf(store: Store, url: string): Promise<Head>;
export function headOf(
  store: Store,
  url: string,
  partial: boolean | undefined,
): Promise<Head | undefined>;
export async function headOf(
  store: Store,
  url: string,
  partial = false,
): Promise<Head | undefined> {
  try {
    const head = await store.head(url);
    if (head || partial) return head;
  } catch (error) {
    if (partial && consequenceOf(error) === 'item') return undefined;
    throw error;
  }
  const words = (await isFolder(store, url))
    ? 'is a folder: list the files in it, one a line'
    : 'is not there: check the address in the list';
  throw new StoreError('NoSuchObject', `${url} ${words}`, url, 'head');
}

/** Whether objects lie below an address; false also where they may not be listed. */
async function isFolder(store: Store, url: string): Promise<boolean> {
  try {
    for await (const _ of store.list(`${url}/`)) return true;
  } catch {
    // the address is wrong either way, and that is what is said
  }
  return false;
}

const asObject = (head: Head | undefined) =>
  head ? [{ url: head.url, bytes: head.size, etag: head.etag }] : [];

/** Whether the record is of this work, of all of it, and what it made is still there. */
async function isCurrent(
  record: TaskRecord,
  parameters: string,
  heads: (Head | undefined)[],
  store: Store,
  run: string,
) {
  const same =
    record.state === 'done' &&
    record.failures.length === 0 &&
    record.parameters === parameters &&
    record.inputs.length === heads.length &&
    record.inputs.every((input, i) => input.url === heads[i]?.url && input.etag === heads[i]?.etag);
  if (!same) return false;
  const outputs = await Promise.all(record.outputs.map(({ url }) => store.head(joinUrl(run, url))));
  return outputs.every((output, i) => output?.etag === record.outputs[i]?.etag);
}

const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([version, value]))
    .digest('hex')
    .slice(0, 32);
