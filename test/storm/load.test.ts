import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { growthOf, type Sample } from './load/growth.ts';

const calm: Sample[] = Array.from({ length: 60 }, (_, i) => ({
  ...{
    lists: 10 * i,
    waiting: 20 * (i % 2),
    memory: 100 + (i % 7),
    memoryOfAll: 500 + 10 * (i % 5),
  },
  ...{ handles: 120 + (i % 9), processes: 5, temporary: i % 2, notes: i % 3, executions: i % 2 },
}));

it('what goes up and down does not grow; what is more with every list does', () => {
  expect(growthOf(calm)).toEqual({});
  const leak = calm.map((sample, i) => ({
    ...sample,
    ...{ memory: 100 + i, handles: 120 + 2 * i, temporary: i, executions: i },
  }));
  expect(Object.keys(growthOf(leak))).toEqual(['memory', 'handles', 'temporary', 'executions']);
});

it('a minute of lists that are dropped every second into starfan local: each ends, nothing grows', () => {
  const script = fileURLToPath(new URL('load.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, '--seconds', '60'],
    { encoding: 'utf8' },
  );
  expect(status, `${stdout.slice(-500)}${stderr.slice(-2000)}`).toBe(0);
});
