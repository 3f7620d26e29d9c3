import { RunError } from '../../shared/contracts/errors.ts';
import { type Failure, type Item, identityOf } from '../../shared/contracts/lists.ts';
import { HashedMap, textHash } from '../../shared/run/hashed-map.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import type { InputRules } from './allowed-inputs.ts';
import { type BesideFinder, besideFinder } from './beside.ts';
import { nameOf } from './name-items.ts';
import { failedLine, type ResolvedLine, readPlaced } from './read-placed.ts';
import { type ListSurvey, surveyList } from './survey-list.ts';

/** A line of the list, come to its end or on its way. */
export type Read = { item: Item } | { failure: Failure };

/** images whose companions are looked for at the same time */
const LOOKED_FOR_AT_ONCE = 32;

/** How a list is to be read. */
export interface ListOptions {
  /** where relative paths begin on one's own machine; undefined in the cloud */
  folder: string | undefined;
  /** of which buckets and hosts images may be read; any where it is not said */
  isAllowed?: InputRules;
  /** for items that have none of their own */
  blank?: number | undefined;
  /** the one to read, where it was looked at before */
  version?: Head | undefined;
  /**
   * sources are not measured: columns that say where are left out, and an image counts once however
   * many it is measured in
   */
  isMap?: boolean;
}

/**
 * A list that can be read several times, always the same version of it: every line that is not
 * blank and no comment comes out once, as an item or as a failure with its number; but one that is
 * a companion of another line comes out in that one's item. A byte order mark and any of the three
 * line ends are understood. Before the first time the list is read to its end for what only the
 * whole says: lines that belong together, images and names that stand there more than once. Throws
 * ListReplaced where another version stands there by then.
 */
export function openList(
  store: Store,
  url: string,
  {
    folder,
    isAllowed = { bucket: () => true, host: () => true },
    blank,
    version,
    isMap = false,
  }: ListOptions,
): () => AsyncGenerator<Read> {
  let stands: Promise<Head | undefined> | undefined;
  let known: Promise<{ beside: BesideFinder; survey: ListSurvey }> | undefined;
  async function* lines(matters?: (text: string) => boolean) {
    stands ??= version ? Promise.resolve(version) : store.head(url);
    yield* readPlaced(store, { url, version: await stands }, { folder, isAllowed, isMap }, matters);
  }
  async function* placed(matters?: (text: string) => boolean) {
    for await (const read of lines(matters)) if ('uri' in read) yield read;
  }
  const look = async () => {
    const beside = await besideFinder(store, placed, folder !== undefined);
    return { beside, survey: await surveyList(url, placed, (line) => !beside.isTaken(line)) };
  };
  async function* read(): AsyncGenerator<Read> {
    known ??= look();
    const { beside, survey } = await known;
    yield* ahead(itemsOf(lines(), beside, survey, blank), LOOKED_FOR_AT_ONCE, async (read) => {
      if ('failure' in read) return read;
      const companions = [...beside.named(read.item), ...(await beside.find(read.item))];
      return companions.length > 0 ? { item: { ...read.item, companions } } : read;
    });
  }
  return () => unreplaced(url, read());
}

/** Lines with the names of their items, each image once. */
async function* itemsOf(
  lines: AsyncIterable<ResolvedLine | { failure: Failure }>,
  beside: BesideFinder,
  { repeated, shared }: ListSurvey,
  blank: number | undefined,
): AsyncGenerator<Read> {
  const seen = new HashedMap();
  const isShared = (name: string) => shared.size > 0 && shared.has(textHash(name));
  for await (const read of lines) {
    if ('failure' in read) {
      yield read;
      continue;
    }
    const { line, uri, text, ...rest } = read;
    const identity = identityOf(read);
    if (repeated.size > 0 && repeated.has(textHash(identity))) {
      const before = seen.getOrSet(identity, line);
      if (before !== line) {
        const message = `The same image stands on line ${before}: remove one of the two`;
        yield failedLine(line, text, 'DuplicateLine', message);
        continue;
      }
    }
    if (beside.isTaken(read)) continue;
    const blanks = blank === undefined ? {} : { blank };
    yield { item: { line, uri, name: nameOf(read, isShared), ...blanks, ...rest } };
  }
}

/** Throws ListReplaced of a list that is not the one any more whose reading began. */
async function* unreplaced(url: string, reads: AsyncIterable<Read>): AsyncGenerator<Read> {
  try {
    yield* reads;
  } catch (error) {
    const isChanged =
      error instanceof Error && error.name === 'Changed' && 'url' in error && error.url === url;
    if (!isChanged) throw error;
    throw new RunError(
      'ListReplaced',
      `${url} was replaced while it was read: start the run again`,
      { cause: error },
    );
  }
}
