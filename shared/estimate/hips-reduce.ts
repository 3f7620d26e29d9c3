import type { TileBytes } from './rates.ts';
import { readsOfLines, SOCKETS } from './requests.ts';
import { IMAGE_NOTE, RECORD } from './sky-map-tasks.ts';
import { ledgerBytes, ledgerReads, PICTURE_ITEM, type Step, type Whole } from './whole-run.ts';

/** Tiles that a preview is made of. */
const PREVIEW = 4;
/** Plates and pictures that build-hips has under way. */
const PLATES_AHEAD = 16;
const PICTURES_AHEAD = 16;
/** Files of a survey beside its tiles: Moc, properties, metadata, index, preview. */
const SURVEY_FILES = 5;

/** Tiles of all orders above so many plates. */
function parentsOf(plates: number, plateOrder: number): number {
  let [tiles, level] = [0, plates];
  for (let order = plateOrder; order > 0; order--) {
    level = Math.ceil(level / 4);
    tiles += level;
  }
  return tiles;
}

/** What build-hips opens and makes: pictures, plates of one band, surveys. */
function hipsPictures(whole: Whole) {
  const { painted, colourPlates, colourCells, bands, plateOrder, products } = whole;
  const { colour } = products;
  const isPublished = products.pictures === 'all';
  const topsOfBands = isPublished ? painted : 0;
  const topsOfColour = colour ? colourCells : 0;
  // The tops of the plates and the sheet's tiles are read again as pictures.
  const sheetCells = 12 * 4 ** Math.min(3, plateOrder);
  const sheet =
    (isPublished ? bands * Math.min(painted / bands, sheetCells) : 0) +
    (colour ? Math.min(topsOfColour, sheetCells) : 0);
  return {
    isPublished,
    hasFits: isPublished && products.fits,
    surveys: (isPublished ? bands : 0) + (colour ? 1 : 0),
    opened: isPublished ? painted : colourPlates,
    topsOfBands,
    topsOfColour,
    read: topsOfBands + topsOfColour + sheet,
    grey: isPublished ? bands * parentsOf(painted / bands, plateOrder) : 0,
    coloured: colour ? parentsOf(colourCells, plateOrder) : 0,
  };
}

type HipsPictures = ReturnType<typeof hipsPictures>;

/** The work of build-hips. */
export const hips = (whole: Whole, bytes: TileBytes): Step => {
  const { images, painted, cells, leaves, bandLeaves, chunks, products } = whole;
  const made = hipsPictures(whole);
  const { isPublished, opened, grey, coloured } = made;
  return {
    amounts: {
      task: 1,
      plate: isPublished ? painted : 0,
      opened: isPublished ? 0 : opened,
      grey,
      colour: made.topsOfColour + coloured,
      cell: (isPublished ? bandLeaves : 0) + (products.colour ? leaves : 0),
      image: 2 * images,
      record: chunks + cells,
    },
    ...hipsRequests(whole, made),
    bytesRead:
      (isPublished ? opened * bytes.fits : opened * 3_500) +
      made.topsOfBands * bytes.grey +
      made.topsOfColour * bytes.colour +
      ledgerBytes(whole) +
      images * IMAGE_NOTE +
      cells * 20 * RECORD +
      whole.files * 200,
    bytesWritten:
      grey * bytes.grey + coloured * bytes.colour + (made.hasFits ? grey * bytes.fits : 0),
  };
};

function hipsRequests(whole: Whole, made: HipsPictures): Pick<Step, 'reads' | 'writes' | 'rounds'> {
  const { images, cells, bands, files } = whole;
  const { isPublished, hasFits, surveys, opened, grey, coloured } = made;
  const ledger = ledgerReads(whole);
  const items = readsOfLines(cells * PICTURE_ITEM);
  const about = readsOfLines(images * IMAGE_NOTE);
  // Before a preview is painted, its tiles are asked for.
  const looks = made.read + 2 * PREVIEW * surveys;
  const pages = Math.ceil(files / 1000);
  // All of hips/ at the end, each survey's tiles and its finder's before its properties are
  // written.
  const lists = Math.max(1, pages) + Math.max(2 * surveys, pages + surveys);
  const drawn = (hasFits ? 2 * grey : grey) + coloured;
  const puts = drawn + surveys * (1 + SURVEY_FILES) + (hasFits ? 3 * bands : 0) + 1;
  // Opening a plate is two or three requests one after another; pages come one by one.
  const readsOfPlate = isPublished ? 3 : 2;
  return {
    reads: 3 + items + cells + about + readsOfPlate * opened + ledger.reads + looks,
    writes: puts + lists,
    rounds:
      3 +
      items +
      cells / SOCKETS +
      about +
      (readsOfPlate * opened) / PLATES_AHEAD +
      ledger.rounds +
      (made.read + puts) / PICTURES_AHEAD +
      2 * surveys +
      lists,
  };
}
