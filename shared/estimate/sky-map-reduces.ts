import { hips, hipsCell } from './hips-reduce.ts';
import {
  bandPlanStep,
  bandsStep,
  COSTED_PLATE,
  joinedPlanStep,
  OVERLAP_ITEM,
} from './plan-reduce.ts';
import type { TileBytes } from './rates.ts';
import {
  companionLists,
  PARTS_AHEAD,
  putsOfStream,
  REPORT_LOOKS,
  readsOfLines,
  SOCKETS,
} from './requests.ts';
import { HISTOGRAM, IMAGE_NOTE, PAIR_NOTE, PLANE, RECORD } from './sky-map-tasks.ts';
import {
  ITEM,
  ledgerBytes,
  ledgerReads,
  PICTURE_ITEM,
  readsOfBands,
  type Step,
  type Whole,
} from './whole-run.ts';
import type { StageName, StageWork } from './work.ts';

/** Bytes of a line of the list as given, of a plate's, and of a matched pair's. */
const LINE = 100;
const PLATE_ITEM = 30;
const MATCHED = 90;
/** Parts in which the images of a band's worst pairs stand, at most. */
const WORST_NAMED = 40;
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
    reads: 1 + lines + parts + 2 * groups,
    writes: parts + 1 + putsOfStream(pairs * MATCHED),
    rounds: 4 + lines + parts / PARTS_AHEAD + (2 * groups) / SOCKETS + parts / PUTS_AT_ONCE,
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

const report = (whole: Whole): Step => {
  const { images, pairs, groups, plates, cells, bands, parts, products } = whole;
  const records = groups + plates + cells;
  const ledger = ledgerReads(whole);
  const lines = readsOfBands(whole) + readsOfLines(plates * PLATE_ITEM);
  const items = [groups * OVERLAP_ITEM, plates * PLATE_ITEM, cells * PICTURE_ITEM].reduce(
    (sum, bytes) => sum + 1 + readsOfLines(bytes),
    0,
  );
  const named = Math.min(parts / bands, WORST_NAMED);
  const pairsOfBand = pairs > 0 ? readsOfLines((pairs / bands) * MATCHED) + named : 1;
  const seams = readsOfBands(whole) + bands * (2 + pairsOfBand);
  const surveys = (products.pictures === 'all' ? bands : 0) + (products.colour ? 1 : 0);
  // A survey of no pictures is asked for all the same.
  const previews = 2 * surveys + (products.pictures === 'all' ? 0 : bands);
  const others = REPORT_LOOKS + 1 + 6 + 2 + 2 + 2 + bands + previews + 1;
  const reads = others + ledger.reads + items + records + lines + parts + seams;
  return {
    amounts: { task: 1, image: images, pair: pairs, record: records + whole.chunks },
    reads,
    writes: 4,
    rounds:
      others + ledger.rounds + items + records / SOCKETS + lines + parts / PARTS_AHEAD + seams + 4,
    bytesRead: ledgerBytes(whole) + images * IMAGE_NOTE + records * 4 * RECORD + pairs * MATCHED,
    bytesWritten: 1e6 + plates * 20,
  };
};

const noMore = { reads: 0, writes: 1 };

/** The steps between the maps, one invocation each. */
export function skyMapReduce(
  stage: Extract<StageName, 'lists' | 'bands' | 'stretch' | 'hips' | 'report'>,
  whole: Whole,
  bytes: TileBytes,
): StageWork {
  const step = {
    lists: () => lists(whole),
    bands: () => bandsStep(whole),
    stretch: () => stretch(whole),
    hips: () => hips(whole, bytes),
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

/** How sky maps and mosaics are planned: their images sorted by band, each band by itself, and all joined. */
export const planOfBands = (whole: Whole, bytes: TileBytes): StageWork[] => [
  skyMapReduce('bands', whole, bytes),
  skyMapParts('plan', whole, bytes),
  {
    stage: 'plan',
    kind: 'reduce',
    groups: [{ count: 1, work: { ...joinedPlanStep(whole), beside: noMore } }],
  },
];
