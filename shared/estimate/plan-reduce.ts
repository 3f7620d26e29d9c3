import { PARTS_AHEAD, putsOfStream, readsOfLines } from './requests.ts';
import { IMAGE_NOTE } from './sky-map-tasks.ts';
import { ledgerBytes, ledgerReads, readsOfBands, type Step, type Whole } from './whole-run.ts';

/** Objects that plan-sky puts at the same time. */
const PUTS_AT_ONCE = 32;
/** Bytes of a line that names a group. */
export const OVERLAP_ITEM = 25;
/** Bytes of a line that names a plate with its seconds. */
export const COSTED_PLATE = 60;

/** The step that reads the headers, and sorts the images by band. */
export const bandsStep = (whole: Whole): Step => {
  const { images, chunks, parts } = whole;
  const ledger = ledgerReads(whole);
  return {
    amounts: { task: 1, image: images, record: chunks },
    // Once: where most images say the same, none is read again.
    reads: 1 + ledger.reads,
    writes: parts + 3,
    rounds: 5 + ledger.rounds + parts / PUTS_AT_ONCE,
    bytesRead: ledgerBytes(whole),
    bytesWritten: images * IMAGE_NOTE,
  };
};

/** The plan of one band; all are taken to have the same. */
export const bandPlanStep = (whole: Whole): Step => {
  const { bands } = whole;
  const [images, pairs, groups, plates, parts, packs] = [
    whole.images / bands,
    whole.pairs / bands,
    whole.groups / bands,
    whole.plates / bands,
    whole.parts / bands,
    whole.packs / bands,
  ];
  return {
    amounts: { task: 1, image: images, pair: pairs, plate: groups + plates },
    reads: 2 + readsOfBands(whole) + parts,
    writes: packs + 4,
    rounds: 8 + parts / PARTS_AHEAD + packs / PUTS_AT_ONCE,
    bytesRead: images * IMAGE_NOTE,
    bytesWritten: pairs * 20 + 4 * images * 30,
  };
};

/** The step that joins the plans of the bands. */
export const joinedPlanStep = (whole: Whole): Step => {
  const { bands, groups, plates } = whole;
  const lines =
    1 +
    bands *
      (readsOfLines((groups / bands) * OVERLAP_ITEM) +
        readsOfLines((plates / bands) * COSTED_PLATE) +
        1);
  return {
    amounts: { task: 1, group: groups + plates },
    reads: 2 + readsOfBands(whole) + bands + lines,
    writes: 3 + putsOfStream(groups * OVERLAP_ITEM),
    rounds: 8 + lines,
    bytesRead: groups * OVERLAP_ITEM + plates * COSTED_PLATE,
    bytesWritten: groups * OVERLAP_ITEM + plates * COSTED_PLATE,
  };
};
