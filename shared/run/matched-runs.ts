import { RunError } from '../contracts/errors.ts';
import type { Item } from '../contracts/lists.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import type { Store } from '../store/store.ts';
import { readLedger } from './ledger.ts';
import { readParameters } from './parameters.ts';

/** An image that was searched, of one of the runs that are matched. */
export interface MatchedImage {
  /** prefix of its run */
  run: string;
  item: Item;
  detections: NonNullable<TaskRecord['detections']>;
  /** its number in the match: its line, after those of the runs before */
  image: number;
}

/**
 * The images of a run and of those that are matched with it. Throws BadRequest for runs whose
 * images were searched in different ways, or that have an image in common.
 */
export async function* readMatchedRuns(
  store: Store,
  run: string,
  others: readonly string[] = [],
): AsyncGenerator<MatchedImage> {
  const searched = async (one: string) => {
    const { detection, extractor, psf = false } = await readParameters(store, one);
    return { detection: { ...detection, psf }, extractor };
  };
  const own = await searched(run);
  const runOf = new Map<string, string>();
  let before = 0;
  for (const one of [run, ...others]) {
    const differing = differences(own, await searched(one));
    if (differing.length > 0)
      throw new RunError(
        'BadRequest',
        `${one} and ${run} were searched with different parameters (${differing.join(', ')}): their detections are not alike. Search the images of both in one run`,
      );
    let last = before;
    for await (const { item, record } of readLedger(store, one, 'detections')) {
      last = Math.max(last, before + item.line);
      if (record?.state !== 'done' || !record.detections) continue;
      const key = `${item.uri} ${item.hdu ?? ''}`;
      const known = runOf.get(key);
      if (known !== undefined && known !== one)
        throw new RunError(
          'BadRequest',
          `${item.uri} is in ${known} and in ${one}: its detections would count twice. Match one of the runs`,
        );
      runOf.set(key, one);
      yield { run: one, item, detections: record.detections, image: before + item.line };
    }
    before = last;
  }
}

/** Keywords that differ. */
function differences(
  a: { detection: object; extractor: object | undefined },
  b: { detection: object; extractor: object | undefined },
): string[] {
  if (JSON.stringify(a.extractor) !== JSON.stringify(b.extractor)) return ['the configuration'];
  if (a.extractor) return [];
  const [one, other] = [new Map(Object.entries(a.detection)), new Map(Object.entries(b.detection))];
  return [...one.keys()].filter(
    (key) => JSON.stringify(one.get(key)) !== JSON.stringify(other.get(key)),
  );
}
