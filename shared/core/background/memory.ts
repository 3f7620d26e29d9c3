/**
 * Bytes that matching takes of the process at first, of an image (its row, its planes, the vectors
 * of conjugate gradient) and of a pair (184 of its sums, the rest while it is weighed): no less
 * than the peaks in bench/whole-sky/whole-sky.json, and at most a fifth more.
 */
const PROCESS = 200e6;
const IMAGE = 620;
const PAIR = 265;

/** Seconds of a pair, reading and writing included, one pair in a hundred wrong: the same bench. */
const SECONDS_OF_PAIR = 80e-6;

/** Seconds of one core that matching by so many pairs takes. */
export const matchingSeconds = (pairs: number): number => SECONDS_OF_PAIR * pairs;

/** Bytes at the peak of matching the backgrounds of so many images by so many pairs. */
export const matchingMemory = (images: number, pairs: number): number =>
  PROCESS + IMAGE * images + PAIR * pairs;
