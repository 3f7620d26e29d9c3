import { sizesOfParts } from '../contracts/report-parts.ts';
import { OVERLAP_ITEM } from './plan-reduce.ts';
import { PARTS_AHEAD, REPORT_LOOKS, readsOfLines, SOCKETS } from './requests.ts';
import { IMAGE_NOTE, PAIR_NOTE, RECORD } from './sky-map-tasks.ts';
import {
  ledgerBytes,
  ledgerReads,
  MATCHED,
  PICTURE_ITEM,
  PLATE_ITEM,
  readsOfBands,
  type Step,
  type Whole,
} from './whole-run.ts';

/** Parts in which the images of a band's worst pairs stand, at most. */
const WORST_NAMED = 40;
/** Bytes of what was summed of a part. */
const SUMS = 2e6;
/** Bytes of a chunk's line. */
const CHUNK_ITEM = 50;

/**
 * Tasks of each stage whose records a report reads, bytes of the line that names one, and pairs
 * that stand in a record.
 */
const tasksOf = ({ groups, pairs, plates, cells }: Whole) =>
  [
    [groups, OVERLAP_ITEM, pairs / Math.max(1, groups)],
    [plates, PLATE_ITEM, 0],
    [cells, PICTURE_ITEM, 0],
  ] as const;

const readsOfItems = (whole: Whole): number =>
  tasksOf(whole).reduce((sum, [tasks, bytes]) => sum + 1 + readsOfLines(tasks * bytes), 0);

/** Whether a run's report is made in parts. */
const isCut = (whole: Whole): boolean =>
  whole.chunks > sizesOfParts.chunks ||
  tasksOf(whole).some(([tasks]) => tasks > sizesOfParts.tasks) ||
  (!whole.mosaics && whole.parts / whole.bands > sizesOfParts.files);

/** The step that says which parts there are. */
export const cutStep = (whole: Whole): Step => {
  const { groups, plates, cells, chunks, mosaics } = whole;
  const lines =
    1 +
    readsOfLines(chunks * CHUNK_ITEM) +
    readsOfItems(whole) +
    (mosaics ? 0 : readsOfBands(whole));
  return {
    amounts: { task: 1, group: groups + plates + cells + chunks },
    reads: lines,
    writes: 1,
    rounds: lines + 2,
    bytesRead: groups * OVERLAP_ITEM + plates * PLATE_ITEM + cells * PICTURE_ITEM,
    bytesWritten: 10_000,
  };
};

/** Some of the same work, as often as there are parts of a size. */
const partsOf = (
  things: number,
  most: number,
  workOf: (share: number, each: number) => Step,
): { count: number; work: Step }[] => {
  const count = Math.ceil(things / most);
  return count === 0 ? [] : [{ count, work: workOf(1 / count, things / count) }];
};

/** The parts of a long run's report: those of its tasks, then those of the sky. */
export function sumsOf(whole: Whole): { count: number; work: Step }[][] {
  if (!isCut(whole)) return [];
  const { images, chunks, mosaics } = whole;
  const ofChunks = partsOf(chunks, sizesOfParts.chunks, (share, each) => ({
    amounts: { task: 1, image: images * share, record: each },
    reads: 1 + 2 * each,
    writes: 1,
    rounds: 3 + (2 * each) / SOCKETS,
    bytesRead: ledgerBytes(whole) * share,
    bytesWritten: SUMS,
  }));
  const ofTasks = tasksOf(whole).flatMap(([tasks, bytes, pairs]) =>
    partsOf(tasks, sizesOfParts.tasks, (_, each) => ({
      amounts: { task: 1, record: each, pair: each * pairs },
      reads: 1 + each,
      writes: 1,
      rounds: 3 + each / SOCKETS,
      bytesRead: each * (4 * RECORD + bytes + pairs * PAIR_NOTE),
      bytesWritten: SUMS,
    })),
  );
  const all = [[...ofChunks, ...ofTasks]];
  return mosaics ? all : [...all, skySums(whole, sizeOf(all.flat()))];
}

