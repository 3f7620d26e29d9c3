import { bytesAt, heldAt, kernels, scratch } from './memory.ts';

/** bytes turned at a time, which stay in the processor's cache */
const AT_ONCE = 2 ** 17;

/**
 * Puts 32-bit words, given as bytes in the machine's order, into `target` as big-endian ones.
 * Answers the sum of the words.
 */
export function putTurned(words: Uint8Array, target: Uint8Array): number {
  const own = heldAt(words);
  const [place = 0] = scratch(AT_ONCE);
  let sum = 0;
  for (let at = 0; at < words.length; at += AT_ONCE) {
    const some = words.subarray(at, at + AT_ONCE);
    if (own === undefined) bytesAt(place, some.length).set(some);
    sum += kernels().turnWords(own === undefined ? place : own + at, some.length / 4, place);
    target.set(bytesAt(place, some.length), at);
  }
  return sum;
}
