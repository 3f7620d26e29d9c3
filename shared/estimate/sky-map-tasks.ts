import type { TileBytes } from './rates.ts';
import {
  type FileShape,
  headerReadsOf,
  imageReadsOf,
  putsOf,
  type Requests,
  roundsOfRanges,
} from './requests.ts';
import type { Products } from './survey.ts';
import type { ImageUse, TaskWork } from './work.ts';

/*
 * One task of each map of the machine sky-map, from what it works on. A survey's mean task and the
 * tasks of a plan are both made here.
 */

/** A file of an image. */
export interface EstimatedImage extends FileShape {
  readonly pixels: number;
  /** bytes that are read of it for its pixels */
  readonly bytes: number;
}

/** Bytes that the plan says of an image, and its planes, of which tasks read some. */
export const IMAGE_NOTE = 950;
/** bytes of a background plane */
export const PLANE = 24;
/** Bytes of an image in a record: what its header says; its address and ETag. */
export const HEADER_NOTE = 1_100;
const INPUT = 150;
/** Bytes of a record beside its images, and of a product in it. */
export const RECORD = 700;
const PRODUCT = 95;
/** Bytes of a pair's sums. */
export const PAIR_NOTE = 420;
/** Bytes of a histogram: the bins that have counts. */
export const HISTOGRAM = 15_000;

/** The headers of `count` images. */
export function estimateImagesTask(count: number, file: EstimatedImage): TaskWork {
  const header = headerReadsOf(file);
  return {
    amounts: {
      task: 1,
      image: count,
      unpacked: file.compression === 'gzip' ? (count * file.size) / 1e6 : 0,
    },
    reads: count * header.reads,
    writes: 0,
    beside: { reads: 2, writes: 1 },
    rounds: 3 + Math.ceil(count / HEADERS_AT_ONCE) * header.reads,
    bytesRead: count * header.bytes,
    bytesWritten: RECORD + count * (HEADER_NOTE + INPUT),
  };
}

/** Headers that read-images has under way. */
const HEADERS_AT_ONCE = 16;

/** An image whose pixels a task wants that has so many images under way. */
export function imageUse(id: number, file: EstimatedImage, ahead: number): ImageUse {
  const reads = imageReadsOf(file);
  return {
    id,
    amounts: {
      image: 1,
      mpix: file.pixels / 1e6,
      ...(file.compression === 'none' ? {} : { unpacked: file.bytes / 1e6 }),
    },
    reads,
    rounds: reads / ahead,
    bytes: file.bytes,
    held: 4 * file.pixels,
  };
}

/** Images that a task wants, and how many reads of the plan's lines they need. */
export interface TaskImages {
  readonly count: number;
  readonly ranges: number;
  readonly uses?: readonly ImageUse[];
}

/** Images beside one another, compared. */
export function estimateOverlapsTask({ count, ranges, uses }: TaskImages, pairs: number): TaskWork {
  return {
    amounts: { task: 1, pair: pairs },
    reads: 0,
    writes: 0,
    beside: { reads: 2 + ranges, writes: 1 },
    rounds: 3 + roundsOfRanges(ranges),
    bytesRead: count * IMAGE_NOTE,
    bytesWritten: RECORD + count * INPUT + pairs * PAIR_NOTE,
    ...(uses ? { images: uses } : {}),
  };
}

/** One band of a plate. */
export interface EstimatedPlate {
  readonly images: TaskImages;
  /** megapixels painted */
  readonly painted: number;
  /** that come of it, parents included */
  readonly tiles: number;
}

/** One band of a plate painted; its tiles are published at once where FITS is asked for. */
export function estimateTilesTask(
  { images, painted, tiles }: EstimatedPlate,
  products: Products,
  { fits }: TileBytes,
  requests: Requests,
): TaskWork {
  const { count, ranges, uses } = images;
  const bytes = tiles * fits;
  const isPublished = products.fits && products.pictures === 'all';
  const puts = isPublished ? 1 + tiles : putsOf(bytes);
  return {
    amounts: { task: 1, painted, tilePixels: tiles * TILE_MPIX, fits: isPublished ? tiles : 0 },
    reads: 0,
    writes: 2 + puts,
    // Parameters, plan, the plate, its images and their planes, the record.
    beside: { reads: 4 + 2 * ranges, writes: 1, once: 2 },
    rounds: 5 + roundsOfRanges(ranges) + (2 + puts) / requests.putsAtOnce,
    bytesRead: count * (IMAGE_NOTE + PLANE),
    bytesWritten: bytes + HISTOGRAM + 2 * RECORD + count * INPUT,
    ...(uses ? { images: uses } : {}),
  };
}

/** Megapixels of a tile. */
export const TILE_MPIX = 0.512 ** 2;

/** Tiles of one plate. */
export interface PlateTileCounts {
  /** bands that have tiles there */
  readonly bands: number;
  /** of all bands, each with its parents in the plate; and the deepest ones of them alone */
  readonly bandTiles: number;
  readonly bandLeaves: number;
  /**
   * the deepest ones of the three bands of the colour survey, and the colour tiles made of them
   * with parents
   */
  readonly colourLeaves: number;
  readonly colourTiles: number;
  /** reads of the plan's lines for the images of a band */
  readonly ranges: number;
}

/** Pictures of one plate in all its bands and in colour. */
export function estimatePicturesTask(
  { bands, bandTiles, bandLeaves, colourLeaves, colourTiles, ranges }: PlateTileCounts,
  { colour, pictures, fits }: Products,
  bytes: TileBytes,
  { putsAtOnce }: Requests,
): TaskWork {
  const grey = pictures === 'colour' ? 0 : bandTiles;
  const coloured = colour ? colourTiles : 0;
  // Plates are read whole, but where their tiles stand in files of their own.
  const files = fits && grey > 0 ? bandLeaves + (colour ? colourLeaves : 0) : 0;
  const finders = files > 0 ? bands * (2 + ranges) : 0;
  const writes = grey + coloured + (files > 0 ? bandLeaves : 0);
  return {
    amounts: { task: 1, opened: bands, grey, colour: coloured, fits: files },
    // Each band's object is asked for as an input, then as a plate.
    reads: 3 * bands + files + finders,
    writes,
    // Parameters, plan and scales are read once.
    beside: { reads: 4, writes: 1, once: 3 },
    rounds: 6 + 2 * bands + finders + files / TILES_AHEAD + writes / putsAtOnce,
    bytesRead: (files > 0 ? files : bandTiles) * bytes.fits,
    bytesWritten: RECORD + writes * PRODUCT + grey * bytes.grey + coloured * bytes.colour,
  };
}

/** Tiles of a plate that are under way where they stand in files of their own. */
const TILES_AHEAD = 4;
