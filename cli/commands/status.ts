import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { UsageError } from '../../local/usage-error.ts';
import { notStartedPage } from '../../shared/pages/status/not-started-page.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import {
  findRun,
  type RunAddress,
  STACK_HELP,
  stackOptions,
  watchAddress,
} from '../run-address.ts';
import { say } from '../say.ts';
import { diffLines, diffRuns } from '../status/diff.ts';
import { findImages, foundLines } from '../status/find.ts';
import { notStartedFound, notStartedLines } from '../status/not-started-lines.ts';
import { statusLines } from '../status/render.ts';
import { untilAnswered } from '../status/until-answered.ts';
import { showStatus } from '../status/watch.ts';

/** `starfan status`. */
export const statusCommand: Command = {
  help: `starfan status RUN [options]
starfan status --stack NAME [--out PAGE.html]

Shows how far a run is, from the records of its tasks alone: for each stage what is done, failed,
set aside (its invocation ended after all retries) and to do, the pace and the expected end; why
tasks failed and what to do; the cost so far. RUN is a folder, the s3:// prefix of a run, or with
--stack its name. With --stack alone: which dropped lists started no run, why, and how to send them
again.

  --watch            repeat until the run ends; Ctrl-C ends only the watching
  --find NAME        what became of an image: every task that read it, and what was wrong
  --diff RUN2        tasks that differ between two runs of a list: state, bytes of the outputs,
                     warnings, seconds
  --out PAGE.html    the lists that started no run as a page, with --stack alone
  --json
${STACK_HELP}

Exit status: 0; 1 for a run that failed, an image that is not in the list, two runs that differ in
more than seconds, or dropped lists that started no run.

  starfan status run1 --watch
  starfan status run1 --find j94f05bgq_flt
  starfan status nightly-20261121 --stack starfan-dev
  starfan status --stack starfan-dev`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...stackOptions,
        watch: { type: 'boolean', default: false },
        find: { type: 'string' },
        diff: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    if (positionals.length > 1) throw new UsageError('give one run: starfan status RUN');
    if (positionals.length === 0 && values.stack !== undefined) {
      const { watch, find, diff } = values;
      if (watch || find !== undefined || diff !== undefined)
        throw new UsageError(`say which run: starfan status NAME --stack ${values.stack}`);
      if (values.region !== undefined) process.env.AWS_REGION = values.region;
      return await showNotStarted(values.stack, values.out, values.json);
    }
    if (values.out !== undefined)
      throw new UsageError('--out is for --stack NAME alone: the page of a run is its report.html');
    const address = await findRun(positionals[0], values, 'status');
    if (values.find !== undefined) return find(address, values.find, values.json);
    if (values.diff !== undefined) {
      const other = await findRun(values.diff, values, 'status RUN --diff');
      const diff = await diffRuns(address, other);
      print(values.json, diff, () => diffLines(diff));
      const { seconds: _, ...counts } = diff.counts;
      return Object.values(counts).some((count) => count > 0) ? 1 : 0;
    }
    const look = watchAddress(address);
    if (!values.watch) {
      const snapshot = await look();
      print(values.json, snapshot, () => statusLines(snapshot, new Date()));
      return snapshot.state === 'failed' ? 1 : 0;
    }
    const shown = showStatus(process.stdout, values.json);
    for (;;) {
      const begin = Date.now();
      const snapshot = await untilAnswered(look);
      shown.draw(snapshot);
      if (snapshot.state !== 'running') {
        shown.end(snapshot);
        return snapshot.state === 'succeeded' ? 0 : 1;
      }
      // a long list is not asked for all the time
      await setTimeout(Math.max(2_000, 2 * (Date.now() - begin)));
    }
  },
};

async function showNotStarted(
  stack: string,
  page: string | undefined,
  json: boolean,
): Promise<number> {
  const { readNotStarted } = await import('../stack/not-started.ts');
  const found = await readNotStarted(stack);
  const shown = notStartedFound(found);
  if (page !== undefined) await writeFile(page, notStartedPage(shown));
  print(json, found, () => notStartedLines(shown));
  return found.lists.length > 0 ? 1 : 0;
}

async function find({ store, run }: RunAddress, name: string, json: boolean): Promise<number> {
  const found = await findImages(store, run, name);
  print(json, found, () =>
    found.length === 0
      ? [`no image of the list is named ${name}, or has it in its address`]
      : foundLines(found),
  );
  return found.length === 0 ? 1 : 0;
}

function print(json: boolean, value: unknown, lines: () => string[]): void {
  say(json ? JSON.stringify(value) : lines().join('\n'));
}
