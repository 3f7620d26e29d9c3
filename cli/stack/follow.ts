import { setTimeout } from 'node:timers/promises';
import type { Snapshot } from '../../api/status.ts';
import { explain } from '../../local/run-folder/explain.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { runStateSchema } from '../../shared/contracts/run.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { isStep } from '../../shared/pages/status/status.ts';
import { readJson } from '../../shared/run/json.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { planLines } from '../planned/lines.ts';
import { type RunAddress, watchAddress } from '../run-address.ts';
import { complain, say } from '../say.ts';
import { catchSignals } from '../signals.ts';
import { untilAnswered } from '../status/until-answered.ts';
import { showStatus } from '../status/watch.ts';
import type { StackExecution } from './execution.ts';
import { fetchReport } from './fetch-report.ts';
import type { Stack } from './stack.ts';

/** How a run of a stack is followed. */
export interface FollowOptions {
  json: boolean;
  /** folder that the report is fetched into */
  out?: string | undefined;
}

/**
 * Shows a run of a stack until its execution ends, and says where everything is. Answers the exit
 * status. Ctrl-C ends the watching alone: the run goes on.
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
    const look = watchAddress(address);
    const shown = showStatus(process.stdout);
    let isPlanTold = false;
    for (;;) {
      const begin = Date.now();
      const [execution, snapshot] = await untilAnswered(async () => {
        const described = await stack.describe(arn);
        return [described, await look()] as const;
      });
      if (!json) {
        if (!isPlanTold && isPlanMade(snapshot)) {
          isPlanTold = true;
          shown.say(
            planLines(
              await readJson(address.store, joinUrl(address.run, skyKeys.plan), skyPlanSchema),
            ),
          );
        }
        shown.draw(snapshot);
      }
      if (execution?.status !== 'RUNNING') {
        if (!json) shown.end(snapshot);
        return await sayEnd(address, execution, snapshot, { json, out });
      }
      const pause = Math.max(1_000, 2 * (Date.now() - begin));
      await setTimeout(pause, undefined, { signal: signals.signal }).catch(() => {});
      if (signals.signal.aborted) {
        complain(
          `the run continues\n  look again  starfan status ${again} --watch\n  stop it     starfan cancel ${again}`,
        );
        return signals.status() ?? 1;
      }
    }
  } finally {
    signals.ignore();
  }
}

/** Whether the plan of a sky map is there, and its work ahead. */
const isPlanMade = ({ stages }: Snapshot): boolean =>
  stages.some((stage) => isStep(stage) && stage.stage === 'plan' && stage.isMade);

async function sayEnd(
  { store, run }: RunAddress,
  execution: StackExecution | undefined,
  { failures, warned }: Snapshot,
  { json, out }: FollowOptions,
): Promise<number> {
  const succeeded = execution?.status === 'SUCCEEDED';
  const head = await store.head(joinUrl(run, keys.run));
  const text = head && new TextDecoder().decode(await store.get(head.url));
  const ended = text === undefined ? undefined : runStateSchema.loose().parse(JSON.parse(text));
  const report = out === undefined ? undefined : await fetchReport(store, run, out);
  if (ended?.verdict !== undefined && ended.state !== 'RUNNING') {
    if (json) say(JSON.stringify({ ...ended, reasons: failures, warned }));
    else
      say(
        [
          ended.verdict,
          `  results  ${run}`,
          `  report   ${report ?? joinUrl(run, keys.report)}`,
        ].join('\n'),
      );
  } else {
    const { error, message } = explain(
      execution?.status ?? 'GONE',
      execution?.error,
      execution?.cause,
    );
    if (json) say(JSON.stringify({ state: 'FAILED', error, message }));
    else complain(`starfan: ${error}: ${message}`);
  }
  return succeeded ? 0 : 1;
}
