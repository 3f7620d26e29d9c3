import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { startRunner } from '../local/runner.ts';
import { type Machine, type RunInput, runSummarySchema } from '../shared/contracts/run.ts';
import { type RunStatus, statusOf } from '../shared/pages/status/status.ts';
import { RunReader } from '../shared/run/run-reader.ts';
import { makeFolder } from '../shared/store/make-folder.ts';
import { openStore } from '../shared/store/open.ts';
import { changedLines, changedOptions } from './changed-options.ts';
import { UsageError } from './command.ts';
import type { Inputs } from './inputs.ts';
import { lockFolder } from './lock.ts';
import { freeBytes, plannedOf } from './planned.ts';
import { prepareFolder } from './prepare-folder.ts';
import { type Progress, showProgress, silent } from './progress.ts';
import { complain, say } from './say.ts';
import { shellWord } from './shell-word.ts';
import { catchSignals } from './signals.ts';
import { sizeLines } from './size.ts';
import { reasonLines } from './status/reasons.ts';
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

const summarySchema = runSummarySchema.extend({ verdict: z.string() });

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
  const free = await freeBytes(folder);
  const refused = new AbortController();
  let refusal: string | undefined;
  try {
    const outcome = await runner.run({
      machine,
      name: 'local',
      input: { list, run: pathToFileURL(`${folder}/`).href, maxConcurrency: concurrency, ...input },
      onEvent: progress.event,
      onAnswer(functionName, answer) {
        progress.found(sourcesOf(answer));
        const planned = plannedOf(functionName, answer, { free, cores: concurrency });
        if (!planned) return;
        progress.say(planned.lines);
        refusal = planned.refusal;
        if (refusal !== undefined) refused.abort();
      },
      signal: AbortSignal.any([signals.signal, refused.signal]),
    });
    progress.stop();
    const isRefused = outcome.error === 'OtherRun';
    if (isRefused) await given.undo();
    else await addViewer(folder);
    if (outcome.status === 'SUCCEEDED' || outcome.error === 'TooManyFailures') {
      const summary = summarySchema.parse(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')));
      const seconds = Math.round((performance.now() - begin) / 100) / 10;
      const { failures, warned, ...told } = await lookBack(folder);
      if (json) say(JSON.stringify({ ...summary, reasons: failures, warned }));
      else
        say(
          [
            `${summary.verdict}, in ${seconds} s`,
            // those of a map were said with its plan
            ...(machine === 'sky-map' ? [] : summary.notes.map((note) => `  note: ${note}`)),
            ...reasonLines({ failures, warned, ...told }),
            ...(await sizeLines(folder)),
            `  report   ${join(folder, 'report.html')}`,
          ].join('\n'),
        );
    } else {
      const { error, message } =
        refusal === undefined
          ? explain(outcome.status, outcome.error, outcome.cause)
          : { error: 'StoreFull', message: refusal };
      if (json) say(JSON.stringify({ state: 'FAILED', error, message }));
      else
        complain(
          `starfan: ${outcome.status === 'ABORTED' && refusal === undefined ? stopped(folder) : `${error}: ${message}`}`,
        );
    }
    if (isRefused) return 2;
    return outcome.status === 'SUCCEEDED' ? 0 : (signals.status() ?? 1);
  } finally {
    signals.ignore();
    progress.stop();
    await runner.close();
    await unlock();
  }
}

/** Failures and warnings of a run that has just ended, from its records. */
async function lookBack(folder: string): Promise<RunStatus> {
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  const files = await new RunReader(store, pathToFileURL(`${folder}/`).href).refresh();
  return statusOf({ ...files, isActive: false, now: Date.now() / 1000 });
}

const stopped = (folder: string): string =>
  `stopped; what is done stays, and this goes on with the rest: starfan redo ${shellWord(folder)}`;

const answerSchema = z.object({ sources: z.number() });
/** Sources that an answer of detect-sources tells of; 0 of any other. */
export const sourcesOf = (answer: unknown): number => answerSchema.safeParse(answer).data?.sources ?? 0;

const causeSchema = z.object({ errorMessage: z.string() });

/** Why there is no report: the function's own words, out of Step Functions' wrapping. */
export function explain(status: string, error = status, cause = ''): { error: string; message: string } {
  if (status === 'ABORTED') {
    return {
      error: 'Interrupted',
      message: 'the run was stopped: the same command goes on with what is missing',
    };
  }
  try {
    return { error, message: causeSchema.parse(JSON.parse(cause)).errorMessage };
  } catch {
    return { error, message: cause };
  }
}
