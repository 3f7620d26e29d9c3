import { hips, hipsCell } from './hips-reduce.ts';
import type { TileBytes } from './rates.ts';
import { companionLists, putsOfStream, REPORT_LOOKS, readsOfLines, SOCKETS } from './requests.ts';
import { HISTOGRAM, IMAGE_NOTE, PAIR_NOTE, PLANE, RECORD } from './sky-map-tasks.ts';
import {
  ITEM,
  ledgerBytes,
  ledgerReads,
  PICTURE_ITEM,
  type Step,
  type Whole,
} from './whole-run.ts';
import type { StageName, StageWork } from './work.ts';

/** Bytes of a line of the list as given, of a plate's, and of a matched pair's. */
const LINE = 100;
const PLATE_ITEM = 30;
const MATCHED = 90;
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

const plan = (whole: Whole): Step => {
  const { images, chunks, groups, plates, pairs } = whole;
  const ledger = ledgerReads(whole);
  return {
    amounts: { task: 1, image: images, pair: pairs, plate: groups + plates, record: chunks },
    // The ledger is read twice: what most images say decides what each is.
    reads: 1 + 2 * ledger.reads,
    writes: groups + plates + 4 + putsOfStream(images * IMAGE_NOTE),
    rounds: 6 + 2 * ledger.rounds + (groups + plates) / PUTS_AT_ONCE,
    bytesRead: 2 * ledgerBytes(whole),
    bytesWritten: images * IMAGE_NOTE + pairs * 20 + 4 * images * 30,
  };
};

const background = ({ images, pairs, groups }: Whole): Step => {
  const lines = readsOfLines(images * IMAGE_NOTE) + readsOfLines(groups * 15);
  return {
    amounts: { task: 1, image: images, pair: pairs, group: groups },
    reads: 1 + lines + 2 * groups,
    writes: 2 + putsOfStream(pairs * MATCHED),
    rounds: 4 + lines + (2 * groups) / SOCKETS,
    bytesRead: images * (IMAGE_NOTE + 150) + pairs * PAIR_NOTE + groups * RECORD,
    bytesWritten: images * PLANE + pairs * MATCHED,
  };
};

const stretch = ({ plates, bands }: Whole): Step => {
  const lines = readsOfLines(plates * PLATE_ITEM);
  return {
    amounts: { task: 1, plate: plates },
    reads: 2 + lines + 2 * plates,
    writes: bands + 2,
    rounds: 4 + lines + bands + (2 * plates) / SOCKETS,
    bytesRead: plates * (HISTOGRAM + 4 * RECORD),
    bytesWritten: bands * 2 * HISTOGRAM,
  };
};

const report = (whole: Whole): Step => {
  const { images, pairs, groups, plates, cells, bands, products } = whole;
  const records = groups + plates + cells;
  const ledger = ledgerReads(whole);
  const lines = 2 * readsOfLines(images * IMAGE_NOTE) + readsOfLines(plates * PLATE_ITEM);
  const items = [groups * 15, plates * PLATE_ITEM, cells * PICTURE_ITEM].reduce(
    (sum, bytes) => sum + 1 + readsOfLines(bytes),
    0,
  );
  const fixed = 2;
  const seams = 1 + (pairs > 0 ? readsOfLines(pairs * MATCHED) : 1) + fixed;
  const surveys = (products.pictures === 'all' ? bands : 0) + (products.colour ? 1 : 0);
  // A survey of no pictures is asked for all the same.
  const previews = 2 * surveys + (products.pictures === 'all' ? 0 : bands);
  const others = REPORT_LOOKS + 1 + 6 + 2 + 2 + 2 + bands + previews + 1;
  const reads = others + ledger.reads + items + records + lines + seams;
  return {
    amounts: { task: 1, image: 2 * images, pair: pairs, record: records + whole.chunks },
    reads,
    writes: 4,
    rounds: others + ledger.rounds + items + records / SOCKETS + lines + seams + 4,
    bytesRead:
      ledgerBytes(whole) + 2 * images * IMAGE_NOTE + records * 4 * RECORD + pairs * MATCHED,
    bytesWritten: 1e6 + plates * 20,
  };
};

const noMore = { reads: 0, writes: 1 };

/** The steps between the maps, one invocation each. */
export function skyMapReduce(
  stage: Extract<StageName, 'lists' | 'plan' | 'background' | 'stretch' | 'hips' | 'report'>,
  whole: Whole,
  bytes: TileBytes,
): StageWork {
  const step = {
    lists: () => lists(whole),
    plan: () => plan(whole),
    background: () => background(whole),
    stretch: () => stretch(whole),
    hips: () => hips(whole, bytes),
    report: () => report(whole),
  }[stage]();
  return { stage, kind: 'reduce', groups: [{ count: 1, work: { ...step, beside: noMore } }] };
}

/** Those of a few parts that are done before a step joins them. */
export const skyMapParts = (stage: 'hips', whole: Whole, bytes: TileBytes): StageWork => ({
  stage,
  kind: 'parts',
  groups: [{ count: whole.baseCells, work: { ...hipsCell(whole, bytes), beside: noMore } }],
});
