import { seededRandom } from '../../../shared/core/random.ts';
import type { Fault, Schedule } from './faults.ts';
import type { PlayedExecution } from './machine.ts';

const kinds = [
  'killed before',
  'killed after',
  'killed within',
  'frozen',
  'slow',
  'short',
  'stale',
  'twin',
  'no answer',
  '503',
  '412',
  '409',
  'full',
  'denied',
  'clock',
  'twice',
] as const;
/** What is played: the machines, and detect-sources with objects of several images. */
export const plays = ['sky-map', 'detect-sources', 'mosaic', 'match'] as const;
/** One of them. */
export type Play = (typeof plays)[number];
/** Of these the so-many-th write is struck, of others the so-many-th request. */
const ofWrites: readonly Fault['kind'][] = ['frozen', 'twin', '412', '409', 'full'];
const MAX_FAULTS = 5;

/** All in turn. */
export const playOf = (seed: number): Play => plays[seed % plays.length]!;

/**
 * The schedule of a seed: where in a calm run, given by its invocations, something happens. Some
 * deaths come in a row, as retries do.
 */
export function scheduleOf(seed: number, calm: PlayedExecution['requests']): Schedule {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random.uniform() * count);
  const faults = Array.from({ length: 1 + below(MAX_FAULTS) }, (): Fault[] => {
    const first = below(calm.length);
    const kind = kinds[below(kinds.length)]!;
    const { requests, writes } = calm[first]!;
    const request = below(ofWrites.includes(kind) ? writes : requests);
    const row = below(3) === 0 ? 6 : 1;
    return Array.from({ length: row }, (_, i) => ({
      invocation: first + i,
      kind,
      request,
      count: 1 + below(6),
    }));
  });
  const stopAt = below(2) === 0 ? below(calm.length) : undefined;
  return { faults: faults.flat(), stopAt };
}
