import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startRunner } from '../local/runner.ts';
import type { Machine, RunInput } from '../shared/contracts/run.ts';
import { makeFolder } from '../shared/store/make-folder.ts';
import { openStore } from '../shared/store/open.ts';
import { showAnswer } from './answers.ts';
import { changedLines, changedOptions } from './changed-options.ts';
import { UsageError } from './command.ts';
import type { Inputs } from './inputs.ts';
import { lockFolder } from './lock.ts';
import { plannedOf } from './planned/planned.ts';
import { roomIn } from './planned/room.ts';
import { prepareFolder } from './prepare-folder.ts';
import { type Progress, showProgress, silent } from './progress.ts';
import { sayEnd } from './run-end.ts';
import { catchSignals } from './signals.ts';
import { systemWords } from './system-words.ts';
import { addViewer } from './viewer-files.ts';

export interface RunOptions {
  /** folder of the run */
  out: string;
  concurrency?: number;
  json?: boolean;
  /** what a run made there goes first */
  replace?: boolean;
  input?: Omit<RunInput, 'list' | 'run'>;
}

/** Runs a machine here into a folder and says what came of it. Answers the exit status. */
export async function runLocally(
  machine: Machine,
  inputs: Inputs,
  { out, concurrency = availableParallelism(), json = false, replace = false, input = {} }: RunOptions,
): Promise<number> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(out))
    throw new UsageError(`--out ${out}: a run on this machine goes into a folder`);
  const folder = resolve(out);
  const refuse = (error: Error): never => {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--out ${out} cannot be used: ${systemWords(error) ?? error.message}`);
  };
  await makeFolder(folder).catch(refuse);
  const unlock = await lockFolder(folder).catch(refuse);
  const given = await prepareFolder(folder, inputs, input.config, replace).catch(async (error) => {
    await unlock();
    throw error;
  });
  const { list } = given;
  const changed = await changedOptions(folder, input);
  const progress: Progress = json ? silent : showProgress();
  progress.say(changedLines(changed));
  const begin = performance.now();
  const runner = await startRunner({ concurrency });
  const signals = catchSignals();
  const run = pathToFileURL(`${folder}/`).href;
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  const place = { machine, store, run, room: await roomIn(folder), cores: concurrency };
  const refused = new AbortController();
  let refusal: string | undefined;
  try {
    const ended = await runner.run({
      machine,
      name: 'local',
      input: { list, run, maxConcurrency: concurrency, ...input },
      onEvent: progress.event,
      async onAnswer(functionName, answer) {
        refusal ??= await showAnswer(progress, answer, () => plannedOf(functionName, answer, place));
        if (refusal !== undefined) refused.abort();
      },
      signal: AbortSignal.any([signals.signal, refused.signal]),
    });
    progress.stop();
    const outcome = refusal === undefined ? ended : { ...ended, error: 'StoreFull', cause: refusal };
    const isRefused = outcome.error === 'OtherRun';
    if (isRefused) await given.undo();
    else await addViewer(folder);
    const seconds = Math.round((performance.now() - begin) / 100) / 10;
    await sayEnd({ folder, outcome, seconds }, json);
    if (isRefused) return 2;
    return outcome.status === 'SUCCEEDED' ? 0 : (signals.status() ?? 1);
  } finally {
    signals.ignore();
    progress.stop();
    await runner.close();
    await unlock();
  }
}
