import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AskedRun, type MachineInput, runChecked, tasksAtOnce } from '../api/run-checked.ts';
import { changedLines } from '../local/run-folder/changed-options.ts';
import type { Inputs } from '../local/run-folder/prepare-folder.ts';
import type { Machine } from '../shared/contracts/run.ts';
import { openStore } from '../shared/store/open.ts';
import { showAnswer } from './answers.ts';
import { optionName } from './option-name.ts';
import { freeBytes } from './planned/free-bytes.ts';
import { type ProgressDisplay, showProgress, silent } from './progress.ts';
import { sayEnd } from './run-end.ts';
import { catchSignals } from './signals.ts';

/** What the command line says of a run on this machine. */
export interface CommandOptions {
  /** folder of the run */
  out: string;
  concurrency?: number;
  json?: boolean;
  /** what a run made there goes first */
  replace?: boolean;
  input?: MachineInput;
}

/**
 * Runs a machine here into a folder and says what came of it. Answers the exit status. Throws
 * UsageError.
 */
export async function runLocally(
  machine: Machine,
  inputs: Inputs,
  { out, concurrency, json = false, replace = false, input = {} }: CommandOptions,
): Promise<number> {
  const cores = tasksAtOnce(concurrency, optionName);
  const progress: ProgressDisplay = json ? silent : showProgress();
  const begin = performance.now();
  const signals = catchSignals();
  const folder = resolve(out);
  const run = pathToFileURL(`${folder}/`).href;
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  let freeBytesBefore: Promise<number> | undefined; // before the run has written anything
  try {
    const asked: AskedRun = {
      ...{ machine, inputs, input, out, replace, concurrency: cores, signal: signals.signal },
      onEvent: (event) => progress.event(event),
      onChangedOptions(names) {
        freeBytesBefore = freeBytes(folder);
        progress.say(changedLines(names));
      },
      onAnswer: (functionName, answer) =>
        showAnswer(progress, functionName, answer, async () => ({
          ...{ machine, store, run, cores },
          freeBytes: (await freeBytesBefore) ?? Number.POSITIVE_INFINITY,
        })),
    };
    const outcome = await runChecked(asked, optionName);
    progress.stop();
    const seconds = Math.round((performance.now() - begin) / 100) / 10;
    await sayEnd({ folder, outcome, seconds }, json);
    if (outcome.isRefused) return 2;
    return outcome.status === 'SUCCEEDED' ? 0 : (signals.status() ?? 1);
  } finally {
    signals.ignore();
    progress.stop();
  }
}
