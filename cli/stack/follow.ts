import { setTimeout } from 'node:timers/promises';
import { keys } from '../../shared/contracts/keys.ts';
import { runStateSchema } from '../../shared/contracts/run.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { explain } from '../run.ts';
import type { RunAddress } from '../run-address.ts';
import { complain, say } from '../say.ts';
import { catchSignals } from '../signals.ts';
import { watchRun } from '../status/snapshot.ts';
import { showStatus } from '../status/watch.ts';
import { fetchReport } from './fetch-report.ts';
import type { Stack, StackExecution } from './stack.ts';

export interface FollowOptions {
  json: boolean;
  /** folder that the report is fetched into */
  out?: string | undefined;
}

/**
 * Shows a run of a stack until its execution ends, and says where everything is. Answers the exit status. Ctrl-C ends the watching
 * alone: the run goes on.
 */
export async function followExecution(
  address: RunAddress,
  { stack, name }: { stack: Stack; name: string },
  arn: string,
  { json, out }: FollowOptions,
): Promise<number> {
  const again = `${name} --stack ${stack.name}`;
  const signals = catchSignals();
  try {
    if (!json) say(`run ${name}: ${address.run}`);
    const look = await watchRun(address);
    const shown = showStatus(process.stdout);
    let execution: StackExecution | undefined;
    for (;;) {
      const begin = Date.now();
      execution = await stack.describe(arn);
      const snapshot = await look();
      if (!json) shown.draw(snapshot);
      if (execution?.status !== 'RUNNING') break;
      const pause = Math.max(1_000, 2 * (Date.now() - begin));
      await setTimeout(pause, undefined, { signal: signals.signal }).catch(() => {});
      if (signals.signal.aborted) {
        complain(
          `the run goes on\n  look again  starfan status ${again} --watch\n  stop it     starfan cancel ${again}`,
        );
        return signals.status() ?? 1;
      }
    }
    return await sayEnd(address, execution, { json, out });
  } finally {
    signals.ignore();
  }
}

async function sayEnd(
  { store, run }: RunAddress,
  execution: StackExecution | undefined,
  { json, out }: FollowOptions,
): Promise<number> {
  const succeeded = execution?.status === 'SUCCEEDED';
  const head = await store.head(joinUrl(run, keys.run));
  const text = head && new TextDecoder().decode(await store.get(head.url));
  const ended = text === undefined ? undefined : runStateSchema.loose().parse(JSON.parse(text));
  const report = out === undefined ? undefined : await fetchReport(store, run, out);
  if (ended?.verdict !== undefined && ended.state !== 'RUNNING') {
    if (json) say(JSON.stringify(ended));
    else
      say(
        [ended.verdict, `  results  ${run}`, `  report   ${report ?? joinUrl(run, keys.report)}`].join('\n'),
      );
  } else {
    const { error, message } = explain(execution?.status ?? 'GONE', execution?.error, execution?.cause);
    if (json) say(JSON.stringify({ state: 'FAILED', error, message }));
    else complain(`starfan: ${error}: ${message}`);
  }
  return succeeded ? 0 : 1;
}
