import { expect, it } from 'vitest';
import type { ExecutionEnvironment } from '../../../local/pool/environment.ts';
import { takeTurn } from '../../../local/pool/turns.ts';

const job = (functionName: string, since = 0) => ({
  functionName,
  kind: functionName[0]!,
  memorySize: 512,
  since,
});
const environment = (kind: string, ...loaded: string[]) =>
  ({
    kind,
    has: (functionName: string) => loaded.includes(functionName),
    suits: (other: string) => other === kind,
  }) as unknown as ExecutionEnvironment;

it('takes the oldest: warm, else new', () => {
  const [a, b] = [environment('a'), environment('b')];
  expect(takeTurn([job('a'), job('b')], [b, a], 0)).toEqual({ job: job('a'), warm: a });
  expect(takeTurn([job('a')], [b], 0)).toEqual({ job: job('a'), warm: undefined });
  expect(takeTurn([], [a], 0)).toBeUndefined();
});

it('prefers where the function is loaded', () => {
  const [one, two] = [environment('a', 'a1'), environment('a', 'a2')];
  expect(takeTurn([job('a1')], [one, two], 0)?.warm).toBe(one);
  expect(takeTurn([job('a3')], [one, two], 0)?.warm).toBe(two);
});

it('lets warm environments go on until somebody has waited a second', () => {
  const idle = [environment('b')];
  const queue = [job('a', 0), job('b', 10)];
  expect(takeTurn(queue, idle, 900)).toEqual({ job: queue[1], warm: idle[0] });
  expect(takeTurn(queue, idle, 1100)).toEqual({ job: queue[0], warm: undefined });
});

it('passes by where a larger function has left too much', () => {
  const full = {
    ...environment('a', 'a1'),
    suits: (_: string, memorySize: number) => memorySize > 512,
  };
  expect(takeTurn([job('a1')], [full], 0)?.warm).toBeUndefined();
  expect(takeTurn([{ ...job('a1'), memorySize: 1024 }], [full], 0)?.warm).toBe(full);
});
