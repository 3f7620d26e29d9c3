import { availableParallelism } from 'node:os';
import {
  type FolderRun,
  type FolderRunEnd,
  runInFolder,
} from '../local/run-folder/run-in-folder.ts';
import { UsageError } from '../local/usage-error.ts';
import { runInputSchema } from '../shared/contracts/run.ts';
import { dotted, issueOf } from './parse-parameters.ts';

/** What a machine is given besides its list: the part of a run's input that options say. */
export type MachineInput = FolderRun['input'];

/** A run on this machine, as a program or the command line asks for it. */
export type AskedRun = Omit<FolderRun, 'concurrency' | 'replace'> &
  Partial<Pick<FolderRun, 'concurrency' | 'replace'>>;

/** Tasks at a time on one machine, at most. */
export const MAX_CONCURRENCY = 1000;

const machineInputSchema = runInputSchema.omit({ list: true, run: true });

/** Tasks at a time: as asked for, or one per processor. Throws UsageError. */
export function tasksAtOnce(concurrency = availableParallelism(), nameOf = dotted): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MAX_CONCURRENCY)
    return concurrency;
  const name = nameOf(['concurrency']);
  throw new UsageError(`${name} ${concurrency}: write a whole number from 1 to ${MAX_CONCURRENCY}`);
}

/** Throws UsageError, with the name of the option, for what no machine takes. */
export function checkInput(input: MachineInput, nameOf = dotted): void {
  const { error } = machineInputSchema.safeParse(input);
  if (error) throw new UsageError(issueOf(error, nameOf));
}

/**
 * Runs a machine into a folder, for the functions of the package and for the command alike: limits,
 * defaults and the refusal of another run's folder are here. Throws UsageError, with the name of
 * the option, for what cannot be begun.
 */
export async function runChecked(run: AskedRun, nameOf = dotted): Promise<FolderRunEnd> {
  const { replace = false } = run;
  const { add = false } = run.input;
  const concurrency = tasksAtOnce(run.concurrency, nameOf);
  const [adds, replaces] = [nameOf(['add']), nameOf(['replace'])];
  if (add && replace)
    throw new UsageError(
      `${adds} keeps the run in the folder, ${replaces} removes it: give one of them`,
    );
  const input = { ...run.input, add };
  checkInput(input, nameOf);
  return runInFolder({ ...run, concurrency, replace, input });
}
