import type { RunRequest } from '../../shared/contracts/run.ts';
import type { Store } from '../../shared/store/store.ts';
import { UsageError } from '../usage-error.ts';

/**
 * What the machine of a run in a folder is given to run again, as it was asked for the first time.
 * A folder that has got another name since keeps what was in it. Throws UsageError for a run of a
 * bucket, and where the list is gone.
 */
export async function redoInput(
  { folder, run, store }: { folder: string; run: string; store: Store },
  { input, execution }: RunRequest,
): Promise<RunRequest['input']> {
  const { run: before = run, list, config } = input;
  if (before.startsWith('s3:'))
    throw new UsageError(
      `${folder} holds a run of a bucket: starfan redo ${execution} --stack NAME, with the addresses that starfan local prints`,
    );
  const moved = (url: string) => (url.startsWith(before) ? run + url.slice(before.length) : url);
  if (!(await store.head(moved(list))))
    throw new UsageError(
      `its list ${moved(list)} is not there any more: put it back, or start a new run`,
    );
  return {
    ...input,
    list: moved(list),
    ...(config === undefined ? {} : { config: moved(config) }),
  };
}
