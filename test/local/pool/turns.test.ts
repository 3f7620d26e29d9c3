import { expect, it } from 'vitest';
import type { Environment } from '../../../local/pool/environment.ts';
import { takeTurn } from '../../../local/pool/turns.ts';

const job = (functionName: string, since = 0) => ({ functionName, since });
const environment = (functionName: string) => ({ functionName }) as Environment;
const full = { room: false, recycling: 0 };

it('takes the oldest: warm, else new', () => {
  const [a, b] = [environment('a'), environment('b')];
  expect(takeTurn([job('a'), job('b')], { ...full, idle: [b, a] }, 0)).toEqual({ job: job('a'), warm: a });
  expect(takeTurn([job('a')], { ...full, idle: [b], room: true }, 0)).toEqual({
    job: job('a'),
    warm: undefined,
  });
  expect(takeTurn([job('a')], { ...full, idle: [] }, 0)).toBeUndefined();
  expect(takeTurn([], { ...full, idle: [a] }, 0)).toBeUndefined();
});

it('ends an environment that nobody waits for, one for each job without a place', () => {
  const idle = [environment('b'), environment('b')];
  expect(takeTurn([job('a')], { ...full, idle }, 0)).toEqual({ recycle: idle[0] });
  expect(takeTurn([job('a')], { ...full, idle, recycling: 1 }, 0)).toBeUndefined();
  expect(takeTurn([job('a'), job('a')], { ...full, idle, recycling: 1 }, 0)).toEqual({ recycle: idle[0] });
});

it('lets warm environments go on until somebody has waited a second', () => {
  const idle = [environment('b')];
  const queue = [job('a', 0), job('b', 10)];
  expect(takeTurn(queue, { ...full, idle }, 900)).toEqual({ job: queue[1], warm: idle[0] });
  expect(takeTurn(queue, { ...full, idle }, 1100)).toEqual({ recycle: idle[0] });
  expect(takeTurn(queue, { ...full, idle, recycling: 1 }, 1100)).toEqual({ job: queue[1], warm: idle[0] });
});
