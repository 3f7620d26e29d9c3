import { beforeEach, expect, it, vi } from 'vitest';
import { untilAnswered } from '../../cli/status/until-answered.ts';
import { UsageError } from '../../local/usage-error.ts';
import { StoreError } from '../../shared/store/errors.ts';

const { waits } = vi.hoisted(() => ({ waits: [] as number[] }));
vi.mock('node:timers/promises', () => ({
  setTimeout: async (pause: number) => void waits.push(pause),
}));

const away = new StoreError('StoreUnavailable', 'socket hang up', 's3://a/b', 'head');
const failing = (times: number, error: Error) => {
  let asked = 0;
  return async () => {
    if (asked++ < times) throw error;
    return asked;
  };
};

beforeEach(() => void waits.splice(0));

it('a look that fails for a while is taken again, later each time', async () => {
  expect(await untilAnswered(failing(5, away))).toBe(6);
  expect(waits).toEqual([2_000, 4_000, 6_000, 8_000, 10_000]);
});

it.each([
  [6, away, 5],
  [1, new UsageError('in which region is the stack?'), 0],
  [1, new StoreError('AccessDenied', 'no', 's3://a/b', 'head'), 0],
])(
  'what fails %i times with %s is thrown after so many waits: %i',
  async (times, error, waited) => {
    await expect(untilAnswered(failing(times, error))).rejects.toBe(error);
    expect(waits).toHaveLength(waited);
  },
);
