import type { TileBytes } from './rates.ts';
import { companionLists, putsOfStream, REPORT_LOOKS, readsOfLines, SOCKETS } from './requests.ts';
import { HEADER_NOTE, HISTOGRAM, IMAGE_NOTE, PAIR_NOTE, PLANE, RECORD } from './sky-map-tasks.ts';
import type { Products } from './survey.ts';
import type { StageName, TaskWork } from './work.ts';

/** Numbers of a whole run that its reduces see. */
export interface Whole {
  readonly images: number;
  /** of them those in S3 whose names say that they have companions */
  readonly told: number;
  /** tasks of the stage images */
  readonly chunks: number;
  readonly pairs: number;
  readonly groups: number;
  /** of one band each, those of the colour survey's bands among them, and those that have tiles */
  readonly plates: number;
  readonly colourPlates: number;
  readonly painted: number;
  /** cells that have a plate in any band, and in one of the colour survey's */
  readonly cells: number;
  readonly colourCells: number;
  /** deepest cells of one band, and of all */
  readonly leaves: number;
  readonly bandLeaves: number;
  readonly bands: number;
  /** orders above the plates */
  readonly plateOrder: number;
  /** files that are published */
  readonly files: number;
  readonly products: Products;
}

/**
 * Bytes of a line of the list, as given and as the run has it; of a plate's, a group's and a
 * picture's.
 */
const LINE = 100;
const ITEM = 70;
const PLATE_ITEM = 30;
const PICTURE_ITEM = 45;
const MATCHED = 90;
/** Tiles that a preview is made of. */
const PREVIEW = 4;
/** Plates that build-hips has under way, and objects that plan-sky puts at the same time. */
const PLATES_AHEAD = 16;
const PICTURES_AHEAD = 16;
const PUTS_AT_ONCE = 32;
/** Files of a survey beside its tiles: Moc, properties, metadata, index, preview. */
const SURVEY_FILES = 5;

type Step = Omit<TaskWork, 'beside'>;

/** Reading what read-images found: its chunks, and for each the lines and the record. */
const ledgerReads = ({ chunks }: Whole) => {
  const lines = readsOfLines(chunks * 50);
  return { reads: lines + 2 * chunks, rounds: lines + (2 * chunks) / SOCKETS };
};
const ledgerBytes = ({ images }: Whole): number => images * (HEADER_NOTE + 150 + ITEM);

/** Tiles of all orders above so many plates. */
function parentsOf(plates: number, plateOrder: number): number {
  let [tiles, level] = [0, plates];
  for (let order = plateOrder; order > 0; order--) {
    level = Math.ceil(level / 4);
    tiles += level;
  }
  return tiles;
}

const lists = ({ images, told, chunks }: Whole): Step => {
  const beside = companionLists(told);
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

const hips = (whole: Whole, bytes: TileBytes): Step => {
  const { images, painted, colourPlates, cells, colourCells, leaves, bandLeaves, bands, chunks } =
    whole;
  const { plateOrder, products, files } = whole;
  const { colour, fits } = products;
  const isPublished = products.pictures === 'all';
  const surveys = (isPublished ? bands : 0) + (colour ? 1 : 0);
  const ledger = ledgerReads(whole);
  const items = readsOfLines(cells * PICTURE_ITEM);
  const about = readsOfLines(images * IMAGE_NOTE);
  const opened = isPublished ? painted : colourPlates;
  const topsOfBands = isPublished ? painted : 0;
  const topsOfColour = colour ? colourCells : 0;
  const grey = isPublished ? bands * parentsOf(painted / bands, plateOrder) : 0;
  const coloured = colour ? parentsOf(colourCells, plateOrder) : 0;
  // The tops of the plates and the sheet's tiles are read again as pictures.
  const sheetCells = 12 * 4 ** Math.min(3, plateOrder);
  const sheet =
    (isPublished ? bands * Math.min(painted / bands, sheetCells) : 0) +
    (colour ? Math.min(topsOfColour, sheetCells) : 0);
  const pictures = topsOfBands + topsOfColour + sheet;
  // Before a preview is painted, its tiles are asked for.
  const looks = pictures + 2 * PREVIEW * surveys;
  const pages = Math.ceil(files / 1000);
  // All of hips/ at the end, each survey's tiles and its finder's before its properties are
  // written.
  const lists = Math.max(1, pages) + Math.max(2 * surveys, pages + surveys);
  const drawn = (isPublished && fits ? 2 * grey : grey) + coloured;
  const puts = drawn + surveys * (1 + SURVEY_FILES) + (isPublished && fits ? 3 * bands : 0) + 1;
  return {
    amounts: {
      task: 1,
      plate: isPublished ? painted : 0,
      opened: isPublished ? 0 : opened,
      grey,
      colour: topsOfColour + coloured,
      cell: (isPublished ? bandLeaves : 0) + (colour ? leaves : 0),
      image: 2 * images,
      record: chunks + cells,
    },
    reads: 3 + items + cells + about + (isPublished ? 3 : 2) * opened + ledger.reads + looks,
    writes: puts + lists,
    // Opening a plate is two or three requests one after another; pages come one by one.
    rounds:
      3 +
      items +
      cells / SOCKETS +
      about +
      ((isPublished ? 3 : 2) * opened) / PLATES_AHEAD +
      ledger.rounds +
      (pictures + puts) / PICTURES_AHEAD +
      2 * surveys +
      lists,
    bytesRead:
      (isPublished ? opened * bytes.fits : opened * 3_500) +
      topsOfBands * bytes.grey +
      topsOfColour * bytes.colour +
      ledgerBytes(whole) +
      images * IMAGE_NOTE +
      cells * 20 * RECORD +
      files * 200,
    bytesWritten:
      grey * bytes.grey + coloured * bytes.colour + (isPublished && fits ? grey * bytes.fits : 0),
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

/** The steps between the maps, one invocation each. */
export function skyMapReduce(
  stage: Extract<StageName, 'lists' | 'plan' | 'background' | 'stretch' | 'hips' | 'report'>,
  whole: Whole,
  bytes: TileBytes,
): TaskWork {
  const step = {
    lists: () => lists(whole),
    plan: () => plan(whole),
    background: () => background(whole),
    stretch: () => stretch(whole),
    hips: () => hips(whole, bytes),
    report: () => report(whole),
  }[stage]();
  return { ...step, beside: { reads: 0, writes: 1 } };
}
