import { RunError } from '../../shared/contracts/errors.ts';
import { identityOf } from '../../shared/contracts/lists.ts';
import { NumberList, type SortedNumbers } from '../../shared/core/number-list.ts';
import { HashedMap, textHash } from '../../shared/run/hashed-map.ts';
import { type Named, plainName } from './name-items.ts';

/** Items that a Distributed Map reads of a list: Step Functions' own limit. */
const MAX_LINES = 100_000_000;

/** What only the whole of a list says of one of its lines. Holds no line. */
export interface ListSurvey {
  /** hashes of the images that stand in it more than once, and perhaps one of another image */
  repeated: SortedNumbers;
  /** hashes of the names that several images would have */
  shared: SortedNumbers;
}

/**
 * Reads a list to its end: 16 bytes a line. Where an image stands in it more than once it is read
 * once more, because its second line is none that would share its name. Throws BadRequest for more
 * lines than a map reads.
 */
export async function surveyList<Line extends Named>(
  url: string,
  lines: () => AsyncIterable<Line>,
  isImage: (line: Line) => boolean,
): Promise<ListSurvey> {
  const images = new NumberList();
  const names = new NumberList();
  for await (const line of lines()) {
    images.push(textHash(identityOf(line)));
    refuseTooLong(url, images.length);
    if (isImage(line)) names.push(textHash(plainName(line)));
  }
  const repeated = images.repeated();
  if (repeated.size === 0) return { repeated, shared: names.repeated() };
  const seen = new HashedMap();
  const once = new NumberList();
  for await (const line of lines()) {
    const identity = identityOf(line);
    if (repeated.has(textHash(identity))) {
      if (seen.has(identity)) continue;
      seen.getOrSet(identity, 1);
    }
    if (isImage(line)) once.push(textHash(plainName(line)));
  }
  return { repeated, shared: once.repeated() };
}

/** Throws BadRequest where a list has more lines than a Distributed Map reads. */
export function refuseTooLong(url: string, lines: number): void {
  if (lines > MAX_LINES)
    throw new RunError(
      'BadRequest',
      `${url} names more than ${MAX_LINES} images, which is what a map of Step Functions reads: make several lists, and a run of each`,
    );
}
