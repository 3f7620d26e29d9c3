import { UsageError } from '../../local/usage-error.ts';
import type { Machine, RunInput, RunRequest } from '../../shared/contracts/run.ts';
import { runInputSchema } from '../../shared/contracts/run.ts';
import type { RunAddress } from '../run-address.ts';
import { followExecution } from '../stack/follow.ts';
import { executionName, type Stack } from '../stack/stack.ts';

/**
 * Goes on with a run of a stack. What was stopped within the last 14 days is taken up where it was:
 * only the children that did not end are started. Anything else begins anew as an execution of its
 * own into the same prefix, which looks at each record.
 */
export async function redoStack(
  address: RunAddress,
  { stack, name }: { stack: Stack; name: string },
  request: RunRequest | undefined,
  {
    json,
    isWhole,
    concurrency,
  }: { json: boolean; isWhole: boolean; concurrency: number | undefined },
): Promise<number> {
  const executions = await stack.executions(name);
  const last = executions.at(-1);
  const wasStopped = last?.status === 'ABORTED' || last?.status === 'TIMED_OUT';
  if (last && isWhole && wasStopped && last.isRedrivable && concurrency === undefined) {
    await stack.redrive(last.arn);
    return followExecution(address, { stack, name }, last.arn, { json });
  }
  const { machine, input } = request ?? begun(last, address);
  const execution = await stack.start(machine, executionName(name, executions.length), {
    ...input,
    run: address.run,
    ...(concurrency === undefined ? {} : { maxConcurrency: concurrency }),
  });
  return followExecution(address, { stack, name }, execution.arn, { json });
}

/** What an execution was started with that did not come so far as to write it down. */
function begun(
  last: { machine: Machine; input: string } | undefined,
  { label }: RunAddress,
): { machine: Machine; input: RunInput } {
  const input = last && runInputSchema.safeParse(JSON.parse(last.input));
  if (!last || !input?.success)
    throw new UsageError(
      `${label} does not say what it was started with (request.json): start it anew`,
    );
  return { machine: last.machine, input: input.data };
}
