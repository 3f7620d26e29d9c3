import { UsageError } from '../../local/usage-error.ts';
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
  const { list, run: before = run, maxConcurrency, ...input } = moved(request, run);
  if (before.startsWith('s3:'))
    throw new UsageError(
      `${folder} holds a run of a bucket: starfan redo ${request.execution} --stack NAME, with the addresses that starfan local prints`,
    );
  if (!(await store.head(list)))
    throw new UsageError(`its list ${list} is not there any more: put it back, or start a new run`);
  const workers = concurrency ?? maxConcurrency;
  return runLocally(
    request.machine,
    { list },
    { out: folder, json, input, ...(workers === undefined ? {} : { concurrency: workers }) },
  );
}

/** The input of a run whose folder has got another name: what was in it is there still. */
function moved({ input }: RunRequest, run: string): RunRequest['input'] {
  const { run: before = run, list, config } = input;
  const place = (url: string) => (url.startsWith(before) ? run + url.slice(before.length) : url);
  return {
    ...input,
    list: place(list),
    ...(config === undefined ? {} : { config: place(config) }),
  };
}
