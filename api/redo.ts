import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lockOwner } from '../local/run-folder/lock.ts';
import { redoInput } from '../local/run-folder/redo-input.ts';
import { UsageError } from '../local/usage-error.ts';
import type { RunRequest } from '../shared/contracts/run.ts';
import { RunReader } from '../shared/run/run-reader.ts';
import { fileStore } from '../shared/store/file.ts';
import type { Store } from '../shared/store/store.ts';
import { given, refuseUnknown } from './given.ts';
import { endedRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import type { MachineInput } from './run-checked.ts';
import type { RunOptions } from './run-options.ts';

/** What a run that stands in its folder takes. */
export interface RedoOptions extends Pick<RunOptions, 'concurrency' | 'signal' | 'onProgress'> {}

/** A run in a folder of this machine. */
export interface FolderAddress {
  readonly store: Store;
  readonly folder: string;
  /** address of its prefix, with a slash at its end */
  readonly run: string;
}

/**
 * What the machine of a run is given to do a request again in its folder: the list, the other
 * input, and how many tasks at a time. Throws UsageError where the list is gone.
 */
export async function redoWork(
  address: FolderAddress,
  request: RunRequest,
): Promise<{ inputs: { list: string }; input: MachineInput; concurrency: number | undefined }> {
  const { list, run: _, maxConcurrency, ...input } = await redoInput(address, request);
  return { inputs: { list }, input, concurrency: maxConcurrency };
}

/** Does a request again in the folder of its run. */
export async function redoRequest(
  address: FolderAddress,
  request: RunRequest,
  { concurrency: own, signal, onProgress, ...others }: RedoOptions,
): Promise<Run> {
  refuseUnknown(others);
  const { inputs, input, concurrency } = await redoWork(address, request);
  const options = given({ concurrency: own ?? concurrency, signal, onProgress });
  return endedRun(request.machine, inputs, input, { ...options, out: address.folder });
}

/** A folder as the address of a run. Throws UsageError where another process is at work there. */
export async function folderAddress(label: string): Promise<FolderAddress & { label: string }> {
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
export async function redo(folder: string, options: RedoOptions = {}): Promise<Run> {
  const address = await folderAddress(folder);
  const { request } = await new RunReader(address.store, address.run).refresh();
  if (!request) throw new UsageError(`no run was started in ${folder}: give the folder of one`);
  return redoRequest(address, request, options);
}
