import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lockOwner } from '../local/run-folder/lock.ts';
import { redoInput } from '../local/run-folder/redo-input.ts';
import { UsageError } from '../local/usage-error.ts';
import type { RunRequest } from '../shared/contracts/run.ts';
import { RunReader } from '../shared/run/run-reader.ts';
import { fileStore } from '../shared/store/file.ts';
import { forget } from './forget.ts';
import { given, refuseUnknown } from './given.ts';
import { endedRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import type { MachineInput } from './run-checked.ts';
import type { RunOptions } from './run-options.ts';
import type { RunPlace } from './run-place.ts';

/** What any run that stands in its folder takes. */
export interface WorkOptions extends Pick<RunOptions, 'concurrency' | 'signal' | 'onProgress'> {}

/** What is done again. */
export interface RedoOptions extends WorkOptions {
  /**
   * name of a stage (`detections`, `tiles` …) or of an image, whose tasks are done again although
   * they are done; default only what is missing or failed
   */
  readonly only?: string | undefined;
}

/** A run in a folder of this machine. */
export interface FolderAddress extends RunPlace {
  readonly folder: string;
}

/**
 * What the machine of a run is given to do a request again in its folder: the list, the other
 * input, and how many tasks at a time. Throws UsageError where the list is gone.
 */
export async function redoWork(
  address: Omit<FolderAddress, 'label'>,
  request: RunRequest,
): Promise<{ inputs: { list: string }; input: MachineInput; concurrency: number | undefined }> {
  const { list, run: _, maxConcurrency, ...input } = await redoInput(address, request);
  return { inputs: { list }, input, concurrency: maxConcurrency };
}

/** Does a request again in the folder of its run. */
export async function redoRequest(
  address: FolderAddress,
  request: RunRequest,
  { concurrency: own, signal, onProgress, ...others }: WorkOptions,
): Promise<Run> {
  refuseUnknown(others);
  const { inputs, input, concurrency } = await redoWork(address, request);
  const options = given({ concurrency: own ?? concurrency, signal, onProgress });
  return endedRun(request.machine, inputs, input, { ...options, out: address.folder });
}

/** A folder as the address of a run. Throws UsageError where another process is at work there. */
export async function folderAddress(label: string): Promise<FolderAddress> {
  const folder = resolve(label);
  if ((await lockOwner(folder)) !== undefined)
    throw new UsageError(`${label} is under way: wait for it`);
  return { store: fileStore(), folder, label, run: pathToFileURL(`${folder}/`).href };
}

/**
 * Does what is missing or failed in the run of a folder, with the input that it was started with:
 * after it was stopped, or after its list or an image was repaired. What is done stays. Ends as
 * `detect` does. Throws UsageError where the folder holds no run, or one that is under way.
 */
export async function redo(folder: string, { only, ...options }: RedoOptions = {}): Promise<Run> {
  const address = await folderAddress(folder);
  const { request } = await new RunReader(address.store, address.run).refresh();
  if (!request) throw new UsageError(`no run was started in ${folder}: give the folder of one`);
  if (only !== undefined) await forget(address, only);
  return redoRequest(address, request, options);
}
