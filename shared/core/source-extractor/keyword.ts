/**
 * How the value of a keyword is read. `count`: how many values it takes; of a list that has no end,
 * Infinity.
 */
export type Keyword = {
  /** what it is, in a few words: `-dd` prints it */
  says: string;
  /** SExtractor 2.25's own default, as it would stand in a file */
  preset: string;
  count: readonly [least: number, most: number];
} & (
  | { kind: 'number' | 'whole'; range: readonly [least: number, most: number] }
  | { kind: 'word'; words: readonly string[] }
  | { kind: 'switch' }
  | { kind: 'text' }
);

/** No number of a configuration is meant to be larger. */
export const LARGE = 1e30;
const one = [1, 1] as const;
/** From one value to so many. */
export const upTo = (most: number) => [1, most] as const;
/** A list of any length. */
export const list = (least: number, most = 1024) => [least, most] as const;

/** Numbers within a range. */
export const number = (
  says: string,
  preset: string,
  range: readonly [number, number],
  count: readonly [number, number] = one,
) => ({ kind: 'number', says, preset, range, count }) as const;
/** Whole numbers; what stands behind the point is dropped. */
export const whole = (
  says: string,
  preset: string,
  range: readonly [number, number],
  count: readonly [number, number] = one,
) => ({ kind: 'whole', says, preset, range, count }) as const;
/** One of some words, in any case. */
export const word = <const Words extends readonly string[]>(
  says: string,
  preset: string,
  words: Words,
  count: readonly [number, number] = one,
) => ({ kind: 'word', says, preset, words, count }) as const;
/** Y or N. */
export const yesNo = (says: string, preset: 'Y' | 'N', count: readonly [number, number] = one) =>
  ({ kind: 'switch', says, preset, count }) as const;
/** Names of files, and header keywords. */
export const text = (says: string, preset: string, count: readonly [number, number] = one) =>
  ({ kind: 'text', says, preset, count }) as const;
