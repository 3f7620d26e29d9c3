import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineEvent } from '../local/engine/events.ts';
import { explain } from '../local/run-folder/explain.ts';
import type { FolderRun } from '../local/run-folder/run-in-folder.ts';
import { UsageError } from '../local/usage-error.ts';
import type { Machine } from '../shared/contracts/run.ts';
import { objectUrl } from '../shared/store/url.ts';
import { given } from './given.ts';
import { openRun, type Run } from './open-run.ts';
import { checkInput, type MachineInput, runChecked } from './run-checked.ts';
import type { Images, Progress, RunOptions } from './run-options.ts';

/**
 * Runs a machine over images into a folder. Throws UsageError for what cannot be begun, the
 * signal's reason where it was stopped, and an Error with a name of `contracts/errors.ts` where the
 * run ends early: OtherRun where the folder holds a run of other images or of another function.
 */
export async function makeRun(
  machine: Machine,
  images: Images,
  options: RunOptions,
  input: MachineInput,
): Promise<Run> {
  const { out, add, blank, toleratedFailurePercentage } = options;
  if (typeof out !== 'string') throw new UsageError('out: give the folder of the run');
  const inputs = inputsOf(images);
  const whole = { ...input, ...given({ add, blank, toleratedFailurePercentage }) };
  checkInput(whole);
  await refuseMissing('list', 'list' in inputs ? inputs.list : undefined);
  await refuseMissing('config', input.config);
  await refuseMissing('at', input.positions);
  return endedRun(machine, inputs, whole, options);
}

/** Throws UsageError, with the name of the option, for the URL of a file that is not there. */
async function refuseMissing(option: string, url: string | undefined): Promise<void> {
  if (!url?.startsWith('file://')) return;
  const path = fileURLToPath(url);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`${option}: there is no ${path}`);
}

/** What is given to a run that stands in its folder, and who hears of it. */
export type AgainOptions = Pick<
  RunOptions,
  'out' | 'concurrency' | 'replace' | 'signal' | 'onProgress'
>;

/**
 * The same with the whole input, as the machine gets it. A run that fails otherwise than by
 * TooManyFailures throws an Error with the name of its error; one that is aborted throws the reason
 * of the signal.
 */
export async function endedRun(
  machine: Machine,
  inputs: FolderRun['inputs'],
  input: MachineInput,
  options: AgainOptions,
): Promise<Run> {
  const { out, concurrency, replace, onProgress } = options;
  const { signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  const end = await runChecked({
    ...{ machine, inputs, input, out, signal },
    ...given({ concurrency, replace }),
    onEvent: (event) => onProgress && progressOf(event, onProgress),
  });
  if (end.status === 'SUCCEEDED' || end.error === 'TooManyFailures') return openRun(resolve(out));
  signal.throwIfAborted();
  const { error, message } = explain(end.status, end.error, end.cause);
  throw Object.assign(new Error(message), { name: error });
}

function inputsOf(images: Images): FolderRun['inputs'] {
  if (typeof images !== 'object' || images === null)
    throw new UsageError('images: give them as an array, or { list } with the path of a list');
  if ('list' in images) return { list: objectUrl(images.list) };
  if (images.length === 0) throw new UsageError('no images were given');
  return { images: [...images] };
}

function progressOf(event: EngineEvent, report: (progress: Progress) => void): void {
  if (event.type !== 'MapRunProgress') return;
  const { state, total, succeeded, failed } = event;
  report({ stage: state.toLowerCase(), done: succeeded + failed, total });
}
