/**
 * Bytes that matching takes of the process at first, of an image (its row, its planes, the vectors
 * of conjugate gradient) and of a pair (184 of its sums, the rest while it is weighed): no less than
 * the peaks in bench/whole-sky/whole-sky.json, and at most a tenth more.
 */
const PROCESS = 200e6;
const IMAGE = 620;
const PAIR = 265;

/** Bytes at the peak of matching the backgrounds of so many images by so many pairs. */
export const matchingMemory = (images: number, pairs: number): number =>
  PROCESS + IMAGE * images + PAIR * pairs;
