import { expect, it } from 'vitest';
import { plannedOf } from '../../cli/planned.ts';
import { groupWarnings } from '../../shared/pages/status/warnings.ts';

const plan = {
  order: 9,
  plateOrder: 6,
  width: 512,
  frame: 'equatorial',
  bands: ['K'],
  images: 3,
  pairs: 2,
  plates: 4,
  seconds: 8,
  bytes: 4e9,
  warnings: ['2 of 3 images are coarse'],
};

it('a plan says what it takes and what it warns of; what does not fit is refused', () => {
  const planned = plannedOf('plan-sky', plan, { free: 5e9, cores: 2 });
  expect(planned?.lines).toEqual([
    '  order 9: 4 plates of 3 images, about 4.00 s to paint and 4.00 GB of tiles; 5.00 GB are free',
    '  warning: 2 of 3 images are coarse',
  ]);
  expect(planned?.refusal).toBeUndefined();
  expect(plannedOf('plan-sky', plan, { free: 3e9, cores: 2 })?.refusal).toMatch(
    /need 4.00 GB and 3.00 GB are free/,
  );
  expect(plannedOf('start-run', plan, { free: 0, cores: 2 })).toBeUndefined();
});

it('warnings are of one kind where only numbers and names differ', () => {
  const tasks = [
    ["12 pixels of 'a' are bad"],
    ["7 pixels of 'b' are bad", 'No magnitudes'],
    ['No magnitudes'],
    ["3 pixels of 'c' are bad"],
  ];
  expect(groupWarnings(tasks.map((texts) => ({ texts })))).toEqual([
    { tasks: 3, example: "12 pixels of 'a' are bad" },
    { tasks: 2, example: 'No magnitudes' },
  ]);
});
