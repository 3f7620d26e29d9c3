import { ROWS_OF_PART, ROWS_OF_VOLUME } from '../contracts/catalogue.ts';
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
  /** whether stars are fitted by the PSF */
  readonly psf?: boolean;
  /** given places that are measured, instead of a catalogue of its sources */
  readonly places?: number;
  /** times that it is searched once more, with artificial stars */
  readonly again?: number;
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
  { putsAtOnce }: Requests,
): TaskWork {
  const sum = (value: (image: Search) => number) =>
    images.reduce((total, image) => total + value(image), 0);
  const reads = sum((image) => 1 + (image.beside ?? 0) + imageReadsOf(image));
  const writes = sum(({ hdus, psf }) => 3 + (psf ? 3 : 2) * hdus);
  const searches = ({ again = 0 }: Search) => 1 + again;
  const stars = sum((one) => (one.psf ? searches(one) * one.sources : 0));
  const rows = ({ sources, places }: Search) => places ?? sources;
  return {
    amounts: {
      image: sum(searches),
      mpix: sum((one) => searches(one) * one.mpix),
      source: sum((one) => searches(one) * one.sources),
      place: sum(({ places = 0 }) => places),
      ...(stars > 0 ? { star: stars, psf: sum(({ psf }) => (psf ? 1 : 0)) } : {}),
      unpacked: sum((one) => one.unpacked),
    },
    reads,
    writes,
    beside: { reads: 1 + images.length, writes: images.length },
    rounds: 1 + 2 * images.length + reads + writes / putsAtOnce,
    bytesRead: sum((one) => one.bytes),
    bytesWritten: sum((one) => RECORD + rows(one) * SOURCE + one.mpix * PICTURE),
  };
}

/** Volumes that a small image's sources lie in or around: some are at a border. */
const VOLUMES_OF_IMAGE = 1.25;

/** The same of an image beside which a volume is small, by the circles around both. */
const volumesOfImage = (image: number, volume: number): number =>
  image > volume
    ? ((Math.PI / 4) * 2 * (Math.sqrt(image) + Math.sqrt(volume)) ** 2) / volume
    : VOLUMES_OF_IMAGE;
/** Bytes of an image in the plan of a volume; plans written at the same time. */
const IN_PLAN = 150;
const PLANS_AHEAD = 16;
/** Thumbnails that a report shows. */
const THUMBNAILS = 200;

/** All that a run of detect-sources searches. */
export interface Searched {
  readonly images: number;
  readonly sources: number;
  readonly hdus: number;
  /** images in S3 whose names say that they have companions */
  readonly namingCompanions: number;
  /** square degrees of an image, and that all lie in */
  readonly areaOfImage: number;
  readonly area: number;
  /** sources are given places, which make no catalogue */
  readonly atPlaces: boolean;
}

/** A step of one invocation. */
const reduce = (stage: StageWork['stage'], work: Omit<TaskWork, 'beside'>): StageWork => ({
  stage,
  kind: 'reduce',
  groups: [{ count: 1, work: { ...work, beside: { reads: 0, writes: 1 } } }],
});

/** The catalogues merged, in volumes if many; `read`: what reading the records takes. */
function catalogueSteps(
  { images, sources, areaOfImage, area }: Searched,
  read: Pick<TaskWork, 'reads' | 'rounds'>,
): StageWork[] {
  const whole = mergeOf(images, sources);
  const volumes = Math.ceil(sources / ROWS_OF_VOLUME);
  const reread = images * volumesOfImage(areaOfImage, area / Math.max(1, volumes));
  return volumes > 1
    ? [
        reduce('catalogue', {
          amounts: { task: 1, record: images },
          reads: read.reads,
          writes: 1 + volumes,
          rounds: read.rounds + 1 + volumes / PLANS_AHEAD,
          bytesRead: images * RECORD,
          bytesWritten: reread * IN_PLAN,
        }),
        volumesOf(volumes, mergeOf(reread / volumes, sources / volumes), sources / images),
      ]
    : [
        reduce('catalogue', {
          amounts: { task: 1, record: images, ...whole.amounts },
          reads: read.reads + whole.reads,
          writes: 2 + whole.writes,
          rounds: read.rounds + whole.rounds + 2,
          bytesRead: whole.bytesRead + images * RECORD,
          bytesWritten: whole.bytesWritten,
        }),
      ];
}

/** The steps around the map: the list; the catalogues merged, in volumes if many; the report. */
export function detectSteps(searched: Searched): {
  lists: StageWork;
  catalogue: StageWork[];
  report: StageWork;
} {
  const { images, hdus, namingCompanions } = searched;
  const sources = searched.atPlaces ? 0 : searched.sources;
  const beside = companionLists(namingCompanions);
  const list = readsOfLines(images * ITEM);
  const thumbnails = Math.min(THUMBNAILS, hdus);
  const read = { reads: 1 + list + images, rounds: list + images / SOCKETS };
  const volumes = Math.ceil(sources / ROWS_OF_VOLUME);
  return {
    lists: reduce('lists', {
      amounts: { task: 1, image: images },
      reads: 1 + 2 * readsOfLines(images * LINE),
      writes: 4 + putsOfStream(images * ITEM) + beside.lists,
      rounds: 6 + 2 * readsOfLines(images * LINE) + beside.rounds,
      bytesRead: 2 * images * LINE,
      bytesWritten: images * ITEM,
    }),
    catalogue: catalogueSteps({ ...searched, sources }, read),
    report: reduce('report', {
      amounts: { task: 1, record: images },
      reads: REPORT_LOOKS + 14 + list + images + thumbnails + (volumes > 1 ? 2 * volumes : 0),
      writes: 4,
      rounds: 18 + list + (images + thumbnails) / SOCKETS,
      bytesRead: images * RECORD,
      bytesWritten: 2e6,
    }),
  };
}

/** Catalogues that are read at the same time. */
const CATALOGUES_AHEAD = 16;

/** Some catalogues merged, each of which is read whole; FITS and regions beside the parts. */
function mergeOf(images: number, sources: number) {
  const files = Math.ceil(sources / ROWS_OF_PART) + 2;
  return {
    reads: images,
    writes: files,
    rounds: images / CATALOGUES_AHEAD + files,
    bytesRead: sources * SOURCE,
    bytesWritten: sources * MERGED,
    amounts: { image: images, source: sources },
  };
}

/**
 * The map over volumes: of each its plan is read, and its images, of so many sources each, are
 * looked for and read whole.
 */
function volumesOf(
  count: number,
  merge: ReturnType<typeof mergeOf>,
  sourcesOfImage: number,
): StageWork {
  const { amounts, reads } = merge;
  const row = amounts.image * sourcesOfImage;
  const work: TaskWork = {
    ...merge,
    amounts: { task: 1, row, ...amounts },
    bytesRead: row * SOURCE,
    reads: 2 * reads,
    rounds: merge.rounds + 2 + reads / SOCKETS,
    beside: { reads: 2, writes: 1 },
  };
  return { stage: 'volumes', kind: 'map', groups: [{ count, work }] };
}
