import { RunError } from '../../contracts/errors.ts';
import { matchingMemory } from '../../core/background/memory.ts';

/** Of the function match-background, as serverless.yml has it, MiB. */
export const MATCHING_MEMORY_MIB = 1769;

/**
 * Throws BadRequest for more images and pairs than one function can match, before any are compared.
 */
export function refuseBackground(images: number, pairs: number): void {
  const needed = matchingMemory(images, pairs);
  const there = MATCHING_MEMORY_MIB * 2 ** 20;
  if (needed <= there) return;
  const count = (value: number) => value.toLocaleString('en-US');
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new RunError(
    'BadRequest',
    `Matching the backgrounds of ${count(images)} images by ${count(pairs)} overlaps takes ${gigabytes(needed)} of memory, and its function has ${gigabytes(there)}: run each band, or part of the sky, by itself, or leave backgrounds as they are (--background none)`,
  );
}
