import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { EngineEvent } from '../local/engine/events.ts';
import { explain } from '../local/run-folder/explain.ts';
import { type FolderRun, runInFolder } from '../local/run-folder/run-in-folder.ts';
import { UsageError } from '../local/usage-error.ts';
import { type Machine, runInputSchema } from '../shared/contracts/run.ts';
import { objectUrl } from '../shared/store/url.ts';
import { given } from './given.ts';
import { openRun, type Run } from './open-run.ts';
import type { Images, Progress, RunOptions } from './run-options.ts';

/** What a machine is given besides its list: the part of a run's input that options say. */
export type MachineInput = FolderRun['input'];

const machineInputSchema = runInputSchema.omit({ list: true, run: true });

/**
 * Runs a machine into a folder. Throws UsageError for what cannot be begun, the signal's reason
 * where it was stopped, and an Error with a name of `contracts/errors.ts` where the run ends early.
 */
export async function makeRun(
  machine: Machine,
  images: Images,
  options: RunOptions,
  input: MachineInput,
): Promise<Run> {
  const { out, concurrency = availableParallelism(), replace = false } = options;
  const { add, blank, toleratedFailurePercentage, onProgress } = options;
  const { signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  const end = await runInFolder({
    machine,
    inputs: inputsOf(images),
    out,
    concurrency,
    replace,
    input: checked({ ...input, ...given({ add, blank, toleratedFailurePercentage }) }),
    signal,
    onEvent: (event) => onProgress && progressOf(event, onProgress),
    onChangedOptions: () => {},
    onAnswer: async () => undefined,
  });
  if (end.status === 'SUCCEEDED' || end.error === 'TooManyFailures') return openRun(resolve(out));
  signal.throwIfAborted();
  const { error, message } = explain(end.status, end.error, end.cause);
  throw Object.assign(new Error(message), { name: error });
}

/** The input, as its schema has it. Throws UsageError with the name of the option. */
function checked(input: MachineInput): MachineInput {
  const { success, error } = machineInputSchema.safeParse(input);
  if (success) return input;
  const [issue] = error.issues;
  throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`);
}

function inputsOf(images: Images): FolderRun['inputs'] {
  if ('list' in images) return { list: objectUrl(images.list) };
  if (images.length === 0) throw new UsageError('no images were given');
  return { images: [...images] };
}

function progressOf(event: EngineEvent, report: (progress: Progress) => void): void {
  if (event.type !== 'MapRunProgress') return;
  const { state, total, succeeded, failed } = event;
  report({ stage: state.toLowerCase(), done: succeeded + failed, total });
}