const sizeOf = (parts: readonly { count: number }[]): number =>
  parts.reduce((sum, { count }) => sum + count, 0);

/** Of each band its images, when it is known which of them failed, and its seams. */
function skySums(whole: Whole, taskParts: number): { count: number; work: Step }[] {
  const { bands } = whole;
  const [files, pairs] = [whole.parts / bands, whole.pairs / bands];
  const ofImages = partsOf(files, sizesOfParts.files, (share, each) => ({
    amounts: { task: 1 + taskParts, image: (whole.images / bands) * share },
    reads: 5 + taskParts + each,
    writes: 1,
    rounds: 6 + (taskParts + each) / PARTS_AHEAD,
    bytesRead: (whole.images / bands) * share * IMAGE_NOTE + taskParts * SUMS,
    bytesWritten: SUMS,
  }));
  const named = Math.min(files, WORST_NAMED);
  const lines = readsOfLines(pairs * MATCHED);
  const seams: Step = {
    amounts: { task: 1, pair: pairs },
    reads: 2 + lines + named,
    writes: 1,
    rounds: 4 + lines + named,
    bytesRead: pairs * MATCHED + named * 1024 * IMAGE_NOTE,
    bytesWritten: SUMS,
  };
  return [
    ...ofImages.map(({ count, work }) => ({ count: bands * count, work })),
    { count: bands, work: seams },
  ];
}

/** The page, and what it reads itself. */
export const report = (whole: Whole): Step => {
  const { plates, bands, mosaics = 0, products } = whole;
  const surveys = (products.pictures === 'all' ? bands : 0) + (products.colour ? 1 : 0);
  // A survey of no pictures is asked for all the same.
  const previews = 2 * surveys + (products.pictures === 'all' ? 0 : bands);
  const others = REPORT_LOOKS + 1 + 6 + 2 + 2 + 2 + bands + previews + 4;
  const read = isCut(whole) ? sumsRead(whole) : wholeRead(whole);
  const lines = mosaics ? readsOfLines(mosaics * PLATE_ITEM) : readsOfLines(plates * PLATE_ITEM);
  return {
    ...read,
    reads: others + lines + mosaics + read.reads,
    writes: 4,
    rounds: others + lines + mosaics / SOCKETS + read.rounds + 4,
    bytesWritten: 1e6 + (mosaics ? 0 : plates * 20),
  };
};

type Read = Pick<Step, 'amounts' | 'reads' | 'rounds' | 'bytesRead'>;

const sumsRead = (whole: Whole): Read => {
  const parts = sizeOf(sumsOf(whole).flat());
  const amounts = { task: 1 + parts, plate: whole.mosaics ? 0 : whole.plates };
  return { amounts, reads: 1 + parts, rounds: 1 + parts / PARTS_AHEAD, bytesRead: parts * SUMS };
};

/** Of a run that is not cut. */
const wholeRead = (whole: Whole): Read => {
  const { images, pairs, bands, parts, plates, mosaics } = whole;
  const records = tasksOf(whole).reduce((sum, [tasks]) => sum + tasks, 0);
  const ledger = ledgerReads(whole);
  const items = 1 + readsOfItems(whole);
  const own = {
    amounts: { task: 1, image: images, record: records + whole.chunks },
    reads: ledger.reads + items + records,
    rounds: ledger.rounds + items + records / SOCKETS,
    bytesRead: ledgerBytes(whole) + records * 4 * RECORD + pairs * PAIR_NOTE,
  };
  if (mosaics) return own;
  const named = Math.min(parts / bands, WORST_NAMED);
  const pairsOfBand = pairs > 0 ? readsOfLines((pairs / bands) * MATCHED) + named : 1;
  const seams = readsOfBands(whole) + bands * (2 + pairsOfBand);
  return {
    amounts: { ...own.amounts, pair: pairs, plate: plates },
    reads: own.reads + parts + seams,
    rounds: own.rounds + parts / PARTS_AHEAD + seams,
    bytesRead: own.bytesRead + images * IMAGE_NOTE + pairs * MATCHED,
  };
};
