import { putsOf, putsOfStream, type Requests, roundsOfRanges, SOCKETS } from './requests.ts';
import { HISTOGRAM, IMAGE_NOTE, PLANE, RECORD, type TaskImages } from './sky-map-tasks.ts';
import type { TaskWork } from './work.ts';

/*
 * One task of each map of the machine mosaic that a sky map has not, from what it works on.
 */

/** Some pixels of a mosaic. */
export interface MosaicPixels {
  /** megapixels made */
  readonly mpix: number;
  /** of its planes together, as they are written */
  readonly bytes: number;
  readonly isPacked: boolean;
}

/** Bytes of what is known of a strip; of a mosaic's picture and its page. */
const FACTS = 3_000;
const PICTURE = 300_000;
/** Bytes of a strip that are read at a time. */
const PIECE = 4 * 2 ** 20;
/** Planes of a mosaic: SCI, WHT, COV, CTX. */
const PLANES = 4;

/** A strip painted: megapixels of its images that fall on it. */
export function estimateStripsTask(
  { count, ranges, uses }: TaskImages,
  painted: number,
  { mpix, bytes, isPacked }: MosaicPixels,
  requests: Requests,
): TaskWork {
  const puts = putsOf(bytes) + 2;
  return {
    amounts: { task: 1, painted, tilePixels: mpix, packed: isPacked ? mpix : 0 },
    reads: 0,
    writes: puts,
    // Parameters, plan, the mosaic's plan, its images and their planes, the record.
    beside: { reads: 4 + 2 * ranges, writes: 1 },
    rounds: 5 + roundsOfRanges(ranges) + puts / requests.putsAtOnce,
    bytesRead: count * (IMAGE_NOTE + PLANE),
    bytesWritten: bytes + HISTOGRAM + FACTS + RECORD,
    ...(uses ? { images: uses } : {}),
  };
}

/** A mosaic put together of so many strips, with its picture and its page. */
export function estimateMosaicsTask(
  strips: number,
  images: number,
  { mpix, bytes }: MosaicPixels,
): TaskWork {
  // Of each strip: whether it is there, what it is, its planes piece by piece, its small picture.
  const pieces = strips * PLANES * Math.max(1, Math.ceil(bytes / strips / PLANES / PIECE));
  const puts = putsOfStream(bytes);
  return {
    amounts: { task: 1, tilePixels: mpix, image: images },
    reads: 3 * strips + pieces,
    writes: puts + 2,
    beside: { reads: 7, writes: 1 },
    // Planes and facts are read one after another.
    rounds: 9 + Math.ceil(strips / SOCKETS) + 2 * strips + pieces + puts / 4,
    bytesRead: bytes + strips * FACTS + images * (IMAGE_NOTE + PLANE),
    bytesWritten: bytes + PICTURE + RECORD,
  };
}
