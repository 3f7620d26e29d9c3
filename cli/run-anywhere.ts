import type { Machine, RunInput } from '../shared/contracts/run.ts';
import { UsageError } from './command.ts';
import { readInputs } from './inputs.ts';
import { readCount } from './numbers.ts';
import { runMachine } from './run.ts';

/** What the command line says of where a machine runs. */
export interface Place {
  out?: string | undefined;
  stack?: string | undefined;
  region?: string | undefined;
  concurrency?: string | undefined;
  json: boolean;
}

/** Runs a machine into a folder of this machine, or on a deployed stack. Answers the exit status. Throws UsageError. */
export async function runAnywhere(
  machine: Machine,
  args: string[],
  { out, stack, region, concurrency: asked, json }: Place,
  input: Omit<RunInput, 'list' | 'run'>,
): Promise<number> {
  const concurrency = readCount('concurrency', asked, 1, stack === undefined ? 1000 : 10_000);
  if (stack !== undefined) {
    const { runOnStack } = await import('./stack/start-run.ts');
    return runOnStack(machine, await readInputs(args), { stack, region, json, out, concurrency, input });
  }
  if (out === undefined) throw new UsageError('say where the results go: --out DIR');
  const inputs = await readInputs(args);
  return runMachine(machine, inputs, {
    out,
    json,
    input,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
}
