import { FIRST_READ } from '../core/fits/file.ts';
import { companionLookups } from '../core/planes/beside.ts';

/**
 * What the functions ask of S3, as far as a change of a function would change it; the rest stands
 * with the tasks. Changing a function means changing it here: a test compares both machines'
 * records with it.
 */
export interface Requests {
  /**
   * images of one group, or of one plate, that are under way at the same time, where they are small
   */
  readonly imagesAhead: number;
  /** products of one task that are on their way up */
  readonly putsAtOnce: number;
}

/** The functions as they are. */
export const requestsAsBuilt: Requests = {
  imagesAhead: 8,
  putsAtOnce: 8,
};

/** Requests that the SDK has under way at the same time: its sockets. */
export const SOCKETS = 50;

/** Parts of the plan's images that are read at the same time: shared/run/plan-images. */
export const PARTS_AHEAD = 8;

/** What a report looks at before it writes over it: failures.jsonl, report.html, run.json. */
export const REPORT_LOOKS = 3;

const MI_B = 2 ** 20;

/** Requests for an object of so many bytes to be put: shared/store/parts. */
export const putsOf = (bytes: number): number =>
  bytes <= 96 * MI_B ? 1 : Math.ceil(bytes / (16 * MI_B)) + 2;

/** Requests for lines of so many bytes to be put as they come. */
export const putsOfStream = (bytes: number): number =>
  bytes < 16 * MI_B ? 1 : Math.ceil(bytes / (16 * MI_B)) + 2;

/** Requests to read lines of so many bytes, one after another: shared/store/lines. */
export const readsOfLines = (bytes: number): number => 1 + Math.ceil(bytes / (4 * MI_B));

/** Requests for a small image: shared/run/image-source. */
const WHOLE = 8 * MI_B;

/**
 * Requests to read a gzip file of so many bytes to its end: shared/core/fits/inflater. What lies in
 * its first `held` bytes is not asked for.
 */
export function gzipReadsOf(bytes: number, held = 0): number {
  let [requests, read] = [held < FIRST_READ ? 1 : 0, FIRST_READ];
  for (let step = 128 * 1024; read < bytes; step = Math.min(2 * step, 4 * MI_B)) {
    read += step;
    if (read > held) requests++;
  }
  return requests;
}

/** An image's file, as far as requests for it go. */
export interface FileShape {
  /** as stored */
  readonly size: number;
  readonly compression: 'none' | 'gzip' | 'tiles';
  /** HDUs whose headers are looked at, the first ones that come with the first read not counted */
  readonly headers: number;
  /** HDUs whose pixels are read */
  readonly planes: number;
  /** files beside it that describe its pixels, each as large; absent: none */
  readonly beside?: number;
}

/** Images whose companions start-run looks for at the same time. */
const LOOKED_FOR_AT_ONCE = 32;

/**
 * LISTs with which start-run looks for the companions of so many images in S3 whose names say that
 * they have some, and their rounds.
 */
export function companionLists(namingCompanions: number): { lists: number; rounds: number } {
  const lists = companionLookups(namingCompanions);
  return { lists, rounds: lists / LOOKED_FOR_AT_ONCE };
}

/** GETs of an image whose pixels are wanted. */
export const imageReadsOf = ({
  size,
  compression,
  headers,
  planes,
  beside = 0,
}: FileShape): number =>
  (1 + beside) *
  (size <= WHOLE ? 1 : compression === 'gzip' ? gzipReadsOf(size) : 1 + headers + planes);

/** GETs of an image whose header is wanted, and the bytes that come. */
export function headerReadsOf({ size, compression, headers, beside = 0 }: FileShape): {
  reads: number;
  bytes: number;
} {
  const files = 1 + beside;
  if (compression === 'gzip')
    return {
      reads: files * (size <= WHOLE ? 1 : 1 + gzipReadsOf(size, WHOLE)),
      bytes: files * size,
    };
  return {
    reads: files * (1 + headers),
    bytes: files * Math.min(size, FIRST_READ * (1 + headers / 2)),
  };
}

/** What lies so near to the next range is read along: shared/run/ranges. */
const GAP = 64 * 1024;
const RANGES_AT_ONCE = 8;

/**
 * Requests for some records of one file, each of so many bytes: those far apart need one each.
 * `places` rise.
 */
export function rangeRequests(places: readonly number[], bytes: number): number {
  let ranges = places.length > 0 ? 1 : 0;
  for (let i = 1; i < places.length; i++) {
    if ((places[i]! - places[i - 1]! - 1) * bytes > GAP) ranges++;
  }
  return ranges;
}

/** How often so many ranges are waited for. */
export const roundsOfRanges = (ranges: number): number => Math.ceil(ranges / RANGES_AT_ONCE);
