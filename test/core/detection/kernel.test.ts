import { expect, it } from 'vitest';
import { parseKernel } from '../../../shared/core/detection/kernel.ts';

it('a filter of even sides has zeros behind it: its centre is the pixel behind the middle', () => {
  const { width, height, values } = parseKernel('CONV NONORM\n1 2\n3 4\n', 'a.conv');
  expect([width, height]).toEqual([3, 3]);
  expect(values).toEqual([1, 2, 0, 3, 4, 0, 0, 0, 0]);
});

it('commas part numbers, and what is none is told', () => {
  expect(parseKernel('CONV NORM\n1, 2, 1\n', 'a.conv').values).toEqual([0.25, 0.5, 0.25]);
  expect(() => parseKernel('CONV NORM\n1 a 1\n', 'a.conv')).toThrow('a.conv: a is no number');
  expect(() => parseKernel('CONV NORM\n', 'a.conv')).toThrow('0 × 0');
});
