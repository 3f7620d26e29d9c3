import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInputSchema } from '../../shared/contracts/run.ts';
import { functions, invoke, runSky } from './sky/machine.ts';
import { readJson } from './starfan.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-events-'));
const event = (name: string) =>
  JSON.parse(readFileSync(join(root, 'events', `${name}.json`), 'utf8'));
const home = process.cwd();

// The sample events name places in the working folder: give them one of their own.
beforeAll(() => {
  symlinkSync(join(root, 'events'), join(folder, 'events'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

/** The sample events of a sky map, in the order of its states, and what the functions answer. */
const states: [functionName: string, eventName: string, answer: object][] = [
  ['start-run', 'start-run-sky-map', { items: 1, badLines: 0 }],
  ['read-images', 'read-images', { done: 1, failed: 0 }],
  ['plan-sky', 'plan-sky', { bands: ['Ks'] }],
  ['plan-sky', 'plan-sky-band', { images: 2, pairs: 1, plates: 1 }],
  ['plan-sky', 'plan-sky-join', { plates: 1, matching: [{ band: 'Ks', isLarge: false }] }],
  ['measure-overlaps', 'measure-overlaps', { done: 1, failed: 0 }],
  ['match-background', 'match-background', { images: 2, pairs: 1 }],
  ['paint-tiles', 'paint-tiles', { done: 1, failed: 0 }],
  ['record-failure', 'record-failure-sky-map', { recorded: 0 }], // it is done, whatever broke off
  ['make-stretch', 'make-stretch-band', { plates: 1 }],
  ['make-stretch', 'make-stretch', { bands: 1, isMixed: false }],
  ['draw-pictures', 'draw-pictures', { done: 1, failed: 0 }],
  ['build-hips', 'build-hips-cell', { plates: 1 }],
  ['build-hips', 'build-hips', { surveys: ['colour', 'Ks'] }],
  ['write-report', 'write-report-cut', { tasks: [], sky: [] }],
  ['write-report', 'write-report-sky-map', { state: 'SUCCEEDED', verdict: '1 of 1 images mapped' }],
];

describe('the sample events of a sky map', () => {
  it('make one, function after function', async () => {
    for (const [functionName, name, answer] of states)
      expect(await invoke(functionName, event(name)), name).toMatchObject(answer);
    expect(existsSync(join(folder, 'starfan-out/invoke-sky/sky.html'))).toBe(true);
  });

  it('of the whole machine makes the same', async () => {
    const { list, run, sky } = event('machine-sky-map');
    const before = readJson(join(folder, run, 'stretch.json'));
    const { outcome } = await runSky({
      list: join(folder, list),
      out: join(folder, run),
      sky: { background: 'plane', ...sky },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(readJson(join(folder, run, 'stretch.json'))).toEqual(before);
  });

  it('of very many images matches them by the larger function, to the same end', async () => {
    const { list, run, sky } = event('machine-sky-map');
    const out = join(folder, 'of-many');
    const { outcome, calls } = await runSky({
      list: join(folder, list),
      out,
      sky: { background: 'plane', ...sky },
      told: (name, answer) =>
        name === 'plan-sky' && 'matching' in (answer as object)
          ? { ...(answer as object), matching: [{ band: 'Ks', isLarge: true }] }
          : answer,
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(calls).toContain('match-background-large');
    expect(calls).not.toContain('match-background');
    expect(readJson(join(out, 'stretch.json'))).toEqual(
      readJson(join(folder, run, 'stretch.json')),
    );
  });

  it('say what is wrong with an event', async () => {
    await expect(invoke('paint-tiles', event('plan-sky'))).rejects.toMatchObject({
      name: 'BadRequest',
    });
    await expect(invoke('build-hips', {})).rejects.toMatchObject({ name: 'BadRequest' });
  });
});

describe('events/', () => {
  const names = readdirSync(join(root, 'events')).flatMap(
    (name) => /^(.*)\.json$/.exec(name)?.[1] ?? [],
  );

  it('has one of every function and of every machine', () => {
    // What dies on a function goes to its larger twin with the same event.
    for (const name of Object.keys(functions).map((one) => one.replace(/-large$/, '')))
      expect(names, name).toContain(name);
    for (const file of readdirSync(join(root, 'statemachines')))
      expect(names).toContain(`machine-${file.replace('.asl.json', '')}`);
  });

  it.each(names.filter((name) => name.startsWith('machine-')))(
    '%s.json is what its machine takes',
    (name) => {
      expect(runInputSchema.parse(event(name))).toMatchObject({ list: expect.any(String) });
    },
  );
});
