import { keys } from '../contracts/keys.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import { plainText } from '../core/text.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { headOf } from './head.ts';
import { isCurrent, parametersHash, readRecord, writeRecord } from './record.ts';
import type { Task } from './task.ts';

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
  const parameters = parametersHash(task.parameters);
  const stood = (await store.head(url))?.etag;
  const earlier = stood && (await readRecord(store, url));
  if (earlier instanceof Object) {
    const heads = await Promise.all(task.inputs.map((input) => headOf(store, input, true)));
    if (await isCurrent(earlier, { parameters, heads }, store, task.run)) return false;
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
