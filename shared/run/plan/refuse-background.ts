import { RunError } from '../../contracts/errors.ts';
import { matchingMemory, matchingSeconds } from '../../core/background/memory.ts';
import type { PairList } from '../../core/plan/pairs.ts';
import type { ImageTable } from '../../core/plan/sky-images.ts';

/** Memory of match-background and match-background-large, as serverless.yml has them, MiB. */
export const matchingMib = { ordinary: 1769, large: 7076 } as const;
/** Time that either has, seconds. */
export const MATCHING_SECONDS = 900;

const MIB = 2 ** 20;

/** A band whose backgrounds are to be matched. */
export interface BandToMatch {
  band: string;
  /** only the function with more memory can match its images */
  isLarge: boolean;
}

/**
 * The bands of a plan, each by the function that can match it, before any of its images are
 * compared. Throws BadRequest for more images and pairs than one function can match.
 */
export function bandsToMatch(images: ImageTable, pairs: PairList): BandToMatch[] {
  const bands = new Map<string, { images: number; pairs: number }>();
  for (const [, { band }] of images.entries()) {
    const found = bands.get(band) ?? { images: 0, pairs: 0 };
    bands.set(band, found);
    found.images++;
  }
  for (const [i] of pairs) bands.get(images.at(i).band)!.pairs++;
  return [...bands].map(([band, { images, pairs }]) => {
    refuseBackground(band, images, pairs);
    return { band, isLarge: needsLarge(images, pairs) };
  });
}

/** What a person should know where backgrounds are to be matched, and no two images can be. */
export const apartWarnings = (
  background: string,
  { images, bands, pairs }: { images: number; bands: number; pairs: number },
): string[] =>
  background !== 'none' && images > bands && pairs === 0
    ? ['No two images of a band overlap: no background can be matched, each keeps its own']
    : [];

/** Whether only the function with more memory can match so many images and pairs of a band. */
export const needsLarge = (images: number, pairs: number): boolean =>
  matchingMemory(images, pairs) > matchingMib.ordinary * MIB;

/** Throws BadRequest for more images and pairs of a band than one function can match. */
export function refuseBackground(band: string, images: number, pairs: number): void {
  const [memory, seconds] = [matchingMemory(images, pairs), matchingSeconds(pairs)];
  const there = matchingMib.large * MIB;
  if (memory <= there && seconds <= MATCHING_SECONDS) return;
  const count = (value: number) => Math.round(value).toLocaleString('en-US');
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new RunError(
    'BadRequest',
    `Matching the backgrounds of ${count(images)} images of band ${band} by ${count(pairs)} overlaps takes ${gigabytes(memory)} of memory and ${count(seconds)} s, and one function has ${gigabytes(there)} and ${MATCHING_SECONDS} s: map part of the sky by itself, or leave backgrounds as they are (--background none)`,
  );
}
