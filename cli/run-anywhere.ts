import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../local/usage-error.ts';
import { keys } from '../shared/contracts/keys.ts';
import type { Machine, RunInput } from '../shared/contracts/run.ts';
import { readInputs } from './inputs.ts';
import { readOption } from './numbers.ts';
import { readConcurrency } from './read-concurrency.ts';
import { runLocally } from './run.ts';
import { stackOptions } from './run-address.ts';

/** What every command that runs a machine over images takes, for parseArgs. */
export const runOptions = {
  ...stackOptions,
  out: { type: 'string', short: 'o' },
  concurrency: { type: 'string' },
  blank: { type: 'string' },
  tolerate: { type: 'string' },
  add: { type: 'boolean', default: false },
  replace: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** What the command line says of where a machine runs, and of any machine. */
export interface RunDestination {
  out?: string | undefined;
  stack?: string | undefined;
  region?: string | undefined;
  concurrency?: string | undefined;
  blank?: string | undefined;
  tolerate?: string | undefined;
  json: boolean;
  /** the folder's run gets the images too */
  add: boolean;
  /** what the folder's run made goes first */
  replace: boolean;
}

/**
 * Runs a machine into a folder of this machine, or on a deployed stack. Answers the exit status.
 * Throws UsageError.
 */
export async function runAnywhere(
  machine: Machine,
  args: string[],
  destination: RunDestination,
  ofMachine: Omit<RunInput, 'list' | 'run'>,
): Promise<number> {
  const { out, stack, region, concurrency: asked, json, add, replace } = destination;
  const blank = readOption('blank', destination.blank, -Number.MAX_VALUE, Number.MAX_VALUE);
  const tolerate = readOption('tolerate', destination.tolerate, 0, 100);
  const input = {
    ...ofMachine,
    ...(blank === undefined ? {} : { blank }),
    ...(tolerate === undefined ? {} : { toleratedFailurePercentage: tolerate }),
  };
  const concurrency = readConcurrency(asked, stack !== undefined);
  if (stack !== undefined) {
    if (add || replace)
      throw new UsageError('--add and --replace are for a folder: leave --stack out');
    if (out !== undefined && existsSync(join(out, keys.request)))
      throw new UsageError(
        `${out} holds a run of this machine: give the report of the stack's another --out`,
      );
    const { runOnStack } = await import('./stack/start-run.ts');
    return runOnStack(machine, await readInputs(args), {
      stack,
      region,
      json,
      out,
      concurrency,
      input,
    });
  }
  if (out === undefined) throw new UsageError('say where the results go: --out DIR');
  const inputs = await readInputs(args);
  return runLocally(machine, inputs, {
    out,
    json,
    replace,
    input: { ...input, add },
    ...(concurrency === undefined ? {} : { concurrency }),
  });
}
