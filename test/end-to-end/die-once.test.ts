import { beforeAll, describe, expect, it } from 'vitest';
import { patterned, writeFrames } from './sky/frames.ts';
import type { SkyRun } from './sky/machine.ts';
import { mapsFolder } from './sky/maps.ts';

const { at, map } = mapsFolder('die-once');

let images: string[];
beforeAll(() => {
  images = Object.values(writeFrames(at('in'), { a: patterned, b: { ...patterned, ra: 46 } }));
});

const ended = (name: string) => Object.assign(new Error('Runtime exited'), { name });

/** The first calls of these functions end their processes. */
function dying(names: string[], error: string): NonNullable<SkyRun['before']> {
  const left = new Set(names);
  return (name) => {
    if (left.delete(name)) throw ended(error);
  };
}

const functions = {
  'detect-sources': ['start-run', 'detect-sources', 'merge-catalogue', 'write-report'],
  'sky-map': [
    'start-run',
    'read-images',
    'plan-sky',
    'measure-overlaps',
    'match-background',
    'paint-tiles',
    'make-stretch',
    'draw-pictures',
    'build-hips',
    'write-report',
  ],
} as const;

const withLarge = new Set(['detect-sources', 'measure-overlaps', 'paint-tiles', 'draw-pictures']);

/** Not one line may fail. */
const input = { toleratedFailurePercentage: 0 };
const sky = { background: 'plane' };

describe.each(['detect-sources', 'sky-map'] as const)('%s', (machine) => {
  const cases = functions[machine].flatMap((name): [string, string[]][] => [
    [name, [name]],
    ...(withLarge.has(name)
      ? ([[`${name} and ${name}-large`, [name, `${name}-large`]]] as [string, string[]][])
      : []),
  ]);

  it.each(cases)('%s dies once and the run succeeds without a redo', async (_, names) => {
    for (const error of ['Runtime.ExitError', 'Lambda.Unknown']) {
      const { outcome, calls, summary } = await map(images, {
        machine,
        sky,
        input,
        before: dying(names, error),
      });
      for (const name of names)
        expect(calls.filter((one) => one === name).length, name).toBeGreaterThan(0);
      expect([error, outcome]).toEqual([error, expect.objectContaining({ status: 'SUCCEEDED' })]);
      expect(calls).not.toContain('record-failure');
      expect(summary()).toMatchObject({
        state: 'SUCCEEDED',
        lines: 2,
        done: 2,
        failed: 0,
        brokenOff: 0,
      });
    }
  });
});

it('record-failure dies once: the lost line has its record, its neighbour its result', async () => {
  const isFirst = (item: unknown) => JSON.stringify(item).includes('a.fits');
  const once = dying(['record-failure'], 'Runtime.ExitError');
  const { outcome, calls, failures, summary } = await map(images, {
    machine: 'detect-sources',
    input: { toleratedFailurePercentage: 50, batchSize: 2 },
    before: (name, event) => {
      once(name, event);
      if (name.startsWith('detect-sources') && event.Items?.some(isFirst))
        throw ended('Runtime.OutOfMemory');
    },
  });
  expect(calls.filter((name) => name === 'record-failure')).toHaveLength(2);
  expect(failures()).toEqual([expect.objectContaining({ line: 1, error: 'OutOfMemory' })]);
  expect(summary()).toMatchObject({ lines: 2, done: 1, failed: 1 });
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
});
