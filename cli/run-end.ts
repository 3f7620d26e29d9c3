import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Outcome } from '../local/engine/execution.ts';
import { explain } from '../local/run-folder/explain.ts';
import { keys } from '../shared/contracts/keys.ts';
import { runSummarySchema } from '../shared/contracts/run-summary.ts';
import { type RunStatus, statusOf } from '../shared/pages/status/status.ts';
import { RunReader } from '../shared/run/run-reader.ts';
import { openStore } from '../shared/store/open.ts';
import { printable } from './printable.ts';
import { complain, say } from './say.ts';
import { shellWord } from './shell-word.ts';
import { sizeLines } from './size.ts';
import { reasonLines } from './status/reasons.ts';

const summarySchema = runSummarySchema.extend({ verdict: z.string() });
type Summary = z.infer<typeof summarySchema>;

/** How a run in a folder has ended. */
export interface RunEnd {
  folder: string;
  outcome: Pick<Outcome, 'status' | 'error' | 'cause'>;
  seconds: number;
}

/** Says what came of a run that has ended, why what failed did, and where its results are. */
export async function sayEnd({ folder, outcome, seconds }: RunEnd, json: boolean): Promise<void> {
  const { status, error: name, cause } = outcome;
  const { error, message } = explain(status, name, cause);
  const isJudged = status === 'SUCCEEDED' || error === 'TooManyFailures';
  const summary = await summaryOf(folder);
  // What stands there may be of an earlier run.
  const isItsOwn = isJudged || (summary?.verdict.includes(`${error}: `) ?? false);
  if (!summary || !isItsOwn) {
    if (json) say(JSON.stringify({ state: 'FAILED', error, message }));
    else
      complain(
        `starfan: ${error === 'Interrupted' ? stopped(folder) : `${error}: ${printable(message)}`}`,
      );
    return;
  }
  const runStatus = await lookBack(folder);
  const reasons = { reasons: runStatus.failures, warned: runStatus.warned };
  if (json)
    say(
      JSON.stringify(
        isJudged ? { ...summary, ...reasons } : { ...summary, error, message, ...reasons },
      ),
    );
  else {
    if (!isJudged) complain(`starfan: ${error}: ${printable(message)}`);
    const first = isJudged ? `${summary.verdict}, in ${seconds} s` : `stopped after ${seconds} s`;
    say([first, ...(await endLines(folder, runStatus))].join('\n'));
  }
}

/**
 * What is noted of the whole, why what failed did, what was warned of, and where the results of a
 * run on this machine are.
 */
export async function endLines(folder: string, status?: RunStatus): Promise<string[]> {
  const report = join(folder, keys.report);
  const summary = await summaryOf(folder);
  // those of a map were said with its plan
  const notes = summary?.machine === 'sky-map' ? [] : (summary?.notes ?? []);
  return [
    ...notes.map((note) => `  note: ${note}`),
    ...reasonLines(status ?? (await lookBack(folder))),
    ...(await sizeLines(folder)),
    ...(existsSync(report) ? [`  report   ${report}`] : []),
  ];
}

/** What a run has written of its end; undefined where none has. */
async function summaryOf(folder: string): Promise<Summary | undefined> {
  const text = await readFile(join(folder, keys.run), 'utf8').catch(() => 'null');
  return summarySchema.safeParse(JSON.parse(text)).data;
}

/** Failures and warnings of a run that has just ended, from its records. */
async function lookBack(folder: string): Promise<RunStatus> {
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  const files = await new RunReader(store, pathToFileURL(`${folder}/`).href).refresh();
  return statusOf({ ...files, isActive: false, now: Date.now() / 1000 });
}

const stopped = (folder: string): string =>
  `stopped; finished tasks are kept, and this command does the rest: starfan redo ${shellWord(folder)}`;
