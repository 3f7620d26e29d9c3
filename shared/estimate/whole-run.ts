import { readsOfLines, SOCKETS } from './requests.ts';
import { HEADER_NOTE } from './sky-map-tasks.ts';
import type { Products } from './survey.ts';
import type { TaskWork } from './work.ts';

/** Numbers of a whole run that its reduces see. */
export interface Whole {
  readonly images: number;
  /** of them those in S3 whose names say that they have companions */
  readonly namingCompanions: number;
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
  /** of the twelve, those that have a plate */
  readonly baseCells: number;
  /** deepest cells of one band, and of all */
  readonly leaves: number;
  readonly bandLeaves: number;
  readonly bands: number;
  /** objects that the plan's images stand in, and those of its groups and plates */
  readonly parts: number;
  readonly packs: number;
  /** orders above the plates */
  readonly plateOrder: number;
  /** files that are published */
  readonly files: number;
  /** of a run that makes mosaics; absent of a sky map */
  readonly mosaics?: number;
  readonly products: Products;
}

/** Bytes of a line of the list as the run has it. */
export const ITEM = 70;
/** Objects of so many things of one band each, `each` of them to an object. */
export const objectsOf = (things: number, bands: number, each: number): number =>
  bands * Math.ceil(things / bands / each);

/** Reading which bands a plan has. */
export const readsOfBands = ({ bands }: Whole): number => 1 + readsOfLines(bands * 30);

/** Bytes of a picture's line. */
export const PICTURE_ITEM = 45;
/** Bytes of a line that names a plate. */
export const PLATE_ITEM = 30;
/** Bytes of a matched pair's line. */
export const MATCHED = 90;

/** The work of a reduce, but for what every invocation does beside it. */
export type Step = Omit<TaskWork, 'beside'>;

/** Reading what read-images found: its chunks, and for each the lines and the record. */
export const ledgerReads = ({ chunks }: Whole) => {
  const lines = readsOfLines(chunks * 50);
  return { reads: lines + 2 * chunks, rounds: lines + (2 * chunks) / SOCKETS };
};
/** Bytes of the same. */
export const ledgerBytes = ({ images }: Whole): number => images * (HEADER_NOTE + 150 + ITEM);
