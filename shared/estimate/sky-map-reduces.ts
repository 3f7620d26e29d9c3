import { hips, hipsCell } from './hips-reduce.ts';
import {
  bandPlanStep,
  bandsStep,
  COSTED_PLATE,
  joinedPlanStep,
  OVERLAP_ITEM,
} from './plan-reduce.ts';
import type { TileBytes } from './rates.ts';
import { cutStep, report, sumsOf } from './report-reduces.ts';
import { companionLists, PARTS_AHEAD, putsOfStream, readsOfLines, SOCKETS } from './requests.ts';
import { HISTOGRAM, IMAGE_NOTE, PAIR_NOTE, PLANE, RECORD } from './sky-map-tasks.ts';
import { ITEM, MATCHED, PICTURE_ITEM, readsOfBands, type Step, type Whole } from './whole-run.ts';
import type { StageName, StageWork } from './work.ts';

/** Bytes of a line of the list as given. */
const LINE = 100;
/** Objects that plan-sky puts at the same time. */
const PUTS_AT_ONCE = 32;

const lists = ({ images, namingCompanions, chunks }: Whole): Step => {
  const beside = companionLists(namingCompanions);
  const reads = 1 + 2 * readsOfLines(images * LINE); // first for the companions
  const writes = 5 + putsOfStream(images * ITEM) + beside.lists;
  return {
    amounts: { task: 1, image: images },
    reads,
    writes,
    rounds: reads + 6 + beside.rounds,
    bytesRead: 2 * images * LINE,
    bytesWritten: images * ITEM + chunks * 50,
  };
};

/** Of one band; all are taken to have the same. */
const background = (whole: Whole): Step => {
  const { bands } = whole;
  const [images, pairs, groups, parts] = [
    whole.images / bands,
    whole.pairs / bands,
    whole.groups / bands,
    whole.parts / bands,
  ];
  const lines = readsOfBands(whole) + readsOfLines(whole.groups * OVERLAP_ITEM);
  return {
    amounts: { task: 1, image: images, pair: pairs, group: groups },
    reads: 1 + lines + parts + groups,
    writes: parts + 1 + putsOfStream(pairs * MATCHED),
    rounds: 4 + lines + parts / PARTS_AHEAD + groups / SOCKETS + parts / PUTS_AT_ONCE,
    bytesRead: images * (IMAGE_NOTE + 150) + pairs * PAIR_NOTE + groups * RECORD,
    bytesWritten: images * PLANE + pairs * MATCHED,
  };
};

/** The histograms of one band. */
const bandSum = (whole: Whole): Step => {
  const plates = whole.plates / whole.bands;
  const lines = readsOfLines(plates * COSTED_PLATE);
  return {
    amounts: { task: 1, plate: plates },
    reads: lines + 2 * plates,
    writes: 2,
    rounds: 3 + lines + (2 * plates) / SOCKETS,
    bytesRead: plates * (HISTOGRAM + 4 * RECORD),
    bytesWritten: 2 * HISTOGRAM,
  };
};

/** The scales of all bands, and the items of the pictures. */
const stretch = ({ cells, bands }: Whole): Step => ({
  amounts: { task: 1 },
  reads: 2 + 2 * bands,
  writes: 1 + putsOfStream(cells * PICTURE_ITEM),
  rounds: 4 + 2 * bands,
  bytesRead: bands * 2 * HISTOGRAM,
  bytesWritten: cells * PICTURE_ITEM,
});

const noMore = { reads: 0, writes: 1 };

/** The steps between the maps, one invocation each. */
export function skyMapReduce(
  stage: Extract<StageName, 'lists' | 'bands' | 'stretch' | 'hips' | 'sums' | 'report'>,
  whole: Whole,
  bytes: TileBytes,
): StageWork {
  const step = {
    lists: () => lists(whole),
    bands: () => bandsStep(whole),
    stretch: () => stretch(whole),
    hips: () => hips(whole, bytes),
    sums: () => cutStep(whole),
    report: () => report(whole),
  }[stage]();
  return { stage, kind: 'reduce', groups: [{ count: 1, work: { ...step, beside: noMore } }] };
}

/** Those of a few parts: of bands, or of base cells before a step joins them. */
export function skyMapParts(
  stage: Extract<StageName, 'plan' | 'background' | 'stretch' | 'hips'>,
  whole: Whole,
  bytes: TileBytes,
): StageWork {
  const [count, step] = {
    plan: () => [whole.bands, bandPlanStep(whole)] as const,
    background: () => [whole.bands, background(whole)] as const,
    stretch: () => [whole.bands, bandSum(whole)] as const,
    hips: () => [whole.baseCells, hipsCell(whole, bytes)] as const,
  }[stage]();
  return { stage, kind: 'parts', groups: [{ count, work: { ...step, beside: noMore } }] };
}

/** How a run is reported: cut into parts, where it is long, each summed, and all joined. */
export const reportOf = (whole: Whole, bytes: TileBytes): StageWork[] => [
  skyMapReduce('sums', whole, bytes),
  ...sumsOf(whole).map(
    (groups): StageWork => ({
      ...{ stage: 'sums', kind: 'parts' },
      groups: groups.map(({ count, work }) => ({ count, work: { ...work, beside: noMore } })),
    }),
  ),
  skyMapReduce('report', whole, bytes),
];

/**
 * How sky maps and mosaics are planned: their images sorted by band, each band by itself, and all
 * joined.
 */
export const planOfBands = (whole: Whole, bytes: TileBytes): StageWork[] => [
  skyMapReduce('bands', whole, bytes),
  skyMapParts('plan', whole, bytes),
  {
    stage: 'plan',
    kind: 'reduce',
    groups: [{ count: 1, work: { ...joinedPlanStep(whole), beside: noMore } }],
  },
];
