import type * as z from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { failureSchema, identityOf, itemSchema } from '../../shared/contracts/lists.ts';
import { type RunRequest, runRequestSchema } from '../../shared/contracts/run.ts';
import { NumberList, SortedNumbers } from '../../shared/core/number-list.ts';
import { HashedMap } from '../../shared/run/hashed-map.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { nameOf } from './name-items.ts';
import type { Read } from './read-list.ts';

/** The command that a run was started with. */
const commandOf = ({ machine, input }: Pick<RunRequest, 'machine' | 'input'>): string =>
  machine !== 'detect-sources'
    ? machine
    : input.positions !== undefined
      ? 'measure'
      : input.completeness !== undefined
        ? 'completeness'
        : 'detect';

async function* linesOf<T>(store: Store, url: string, schema: z.ZodType<T>): AsyncGenerator<T> {
  if (!(await store.head(url))) return;
  yield* readJsonLines(store, url, schema);
}

/** The lines of the run that stands in a place: its items, then its bad lines. */
async function* standingLines(store: Store, run: string): AsyncGenerator<Read> {
  for await (const item of linesOf(store, joinUrl(run, keys.list), itemSchema)) yield { item };
  for await (const failure of linesOf(store, joinUrl(run, keys.badLines), failureSchema))
    yield { failure };
}

/**
 * Keeps two runs in one place apart. Throws OtherRun where a run of another machine stands, and,
 * unless lines are added to it, where images that have not failed stand in its list and not in the
 * one that is asked for: their results would be nobody's.
 */
export async function refuseOther(
  store: Store,
  run: string,
  request: Pick<RunRequest, 'machine' | 'input'>,
  asked: AsyncIterable<Read> | undefined,
): Promise<void> {
  const place = run.startsWith('file://')
    ? decodeURIComponent(run.slice('file://'.length, -1))
    : run;
  const elsewhere =
    'give another folder (out), or the option replace, which first removes what that run made';
  const standing = await standingCommand(store, run);
  if (standing !== undefined && standing !== commandOf(request))
    throw new RunError(
      'OtherRun',
      `${place} holds a run of ${standing}, this is ${commandOf(request)}: ${elsewhere}`,
    );
  if (asked === undefined || !(await store.head(joinUrl(run, keys.list)))) return;
  const named = new HashedMap();
  for await (const read of asked) if ('item' in read) named.getOrSet(identityOf(read.item), 1);
  const failedLines = new NumberList();
  for await (const { line } of linesOf(store, joinUrl(run, keys.failures), failureSchema))
    failedLines.push(line);
  const failed = new SortedNumbers(failedLines.sorted());
  let [all, left] = [0, 0];
  let first = '';
  for await (const read of standingLines(store, run)) {
    if ('failure' in read) continue;
    all++;
    if (named.has(identityOf(read.item)) || failed.has(read.item.line)) continue;
    if (left++ === 0) first = read.item.uri;
  }
  if (left > 0)
    throw new RunError(
      'OtherRun',
      `${place} holds the run of another list: ${left} of its ${all} images are not in this one (${first}${left > 1 ? ', …' : ''}): the option add makes one run of both lists; else ${elsewhere}`,
    );
}

async function standingCommand(store: Store, run: string): Promise<string | undefined> {
  const url = joinUrl(run, keys.request);
  if (!(await store.head(url))) return undefined;
  const request = runRequestSchema.safeParse(
    JSON.parse(new TextDecoder().decode(await store.get(url))),
  );
  return request.data && commandOf(request.data);
}

/**
 * The lines of the run that stands in a place, as they are, and after them those of a list that are
 * new to it, numbered on from the last: so that names, and with them what is done, stay.
 */
export async function* joinedLists(
  store: Store,
  run: string,
  added: AsyncIterable<Read>,
): AsyncGenerator<Read> {
  const [images, bad, names] = [new HashedMap(), new HashedMap(), new HashedMap()];
  const badOf = ({ uri, error }: { uri: string; error: string }) => `${error} ${uri}`;
  let last = 0;
  for await (const read of standingLines(store, run)) {
    const { line } = 'item' in read ? read.item : read.failure;
    last = Math.max(last, line);
    if ('item' in read) {
      images.getOrSet(identityOf(read.item), 1);
      names.getOrSet(read.item.name.toLowerCase(), 1);
    } else bad.getOrSet(badOf(read.failure), 1);
    yield read;
  }
  for await (const read of added) {
    if ('failure' in read) {
      if (!bad.has(badOf(read.failure)))
        yield { failure: { ...read.failure, line: last + read.failure.line } };
    } else if (!images.has(identityOf(read.item))) {
      const { item } = read;
      const isTaken = names.has(item.name.toLowerCase());
      const name = isTaken ? nameOf(item, () => true) : item.name;
      yield { item: { ...item, line: last + item.line, name } };
    }
  }
}
