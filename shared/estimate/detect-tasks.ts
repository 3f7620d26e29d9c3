import {
  companionLists,
  type FileShape,
  imageReadsOf,
  putsOfStream,
  REPORT_LOOKS,
  type Requests,
  readsOfLines,
  SOCKETS,
} from './requests.ts';
import type { StageWork, TaskWork } from './work.ts';

/** One image to be searched. */
export interface Search extends FileShape {
  readonly mpix: number;
  readonly sources: number;
  /** bytes that are read */
  readonly bytes: number;
  /** megabytes that have to be unpacked */
  readonly unpacked: number;
  /** HDUs that are searched, each with its picture and thumbnail */
  readonly hdus: number;
}

/**
 * Bytes of a source in its image's catalogue and regions, and in the merged one; of a megapixel of
 * picture and thumbnail.
 */
const SOURCE = 400;
const MERGED = 540;
const PICTURE = 600_000;
const RECORD = 4_000;
/** Bytes of an image's line in the list as given, and in the run's own. */
const LINE = 100;
const ITEM = 150;

/** Some images searched by one invocation one after another, a record and products for each. */
export function estimateDetectionsTask(
  images: readonly Search[],
  { heads, putsAtOnce }: Requests,
): TaskWork {
  const sum = (value: (image: Search) => number) =>
    images.reduce((total, image) => total + value(image), 0);
  const reads = sum((image) => (heads ? 1 + (image.beside ?? 0) : 0) + imageReadsOf(image));
  const writes = sum(({ hdus }) => 3 + 2 * hdus);
  return {
    amounts: {
      image: images.length,
      mpix: sum((one) => one.mpix),
      source: sum((one) => one.sources),
      unpacked: sum((one) => one.unpacked),
    },
    reads,
    writes,
    beside: { reads: 1 + images.length, writes: images.length },
    rounds: 1 + 2 * images.length + reads + writes / putsAtOnce,
    bytesRead: sum((one) => one.bytes),
    bytesWritten: sum(({ sources, mpix }) => RECORD + sources * SOURCE + mpix * PICTURE),
  };
}

/** Sources of a part of the merged catalogue, and parts whose rows are one FITS file. */
const PART = 50_000;
const FITS_PARTS = 10;
/** Thumbnails that a report shows. */
const THUMBNAILS = 200;

/** All that a run of detect-sources searches. */
export interface Searched {
  readonly images: number;
  readonly sources: number;
  readonly hdus: number;
  /** images in S3 whose names say that they have companions */
  readonly namingCompanions: number;
}

/** The steps around the map: the list, the catalogues merged, the report. */
export function detectReduces({
  images,
  sources,
  hdus,
  namingCompanions,
}: Searched): Record<'lists' | 'catalogue' | 'report', StageWork> {
  const reduce = (stage: StageWork['stage'], work: Omit<TaskWork, 'beside'>): StageWork => ({
    stage,
    kind: 'reduce',
    groups: [{ count: 1, work: { ...work, beside: { reads: 0, writes: 1 } } }],
  });
  const beside = companionLists(namingCompanions);
  const list = readsOfLines(images * ITEM);
  const parts = Math.ceil(sources / PART);
  // FITS files of several parts, each with regions beside it.
  const files = parts + 2 * Math.ceil(parts / FITS_PARTS);
  const thumbnails = Math.min(THUMBNAILS, hdus);
  // An image's catalogue is read whole.
  const catalogues = images;
  return {
    lists: reduce('lists', {
      amounts: { task: 1, image: images },
      reads: 1 + 2 * readsOfLines(images * LINE),
      writes: 4 + putsOfStream(images * ITEM) + beside.lists,
      rounds: 6 + 2 * readsOfLines(images * LINE) + beside.rounds,
      bytesRead: 2 * images * LINE,
      bytesWritten: images * ITEM,
    }),
    catalogue: reduce('catalogue', {
      amounts: { task: 1, image: images, source: sources },
      reads: 1 + list + images + catalogues,
      writes: 1 + files,
      rounds: list + images / SOCKETS + catalogues / CATALOGUES_AHEAD + 2 + files,
      bytesRead: sources * SOURCE + images * RECORD,
      bytesWritten: sources * MERGED,
    }),
    report: reduce('report', {
      amounts: { task: 1, record: images },
      reads: REPORT_LOOKS + 3 + list + images + thumbnails,
      writes: 4,
      rounds: 9 + list + (images + thumbnails) / SOCKETS,
      bytesRead: images * RECORD,
      bytesWritten: 2e6,
    }),
  };
}

/** Catalogues that merge-catalogue reads at the same time. */
const CATALOGUES_AHEAD = 16;
