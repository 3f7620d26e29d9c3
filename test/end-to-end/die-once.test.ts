import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../shared/contracts/keys.ts';
import type { Machine } from '../../shared/contracts/run.ts';
import { withSmallVolumes } from '../functions/small-volumes.ts';
import { starred, writeFrames } from './sky/frames.ts';
import { definitionOf, type SkyRun, substitutions } from './sky/machine.ts';
import { mapsFolder } from './sky/maps.ts';

const { at, map } = mapsFolder('die-once');

let images: string[];
beforeAll(() => {
  images = Object.values(writeFrames(at('in'), { a: starred, b: { ...starred, ra: 45.2 } }));
  writeFileSync(at('in', 'stars.csv'), 'id,ra,dec\nfirst,45,40\nsecond,45.1,40.1\n');
});

const ended = (name: string) => Object.assign(new Error('Runtime exited'), { name });

/**
 * The first calls of these functions end their processes. Merged catalogues are cut into small
 * volumes.
 */
function dying(names: string[], error: string): NonNullable<SkyRun['before']> {
  const left = new Set(names);
  return (name, { run }) => {
    if (left.delete(name)) throw ended(error);
    if (name !== 'merge-catalogue') return;
    const parameters = new URL(keys.parameters, run as string);
    writeFileSync(parameters, withSmallVolumes(readFileSync(parameters, 'utf8')));
  };
}

/** All functions that a machine names. */
function functionsOf(machine: Machine): string[] {
  const named = JSON.stringify(definitionOf(machine)).matchAll(/\$\{(\w+FunctionArn)\}/g);
  return [...new Set([...named].map(([, key]) => substitutions[key!]!))];
}

/** Not one line may fail. */
const none = { toleratedFailurePercentage: 0 };
const positions = () => ({ positions: pathToFileURL(at('in', 'stars.csv')).href });
const stars = () => ({
  zeropoint: 25,
  match: 1,
  completeness: { magnitudes: { from: 18, to: 18.5, step: 0.5 } },
});
const kinds: [name: string, machine: Machine, input: () => Partial<SkyRun>['input']][] = [
  ['detect-sources, with artificial stars, matched', 'detect-sources', stars],
  ['detect-sources at given places', 'detect-sources', positions],
  ['sky-map', 'sky-map', () => ({})],
  ['mosaic', 'mosaic', () => ({ mosaic: {} })],
];

/** For plans of very many images; it is no second try of match-background. */
const FOR_MANY_IMAGES = 'match-background-large';

describe.each(kinds)('%s', (_name, machine, input) => {
  const run = (before?: SkyRun['before']) =>
    map(images, { machine, sky: { background: 'plane' }, input: { ...none, ...input() }, before });
  const called = functionsOf(machine).filter(
    (name) =>
      !name.endsWith('-large') &&
      name !== 'record-failure' &&
      // what is measured at given places has no merged catalogue
      !(name === 'merge-volumes' && input === positions),
  );
  const cases = called.flatMap((name) => {
    const large = `${name}-large`;
    const isSecondTry = functionsOf(machine).includes(large) && large !== FOR_MANY_IMAGES;
    return isSecondTry ? [[name], [name, large]] : [[name]];
  });
  cases.push(called);

  it.each(cases.map((names) => [names.join(' and '), names] as const))(
    '%s dies once and the run succeeds without a redo',
    async (_, names) => {
      for (const error of ['Runtime.ExitError', 'Lambda.Unknown']) {
        const { outcome, calls, summary } = await run(dying(names, error));
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
    },
  );
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
