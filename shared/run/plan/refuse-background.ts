import { RunError } from '../../contracts/errors.ts';
import { matchingMemory, matchingSeconds } from '../../core/background/memory.ts';

/** Memory of match-background and match-background-large, as serverless.yml has them, MiB. */
export const matchingMib = { ordinary: 1769, large: 7076 } as const;
/** Time that either has, seconds. */
export const MATCHING_SECONDS = 900;

const MIB = 2 ** 20;

/** Whether only the function with more memory can match so many images and pairs. */
export const needsLarge = (images: number, pairs: number): boolean =>
  matchingMemory(images, pairs) > matchingMib.ordinary * MIB;

/**
 * Throws BadRequest for more images and pairs than one function can match, before any are compared.
 */
export function refuseBackground(images: number, pairs: number): void {
  const [memory, seconds] = [matchingMemory(images, pairs), matchingSeconds(pairs)];
  const there = matchingMib.large * MIB;
  if (memory <= there && seconds <= MATCHING_SECONDS) return;
  const count = (value: number) => Math.round(value).toLocaleString('en-US');
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new RunError(
    'BadRequest',
    `Matching the backgrounds of ${count(images)} images by ${count(pairs)} overlaps takes ${gigabytes(memory)} of memory and ${count(seconds)} s, and one function has ${gigabytes(there)} and ${MATCHING_SECONDS} s: run each band, or part of the sky, by itself, or leave backgrounds as they are (--background none)`,
  );
}
