import { availableParallelism } from 'node:os';
import type { EngineEvent } from '../local/engine/events.ts';
import {
  type FolderRun,
  type FolderRunEnd,
  runInFolder,
} from '../local/run-folder/run-in-folder.ts';
import { UsageError } from '../local/usage-error.ts';
import { type Machine, runInputSchema } from '../shared/contracts/run.ts';

/** What a machine is given besides its list: the part of a run's input that options say. */
export type MachineInput = FolderRun['input'];

/** Where a machine runs, and who is told of what happens. */
export interface MachineOptions {
  /** folder of the run */
  readonly out: string;
  /** tasks at a time, 1 to 1000; default one per processor */
  readonly concurrency?: number | undefined;
  /** what a run made there is removed first */
  readonly replace?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
  /** before the work: options that differ from those of the run that stands there */
  readonly onChangedOptions?: FolderRun['onChangedOptions'];
  /** what a function has answered; the answer says why the run cannot go on, where it cannot */
  readonly onAnswer?: FolderRun['onAnswer'];
}

/** Tasks at a time on one machine, at most. */
const MAX_CONCURRENCY = 1000;

const machineInputSchema = runInputSchema.omit({ list: true, run: true });

/**
 * Runs a machine into a folder, for the functions of the package and for the command alike. Throws
 * UsageError, with the name of the option, for what cannot be begun.
 */
export async function runChecked(
  machine: Machine,
  inputs: FolderRun['inputs'],
  input: MachineInput,
  options: MachineOptions,
): Promise<FolderRunEnd> {
  const { out, concurrency = availableParallelism(), replace = false, signal } = options;
  if (!(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MAX_CONCURRENCY))
    throw new UsageError(
      `concurrency ${concurrency}: write a whole number from 1 to ${MAX_CONCURRENCY}`,
    );
  if (input.add && replace)
    throw new UsageError('add keeps the run in the folder, replace removes it: give one of them');
  return runInFolder({
    machine,
    inputs,
    out,
    concurrency,
    replace,
    input: checked(input),
    signal,
    onEvent: (event) => options.onEvent?.(event),
    onChangedOptions: (names) => options.onChangedOptions?.(names),
    onAnswer: async (functionName, answer) => options.onAnswer?.(functionName, answer),
  });
}

/** The input, as its schema has it. Throws UsageError with the name of the option. */
function checked(input: MachineInput): MachineInput {
  const { success, error } = machineInputSchema.safeParse(input);
  if (success) return input;
  const [issue] = error.issues;
  throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`);
}
