import { RunError } from '../contracts/errors.ts';
import type { Item } from '../contracts/lists.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import type { Store } from '../store/store.ts';
import { readLedger } from './ledger.ts';
import { readParameters } from './parameters.ts';

type SearchedImage = NonNullable<TaskRecord['detections']>;

/** An image that was searched, of one of the runs that are matched. */
export interface MatchedImage {
  /** prefix of its run */
  run: string;
  item: Item;
  detections: SearchedImage;
  /** its detections in pixels of `FINE_ORDER` */
  fineCells: NonNullable<SearchedImage['fineCells']>;
  /** its number in the match: its line, after those of the runs before */
  image: number;
}

/**
 * The images of a run and of those that are matched with it. Throws BadRequest for runs whose
 * images were searched in different ways, at given places or by an earlier version, or that have an
 * image in common.
 */
export async function* readMatchedRuns(
  store: Store,
  run: string,
  others: readonly string[] = [],
): AsyncGenerator<MatchedImage> {
  const searched = async (one: string) => {
    const { detection, extractor, psf = false, positions } = await readParameters(store, one);
    if (positions && one !== run)
      throw new RunError(
        'BadRequest',
        `${one} was measured at given places, which are its objects: nothing was searched that could be matched. Leave it out`,
      );
    return { detection: { ...detection, psf }, extractor };
  };
  const own = await searched(run);
  const runs = [run, ...others];
  const runOf = new Map<string, number>();
  let before = 0;
  for (const [at, one] of runs.entries()) {
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
      const { fineCells } = record.detections;
      if (!fineCells)
        throw new RunError(
          'BadRequest',
          `${item.name} was searched by an earlier version, whose catalogues cannot be matched: search the images again`,
        );
      const key = `${item.uri} ${item.hdu ?? ''}`;
      const known = runOf.get(key);
      if (known !== undefined && known !== at)
        throw new RunError(
          'BadRequest',
          `${item.uri} is in ${runs[known]} and in ${one}: its detections would count twice. Match one of the runs`,
        );
      runOf.set(key, at);
      const image = before + item.line;
      yield { run: one, item, detections: record.detections, fineCells, image };
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
