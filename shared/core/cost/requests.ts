import type { StageName } from './work.ts';

/**
 * What the functions ask of S3, and how many requests each has under way. Changing a function means changing it here:
 * `starfan estimate --run` shows both beside a run's records.
 */
export interface Requests {
  /** lines of the list that one task of the stage images takes */
  readonly chunk: number;
  /** requests for the header of an image, and bytes of one of gzip */
  readonly header: number;
  /** requests for an image whose pixels are wanted */
  readonly image: number;
  /** bytes that the first request brings of a gzip file after its beginning; each one more twice as much, up to `most` */
  readonly gzip: { readonly first: number; readonly most: number };
  /** whether all of a gzip file is read for its header */
  readonly wholeGzip: boolean;
  /** per invocation beside its work: plan, parameters, the record looked for; and the record written */
  readonly task: { readonly reads: number; readonly writes: number };
  /** requests to read one tile of a plate */
  readonly tile: number;
  /** how often a tile of a colour band is read for its picture in grey and in colour */
  readonly colourAgain: boolean;
  /** bytes of an object that go up in one request, and of a part of larger ones */
  readonly wholeUpTo: number;
  readonly part: number;
  /** requests under way at the same time; 1 where a stage is not named */
  readonly inFlight: Readonly<Partial<Record<StageName, number>>>;
}

/** The machine as it is. */
export const requestsAsBuilt: Requests = {
  chunk: 500,
  header: 2,
  image: 3,
  gzip: { first: 2 ** 17, most: 2 ** 22 },
  wholeGzip: true,
  task: { reads: 4, writes: 1 },
  tile: 1,
  colourAgain: true,
  wholeUpTo: 2 ** 24,
  part: 2 ** 23,
  // Of a plate's or group's images all HEADs go at once, the others one by one: two of three wait.
  inFlight: { lists: 16, images: 16, plan: 24, overlaps: 1.5, tiles: 1.5 },
};

/** Requests for an object of so many bytes to be put: more than one where it goes up in parts. */
export function putsOf(bytes: number, { wholeUpTo, part }: Requests): number {
  return bytes <= wholeUpTo ? 1 : Math.ceil(bytes / part) + 2;
}

/** Requests to read a gzip file of so many bytes to its end. */
export function gzipReadsOf(bytes: number, { gzip }: Requests): number {
  let [requests, read] = [0, 0];
  for (let step = gzip.first; read < bytes; step = Math.min(2 * step, gzip.most)) {
    read += step;
    requests++;
  }
  return requests;
}
