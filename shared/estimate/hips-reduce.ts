import type { TileBytes } from './rates.ts';
import { readsOfLines, SOCKETS } from './requests.ts';
import { RECORD } from './sky-map-tasks.ts';
import { PICTURE_ITEM, readsOfBands, type Step, type Whole } from './whole-run.ts';

/** Tiles that a preview is made of. */
const PREVIEW = 4;
/** Plates, indexes of plates and pictures that build-hips has under way. */
const PLATES_AHEAD = 16;
const INDEXES_AHEAD = 64;
const PICTURES_AHEAD = 16;
/** Ranges of keys that it lists at the same time. */
const LISTS_AT_ONCE = 16;
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
  // The tiles of the sheets are read again.
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
    sheet,
    grey: isPublished ? bands * parentsOf(painted / bands, plateOrder) : 0,
    coloured: colour ? parentsOf(colourCells, plateOrder) : 0,
  };
}

/**
 * The work of build-hips in one of the base cells: the orders above its plates. All are taken to
 * have the same.
 */
export const hipsCell = (whole: Whole, bytes: TileBytes): Step => {
  const { painted, cells, baseCells, products } = whole;
  const made = hipsPictures(whole);
  const { isPublished, hasFits, opened, grey, coloured, topsOfBands, topsOfColour } = made;
  const [items, drawn] = [
    readsOfLines(cells * PICTURE_ITEM),
    ((hasFits ? 2 * grey : grey) + coloured) / baseCells,
  ];
  // Opening a plate is two or three requests one after another.
  const [readsOfPlate, ahead] = isPublished ? [3, PLATES_AHEAD] : [2, INDEXES_AHEAD];
  const [plates, tops] = [opened / baseCells, (topsOfBands + topsOfColour) / baseCells];
  return {
    amounts: {
      task: 1,
      plate: isPublished ? painted / baseCells : 0,
      opened: isPublished ? 0 : plates,
      grey: grey / baseCells,
      colour: (topsOfColour + coloured) / baseCells,
      cell:
        ((isPublished ? whole.bandLeaves : 0) + (products.colour ? whole.leaves : 0)) / baseCells,
      record: cells / baseCells,
    },
    reads: 2 + items + cells / baseCells + readsOfPlate * plates + tops,
    writes: drawn + 1,
    rounds:
      3 +
      items +
      cells / baseCells / SOCKETS +
      (readsOfPlate * plates) / ahead +
      (tops + drawn) / PICTURES_AHEAD,
    bytesRead:
      cells * PICTURE_ITEM +
      plates * (isPublished ? bytes.fits : 3_500) +
      (topsOfBands * bytes.grey + topsOfColour * bytes.colour + cells * 20 * RECORD) / baseCells,
    bytesWritten:
      (grey * bytes.grey + coloured * bytes.colour + (hasFits ? grey * bytes.fits : 0)) / baseCells,
  };
};

/** The work of build-hips that joins the base cells. */
export const hips = (whole: Whole, bytes: TileBytes): Step => {
  const { cells, leaves, bandLeaves, baseCells, products, files, bands } = whole;
  const { isPublished, hasFits, surveys, sheet } = hipsPictures(whole);
  const lines = readsOfLines(cells * PICTURE_ITEM) + readsOfBands(whole);
  const sheets = sheet * (hasFits ? 2 : 1);
  // Before a preview is painted, its tiles are asked for.
  const looks = sheets + 2 * PREVIEW * surveys;
  const puts = surveys * (1 + SURVEY_FILES) + (hasFits ? 3 * bands : 0) + 1;
  // All of hips/, page by page, in ranges of 10,000 tiles: each reads on into the next one.
  const pages = Math.max(1, Math.ceil(files / 1000)) + Math.floor(files / 10_000);
  return {
    amounts: {
      task: 1,
      cell: (isPublished ? bandLeaves : 0) + (products.colour ? leaves : 0),
    },
    reads: 4 + lines + bands + baseCells + looks,
    writes: puts + pages,
    rounds: 6 + lines + looks / PICTURES_AHEAD + 4 * surveys + Math.ceil(pages / LISTS_AT_ONCE),
    bytesRead: sheets * (products.colour ? bytes.colour : bytes.grey) + files * 200,
    bytesWritten: surveys * 2e6,
  };
};
