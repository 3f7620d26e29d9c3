import { expect, it } from 'vitest';
import { type FlagType, joinFlags } from '../../../shared/core/source-extractor/join-flags.ts';

/**
 * Of one source with these flags in its pixels, in their order; answers of source-extractor 2.25.
 */
const joined = (flags: number[], type: FlagType): [value: number, count: number] => {
  const { values, counts } = joinFlags(
    flags.map(() => 1),
    1,
    Int32Array.from(flags),
    type,
  );
  return [values[0]!, counts[0]!];
};

it.each([
  [[0, 8, 6, 3, 3, 5, 5, 0], { OR: [15, 6], AND: [0, 6], MIN: [3, 2], MAX: [8, 1], MOST: [3, 2] }],
  [[4, 4, 6, 12], { OR: [14, 4], AND: [0, 4], MIN: [4, 2], MAX: [12, 1], MOST: [4, 2] }],
  [[-5, -2, 7, -5], { OR: [-1, 4], MIN: [7, 1], MAX: [-2, 1], MOST: [-5, 2] }],
  [[7, 7, 5, 5, 9, 9], { MOST: [7, 2] }],
  [[0, 0, 0], { OR: [0, 0], AND: [0, 0], MIN: [0, 0], MAX: [0, 0], MOST: [0, 0] }],
] as const)('%j are joined as FLAG_TYPE says', (flags, answers) => {
  for (const [type, answer] of Object.entries(answers))
    expect(joined([...flags], type as FlagType)).toEqual([...answer]);
});

it('pixels of the sky and of sources that are not kept count for none', () => {
  const { values } = joinFlags([0, 1, 2, 3], 2, Int32Array.of(1, 2, 4, 8), 'OR');
  expect([...values]).toEqual([2, 4]);
});
