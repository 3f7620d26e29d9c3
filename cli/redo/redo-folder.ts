import { redoInput } from '../../local/run-folder/redo-input.ts';
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
  const again = await redoInput({ folder, run, store }, request);
  const { list, run: _, maxConcurrency, ...input } = again;
  const workers = concurrency ?? maxConcurrency;
  return runLocally(
    request.machine,
    { list },
    { out: folder, json, input, ...(workers === undefined ? {} : { concurrency: workers }) },
  );
}
