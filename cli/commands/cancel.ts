import { setTimeout } from 'node:timers/promises';
import { lockOwner } from '../../local/run-folder/lock.ts';
import { UsageError } from '../../local/usage-error.ts';
import { count } from '../../shared/pages/report/quantities.ts';
import { isStep } from '../../shared/pages/status/status.ts';
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
import type { Stack } from '../stack/stack.ts';

/** `starfan cancel`. */
export const cancelCommand: Command = {
  help: `starfan cancel RUN [options]

Stops a run that is under way and says what remains to be done. Results are kept: starfan redo RUN
continues, and ends with the same bytes as a run that was not stopped.

${STACK_HELP}

  starfan cancel run1
  starfan cancel nightly-20261121 --stack starfan-dev`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: stackOptions,
    });
    if (positionals.length > 1) throw new UsageError('give one run: starfan cancel RUN');
    const address = await findRun(positionals[0], values, 'cancel');
    if (address.stack) await stopExecution(address.stack);
    else if (address.folder !== undefined) await interrupt(address.folder);
    else
      throw new UsageError(`${address.label} is in the cloud: starfan cancel NAME --stack STACK`);
    const { stages } = await watchAddress(address)();
    const left = stages.flatMap((stage) =>
      isStep(stage) || !stage.toGo
        ? []
        : [`${count(stage.toGo)} of ${count(stage.total ?? 0)} ${stage.stage}`],
    );
    say(
      `stopped; ${left.length > 0 ? `to go: ${left.join(', ')}` : 'what was left is not yet planned, or one step'}\n  continue  starfan redo ${again(address)}`,
    );
    return 0;
  },
};

const again = ({ stack, label }: RunAddress): string =>
  stack ? `${stack.name} --stack ${stack.stack.name}` : label;

/** How long a process may take to end its workers, in ms. */
const PATIENCE_MS = 60_000;

async function interrupt(folder: string): Promise<void> {
  const owner = await lockOwner(folder);
  if (owner === undefined)
    throw new UsageError(`nobody is at work in ${folder}: there is nothing to stop`);
  process.kill(owner, 'SIGINT');
  for (const end = Date.now() + PATIENCE_MS; (await lockOwner(folder)) === owner; ) {
    if (Date.now() > end)
      throw new Error(`process ${owner} got the signal to stop and is still running`);
    await setTimeout(100);
  }
}

async function stopExecution({ stack, name }: { stack: Stack; name: string }): Promise<void> {
  const last = await stack.lastExecution(name);
  if (last?.status !== 'RUNNING')
    throw new UsageError(
      `run ${name} is not under way (${last?.status.toLowerCase() ?? 'unknown'}): there is nothing to stop`,
    );
  await stack.stop(last.arn);
  while ((await stack.describe(last.arn))?.status === 'RUNNING') await setTimeout(500);
}
