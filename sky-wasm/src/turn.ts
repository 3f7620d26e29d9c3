import { bytesAt, kernels, scratch } from './memory.ts';

/** bytes that the kernel may touch behind an end */
const ALIGNED = 16;

/**
 * Puts 32-bit words, given as bytes in the machine's order, into `target` as big-endian ones.
 * Answers the sum of the words.
 */
export function putTurned(words: Uint8Array, target: Uint8Array): number {
  const [place = 0] = scratch(words.length + ALIGNED);
  bytesAt(place, words.length).set(words);
  const sum = kernels().turnWords(place, words.length / 4);
  target.set(bytesAt(place, words.length));
  return sum;
}
