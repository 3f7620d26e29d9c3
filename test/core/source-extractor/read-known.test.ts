import { expect, it } from 'vitest';
import { readKnown } from '../../../shared/core/source-extractor/read-known.ts';

const LIST = '# id x y\n1 10 20 NGC1\n\n2\t11,21 name # here\n';

it('a list of known sources is read by column, words only where nobody looks', () => {
  expect(readKnown(LIST, 'a.list', new Set([1, 2, 3]))).toEqual([
    [1, 10, 20, 0],
    [2, 11, 21, 0],
  ]);
  for (const used of ['all', new Set([4])] as const)
    expect(() => readKnown(LIST, 'a.list', used)).toThrow(/a\.list: line 2: NGC1 is no number/);
});

it('a list of more numbers than a function holds is refused by its line', () => {
  const list = '20 30 1\n'.repeat(400_000);
  expect(readKnown(list, 'a.list', 'all')).toHaveLength(400_000);
  expect(() => readKnown(`${list}20 30 1`, 'a.list', 'all')).toThrow(/line 400001: more than/);
});
