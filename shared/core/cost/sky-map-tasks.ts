import type { TileBytes } from './rates.ts';
import { gzipReadsOf, putsOf, type Requests } from './requests.ts';
import type { Products } from './survey.ts';
import type { ImageUse, TaskWork } from './work.ts';

/*
 * One task of each stage of the machine sky-map, from what it works on. A survey's mean task and the tasks of a plan are
 * both made here.
 */

/** A file of an image. */
export interface ImageFile {
  readonly pixels: number;
  /** as read */
  readonly bytes: number;
  readonly compression: 'none' | 'gzip' | 'tiles';
}

/** Bytes of a header as it is read, from the start of a plain file. */
const HEADER_BYTES = 2 ** 16;
/** Bytes that the record and the plan say of an image, and of a pair. */
const IMAGE_NOTE = 700;
const PAIR_NOTE = 320;
/** Bytes of a record beside its images. */
const RECORD = 1_500;
/** Bytes of a histogram: the bins that have counts. */
const HISTOGRAM = 12_000;

/** The headers of `count` images. */
export function imagesTask(count: number, file: ImageFile, requests: Requests): TaskWork {
  const isWhole = file.compression === 'gzip' && requests.wholeGzip;
  const bytes = isWhole ? file.bytes : Math.min(file.bytes, HEADER_BYTES);
  const reads = requests.header + (isWhole ? gzipReadsOf(file.bytes, requests) : 0);
  return {
    amounts: { image: count, ...(isWhole ? { unpacked: (count * file.bytes) / 1e6 } : {}) },
    reads: requests.task.reads + count * reads,
    writes: requests.task.writes,
    bytesRead: count * bytes,
    bytesWritten: RECORD + count * IMAGE_NOTE,
  };
}

/** An image whose pixels a task wants. */
export function imageUse(
  id: number,
  { pixels, bytes, compression }: ImageFile,
  requests: Requests,
): ImageUse {
  const mpix = pixels / 1e6;
  return {
    id,
    amounts: { image: 1, mpix, ...(compression === 'none' ? {} : { unpacked: bytes / 1e6 }) },
    reads: requests.image + (compression === 'gzip' ? gzipReadsOf(bytes, requests) - 1 : 0),
    bytes,
    held: 4 * pixels,
  };
}

/** Images beside one another, compared. */
export function overlapsTask(images: readonly ImageUse[], pairs: number, requests: Requests): TaskWork {
  return {
    amounts: { task: 1, pair: pairs },
    reads: requests.task.reads,
    writes: requests.task.writes + 1,
    bytesRead: images.length * IMAGE_NOTE,
    bytesWritten: RECORD + images.length * IMAGE_NOTE + pairs * PAIR_NOTE,
    images,
  };
}

/** One band of a plate painted: megapixels painted, and tiles that come of it, parents included. */
export function tilesTask(
  images: readonly ImageUse[],
  painted: number,
  tiles: number,
  { fits }: TileBytes,
  requests: Requests,
): TaskWork {
  const bytes = tiles * fits;
  return {
    amounts: { task: 1, painted, tilePixels: tiles * TILE_MPIX },
    reads: requests.task.reads,
    writes: requests.task.writes + 2 + putsOf(bytes, requests),
    bytesRead: images.length * IMAGE_NOTE,
    bytesWritten: bytes + HISTOGRAM + RECORD + images.length * IMAGE_NOTE,
    images,
  };
}

/** Megapixels of a tile. */
export const TILE_MPIX = 0.512 ** 2;

/** Tiles of one plate. */
export interface PlateTiles {
  /** of all bands, each with its parents in the plate */
  readonly bandTiles: number;
  /** the deepest ones of the three bands of the colour survey, and the colour tiles made of them with parents */
  readonly colourLeaves: number;
  readonly colourTiles: number;
}

/** Pictures of one plate in all its bands and in colour. */
export function picturesTask(
  { bandTiles, colourLeaves, colourTiles }: PlateTiles,
  { colour, pictures, fits }: Products,
  bytes: TileBytes,
  requests: Requests,
): TaskWork {
  const grey = pictures === 'colour' ? 0 : bandTiles;
  const coloured = colour && pictures !== 'bands' ? colourTiles : 0;
  const copies = fits ? bandTiles : 0;
  const leavesAgain = coloured > 0 && (requests.colourAgain || grey === 0) ? colourLeaves : 0;
  const tilesRead = grey + copies + leavesAgain;
  return {
    amounts: { task: 1, grey, colour: coloured, fits: copies },
    reads: requests.task.reads + tilesRead * requests.tile,
    writes: requests.task.writes + grey + coloured + copies,
    bytesRead: tilesRead * bytes.fits,
    bytesWritten: RECORD + grey * bytes.grey + coloured * bytes.colour + copies * bytes.fits,
  };
}

/** Numbers of a whole run that its reduces see. */
export interface Whole {
  readonly images: number;
  readonly chunks: number;
  readonly pairs: number;
  readonly groups: number;
  /** of one band each */
  readonly plates: number;
  /** cells that have a plate in any band */
  readonly cells: number;
  readonly surveys: number;
  /** tasks that have a record */
  readonly records: number;
}

const reduceTask = (
  amounts: TaskWork['amounts'],
  reads: number,
  writes: number,
  bytesRead: number,
  bytesWritten: number,
): TaskWork => ({ amounts: { task: 1, ...amounts }, reads, writes, bytesRead, bytesWritten });

/** The steps between the maps, one invocation each. */
export const reduces = {
  lists: ({ images }: Whole) => reduceTask({ image: images }, 2, 3, images * 100, images * 150),
  plan: ({ images, chunks, groups, plates }: Whole) =>
    reduceTask(
      { image: images, plate: plates },
      chunks + 2,
      groups + plates + 6,
      images * IMAGE_NOTE,
      4 * images * IMAGE_NOTE,
    ),
  background: ({ images, pairs, groups }: Whole) =>
    reduceTask(
      { image: images, pair: pairs },
      2 * groups + 3,
      2,
      images * IMAGE_NOTE + pairs * PAIR_NOTE,
      images * 60 + pairs * 90,
    ),
  stretch: ({ plates, surveys }: Whole) =>
    reduceTask({ plate: plates }, 2 * plates + 3, surveys + 2, plates * HISTOGRAM, surveys * HISTOGRAM),
  hips: ({ plates, cells, chunks, surveys }: Whole, tiles: number, bytes: TileBytes) =>
    // The orders above the plates are a third of their number.
    reduceTask(
      { plate: plates + cells },
      3 * (plates + cells) + surveys * chunks,
      Math.ceil((plates + cells) / 3) + 7 * surveys + Math.ceil(tiles / 1000),
      (plates + cells) * bytes.fits,
      ((plates + cells) / 3) * bytes.grey,
    ),
  report: ({ images, records }: Whole) =>
    reduceTask({ image: images, record: records }, records + 3, 3, records * RECORD, images * 20),
} as const;
