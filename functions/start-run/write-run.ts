import { RunError } from '../../shared/contracts/errors.ts';
import { keys } from '../../shared/contracts/keys.ts';
import {
  type RunInput,
  type RunRequest,
  type RunState,
  readsHeaders,
  type StartedRun,
} from '../../shared/contracts/run.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { imagesPerChild } from '../../shared/estimate/limits.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { lastWord } from '../../shared/run/last-word.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { chunksOf, splitItems } from './split-items.ts';
import { writeLists } from './write-lists.ts';

/** The input of the machine for any run, before its list is read. */
export type RunStart = Omit<StartedRun, 'items' | 'badLines' | 'batchSize' | 'isFinished'>;

/** Whether an image takes many searches. */
const fitsPsf = ({ psf, completeness }: RunInput): boolean =>
  psf === true || completeness !== undefined;

/** Writes request, lists, parameters and state, in this order. Throws EmptyList. */
export async function writeRun(
  store: Store,
  {
    request,
    started: { run, prefix, toleratedFailurePercentage },
    parametersText,
    readLists,
  }: {
    request: RunRequest;
    started: RunStart;
    parametersText: string;
    readLists: () => Parameters<typeof writeLists>[2];
  },
): Promise<
  Pick<StartedRun, 'items' | 'badLines' | 'batchSize' | 'isFinished'> & Partial<StartedRun>
> {
  const stateUrl = joinUrl(run, keys.run);
  const putState = await lastWord(store, [stateUrl]);
  const { machine, input } = request;
  await store.put(joinUrl(run, keys.request), `${JSON.stringify(request, null, 1)}\n`);
  const written = await runReduce(store, run, 'lists', (counted) =>
    writeLists(counted, run, readLists()),
  );
  const { lengths, badLines } = written;
  if (lengths.length + badLines === 0)
    throw new RunError('EmptyList', `${input.list} names no image: write one URI a line`);
  const chunks = readsHeaders(machine)
    ? [...chunksOf(lengths, input.sky?.bits ?? input.mosaic?.bits)]
    : undefined;
  if (chunks) await store.put(joinUrl(run, skyKeys.chunks), jsonLines(chunks));
  const beginning =
    toleratedFailurePercentage < 100 ? await splitItems(store, run, written, chunks) : undefined;
  await store.put(joinUrl(run, keys.parameters), parametersText);
  // what an earlier verdict said holds no more
  const state: RunState = { state: 'RUNNING', machine };
  await putState(stateUrl, `${JSON.stringify(state)}\n`);
  return {
    ...(beginning === undefined
      ? {}
      : { part: { itemsKey: prefix + keys.beginning, isBeginning: true, items: beginning } }),
    items: lengths.length,
    badLines,
    batchSize:
      input.batchSize ??
      (readsHeaders(machine) ? 1 : imagesPerChild(lengths.length, fitsPsf(input))),
    isFinished: false,
  };
}
