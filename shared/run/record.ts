import { createHash } from 'node:crypto';
import { type TaskRecord, taskRecordSchema } from '../contracts/task-record.ts';
import { VERSION } from '../contracts/version.ts';
import { StoreError } from '../store/errors.ts';
import type { Head, Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';

/**
 * The record under a URL: undefined where there is none, 'unreadable' where something else stands
 * there.
 */
export async function readRecord(
  store: Store,
  url: string,
): Promise<TaskRecord | 'unreadable' | undefined> {
  const bytes = await readRecordBytes(store, url);
  if (!bytes) return undefined;
  try {
    return taskRecordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return 'unreadable';
  }
}

/** The bytes of the record under a URL; undefined where there is none. */
export async function readRecordBytes(store: Store, url: string): Promise<Uint8Array | undefined> {
  try {
    return await store.get(url);
  } catch (error) {
    if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
    throw error;
  }
}

/**
 * Over the record that stood there when the work began, or none: what hung while others did the
 * work has no say any more.
 */
export const writeRecord = (
  store: Store,
  url: string,
  record: TaskRecord,
  stood: string | undefined,
): Promise<string | undefined> => store.putIfUnchanged(url, `${JSON.stringify(record)}\n`, stood);

/** What one piece of work differs in from another: its parameters' hash, and its inputs. */
export interface TaskIdentity {
  parameters: string;
  /** undefined: not there */
  heads: readonly (Head | undefined)[];
}

/** Whether the record is of this work, of all of it, and what it made is still there. */
export async function isCurrent(
  record: TaskRecord,
  { parameters, heads }: TaskIdentity,
  store: Store,
  run: string,
): Promise<boolean> {
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

/** Of parameters and of this version, 32 hexadecimal digits. */
export const parametersHash = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([VERSION, value]))
    .digest('hex')
    .slice(0, 32);
