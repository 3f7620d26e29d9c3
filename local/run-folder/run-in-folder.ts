import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Machine, RunInput } from '../../shared/contracts/run.ts';
import { makeFolder } from '../../shared/store/make-folder.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { Outcome } from '../engine/execution.ts';
import { type Runner, startRunner } from '../runner.ts';
import { systemWords } from '../system-words.ts';
import { UsageError } from '../usage-error.ts';
import { changedOptions } from './changed-options.ts';
import { lockFolder } from './lock.ts';
import { type Inputs, prepareFolder } from './prepare-folder.ts';
import { addViewer } from './viewer-files.ts';

/** A run of a machine into a folder of this computer. */
export interface FolderRun {
  machine: Machine;
  inputs: Inputs;
  /** of the run, as it was given */
  out: string;
  /** tasks at the same time */
  concurrency: number;
  /** what a run made there goes first */
  replace: boolean;
  input: Omit<RunInput, 'list' | 'run'>;
  signal: AbortSignal;
  onEvent?(event: EngineEvent): void;
  /** before the work: options that differ from those of the run that stands there */
  onChangedOptions?(names: readonly string[]): void;
  /** what a function has answered; the answer says why the run cannot go on, where it cannot */
  onAnswer?(functionName: string, answer: unknown): Promise<string | undefined>;
}

/** How it ended: as the machine did, or refused before anything was done. */
export type FolderRunEnd = Outcome & { isRefused: boolean };

/**
 * Runs a machine here. Throws UsageError where the folder cannot be used or another run is at work
 * there.
 */
export async function runInFolder(run: FolderRun): Promise<FolderRunEnd> {
  const { out, concurrency } = run;
  const folder = openFolder(out);
  const runner = await startRunner({ concurrency });
  runner.warm(); // while the folder is made ready
  const unlock = await lockFolder(folder).catch(async (error) => {
    await runner.close();
    return refuse(out)(error);
  });
  try {
    return await runLocked(run, folder, runner);
  } finally {
    await runner.close();
    await unlock();
  }
}

async function runLocked(run: FolderRun, folder: string, runner: Runner): Promise<FolderRunEnd> {
  const { machine, inputs, concurrency, replace, input, signal, onEvent } = run;
  const { list, undo } = await prepareFolder(folder, inputs, input.config, replace);
  run.onChangedOptions?.(await changedOptions(folder, input));
  const refused = new AbortController();
  let refusal: string | undefined;
  const ended = await runner.run({
    machine,
    name: 'local',
    input: {
      list,
      run: pathToFileURL(`${folder}/`).href,
      maxConcurrency: concurrency,
      ...input,
    },
    onEvent,
    async onAnswer(functionName, answer) {
      refusal ??= await run.onAnswer?.(functionName, answer);
      if (refusal !== undefined) refused.abort();
    },
    signal: AbortSignal.any([signal, refused.signal]),
  });
  const outcome = refusal === undefined ? ended : { ...ended, error: 'StoreFull', cause: refusal };
  const isRefused = outcome.error === 'OtherRun';
  if (isRefused) await undo();
  else await addViewer(folder);
  return { ...outcome, isRefused };
}

function openFolder(out: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(out))
    throw new UsageError(`--out ${out}: a run on this machine goes into a folder`);
  const folder = resolve(out);
  try {
    makeFolder(folder);
  } catch (error) {
    refuse(out)(error as Error);
  }
  return folder;
}

const refuse =
  (out: string) =>
  (error: Error): never => {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--out ${out} cannot be used: ${systemWords(error) ?? error.message}`);
  };
