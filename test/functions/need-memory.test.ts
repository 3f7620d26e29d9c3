import { expect, test } from 'vitest';
import { needMemory } from '../../functions/detect-sources/need-memory.ts';

test('what a function cannot hold is refused by the name that sends it to the larger one', () => {
  expect(() => needMemory(2 ** 32, 1769)).toThrow(expect.objectContaining({ name: 'OutOfMemory' }));
  expect(() => needMemory(2 ** 30, 1769)).not.toThrow();
  expect(() => needMemory(2 ** 40, 0)).not.toThrow();
});
