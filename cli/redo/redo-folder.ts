import { redoWork } from '../../api/redo.ts';
import type { RunRequest } from '../../shared/contracts/run.ts';
import { runLocally } from '../run.ts';
import type { RunAddress } from '../run-address.ts';

/**
 * Runs the machine of a run on this machine again into its folder, as it was asked for the first
 * time.
 */
export async function redoFolder(
  { folder = '', run, store }: RunAddress,
  request: RunRequest,
  { concurrency, json }: { concurrency: number | undefined; json: boolean },
): Promise<number> {
  const work = await redoWork({ folder, run, store }, request);
  const workers = concurrency ?? work.concurrency;
  return runLocally(request.machine, work.inputs, {
    ...{ out: folder, json, input: work.input },
    ...(workers === undefined ? {} : { concurrency: workers }),
  });
}
