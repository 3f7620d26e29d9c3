import { keys } from '../../shared/contracts/keys.ts';
import { type RunRequest, runRequestSchema } from '../../shared/contracts/run.ts';
import { isSealed } from '../../shared/run/seal.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { Read } from './read-list.ts';

/**
 * How many lines a run has that has been done as it is asked for now, and stands as it was left:
 * the same list line by line, the same parameters, everything that was read or made unchanged.
 * Undefined when there is anything to do.
 */
export async function finishedRun(
  store: Store,
  run: string,
  request: RunRequest,
  parameters: string,
  list: AsyncIterable<Read>,
): Promise<{ items: number; badLines: number } | undefined> {
  const textOf = async (key: string): Promise<string | undefined> => {
    const url = joinUrl(run, key);
    return (await store.head(url)) && new TextDecoder().decode(await store.get(url));
  };
  const [asked, known, state] = await Promise.all(
    [keys.request, keys.parameters, keys.run].map(textOf),
  );
  if (asked === undefined || !state?.includes('"seal"')) return undefined;
  const before = runRequestSchema.safeParse(JSON.parse(asked));
  if (
    !before.success ||
    wanted(before.data) !== wanted(runRequestSchema.parse(request)) ||
    known !== parameters
  )
    return undefined;
  const [items, badLines] = [keys.list, keys.badLines].map((key) => joinUrl(run, key));
  if (!(await store.head(items!)) || !(await store.head(badLines!))) return undefined;
  const counts = await countSame(list, readLines(store, items!), readLines(store, badLines!));
  return counts && (await isSealed(store, run)) ? counts : undefined;
}

/** What of a request decides the results. */
const wanted = ({
  machine,
  input: { maxConcurrency: _, batchSize: __, add: ___, ...input },
}: RunRequest): string => JSON.stringify([machine, input]);

/** How many good and bad lines a list has, if they are those of two files, to their ends. */
async function countSame(
  list: AsyncIterable<Read>,
  items: AsyncIterator<string>,
  badLines: AsyncIterator<string>,
): Promise<{ items: number; badLines: number } | undefined> {
  const counts = { items: 0, badLines: 0 };
  for await (const read of list) {
    const isBad = 'failure' in read;
    counts[isBad ? 'badLines' : 'items']++;
    const { value } = await (isBad ? badLines : items).next();
    if (value !== JSON.stringify(isBad ? read.failure : read.item)) return undefined;
  }
  const ends = await Promise.all([items.next(), badLines.next()]);
  return ends.every(({ done, value }) => done || value === '') ? counts : undefined;
}
