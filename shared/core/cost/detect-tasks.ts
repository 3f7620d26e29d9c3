import type { Requests } from './requests.ts';
import type { StageWork, TaskWork } from './work.ts';

/** One image to be searched. */
export interface Search {
  readonly mpix: number;
  readonly sources: number;
  /** bytes of its planes */
  readonly bytes: number;
  /** megabytes that have to be unpacked */
  readonly unpacked: number;
  /** HDUs that are searched, each with its picture and thumbnail */
  readonly hdus: number;
}

/** Requests of an image: HEAD, its headers, its planes. */
const READS = 5;
/** Bytes of a source in its image's catalogue and in the merged one, and of a megapixel of picture and thumbnail. */
const SOURCE = 400;
const PICTURE = 600_000;
const RECORD = 4_000;
/** Records that are asked for at the same time: shared/lambda/ledger. */
const READ_AHEAD = 64;

/** Some images searched by one invocation, a record and products for each. */
export function detectionsTask(images: readonly Search[], requests: Requests): TaskWork {
  const sum = (of: (image: Search) => number) => images.reduce((total, image) => total + of(image), 0);
  const [mpix, sources, bytes] = [sum((one) => one.mpix), sum((one) => one.sources), sum((one) => one.bytes)];
  return {
    amounts: { image: images.length, mpix, source: sources, unpacked: sum((one) => one.unpacked) },
    reads: requests.task.reads + READS * images.length,
    writes: (requests.task.writes + 1) * images.length + 2 * sum((one) => one.hdus),
    bytesRead: bytes,
    bytesWritten: RECORD * images.length + sources * SOURCE + mpix * PICTURE,
  };
}

/** The steps around the map: the list, the catalogues merged, the report. */
export function detectReduces(
  images: number,
  sources: number,
): Record<'lists' | 'catalogue' | 'report', StageWork> {
  const reduce = (stage: StageWork['stage'], work: TaskWork): StageWork => ({
    stage,
    kind: 'reduce',
    inFlight: READ_AHEAD,
    groups: [{ count: 1, work }],
  });
  return {
    lists: reduce('lists', {
      amounts: { task: 1, image: images },
      reads: 2,
      writes: 3,
      bytesRead: images * 100,
      bytesWritten: images * 150,
    }),
    catalogue: reduce('catalogue', {
      amounts: { task: 1, image: images, source: sources },
      reads: 2 * images,
      writes: 1 + Math.ceil((sources * SOURCE) / 2 ** 23),
      bytesRead: sources * SOURCE + images * RECORD,
      bytesWritten: sources * SOURCE,
    }),
    report: reduce('report', {
      amounts: { task: 1, image: images, record: images },
      reads: 2 * images,
      writes: 3,
      bytesRead: images * RECORD,
      bytesWritten: 2e6,
    }),
  };
}
