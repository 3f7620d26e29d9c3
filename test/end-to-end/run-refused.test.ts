import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoreErrorName } from '../../shared/contracts/errors.ts';
import { StoreError } from '../../shared/store/errors.ts';
import type * as Open from '../../shared/store/open.ts';
import type { Store } from '../../shared/store/store.ts';
import { productsOf } from './products.ts';
import { type Frame, writeFrames } from './sky/frames.ts';
import { mapsFolder } from './sky/maps.ts';
import { productsOfSky } from './sky/products.ts';
import { readJson } from './starfan.ts';

/** What the functions' store refuses; replaced by each test. */
const rule = vi.hoisted(() => ({
  refuse: (_action: string, _url: string): StoreErrorName | undefined => undefined,
}));

vi.mock('../../shared/store/open.ts', async (original) => {
  const open = await original<typeof Open>();
  const check = (action: string, url: string) => {
    const name = rule.refuse(action, url);
    if (name) throw new StoreError(name, `The store says ${name} of ${url}`, url, action);
  };
  const checked =
    <A extends [string, ...unknown[]], T>(action: string, call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      check(action, args[0]);
      return call(...args);
    };
  const refusing = (store: Store): Store => ({
    ...store,
    head: checked('head', store.head),
    get: checked('get', store.get),
    getStart: checked('get', store.getStart),
    getRange: checked('get', store.getRange),
    put: checked('put', store.put),
    putStream: checked('put', store.putStream),
    putIfUnchanged: checked('put', store.putIfUnchanged),
  });
  return {
    ...open,
    openStore: (...args: Parameters<typeof Open.openStore>) => refusing(open.openStore(...args)),
  };
});

const { at, map } = mapsFolder('refused');

const frame: Frame = {
  ra: 45,
  dec: 40,
  value: (_x, _y, _z, column, row) =>
    100 +
    ((column * 7 + row * 13) % 11) +
    5000 * Math.exp(-((column - 60) ** 2 + (row - 60) ** 2) / 6),
  band: 'K',
  width: 120,
  height: 120,
  scale: 60,
};
const names = ['a', 'b', 'c', 'd', 'e', 'f'];

let images: string[];
beforeAll(() => {
  const frames = names.map((name, i) => [name, { ...frame, ra: 45 + 30 * i }]);
  images = Object.values(writeFrames(at('in'), Object.fromEntries(frames)));
});
afterEach(() => {
  rule.refuse = () => undefined;
});

/** Refuses what matches, once a number of such calls have gone through. */
function refuseAfter(calls: number, name: StoreErrorName, action: string, pattern: RegExp): void {
  let left = calls;
  rule.refuse = (asked, url) =>
    asked === action && pattern.test(url) && left-- <= 0 ? name : undefined;
}

/** A folder for a run, of a name that all have, as it stands in a survey's properties. */
function folderFor(name: string): string {
  mkdirSync(at(name));
  return at(name, 'run');
}

/** One image a call, one call at a time, and every line may fail: only the name ends the run. */
const input = { batchSize: 1, maxConcurrency: 1, toleratedFailurePercentage: 100 };

const cases: ['detect-sources' | 'sky-map', string, StoreErrorName, string, RegExp][] = [
  ['detect-sources', 'detections', 'StoreFull', 'put', /\/images\/.*catalogue\.fits$/],
  ['detect-sources', 'detections', 'AccessDenied', 'put', /\/tasks\/detections\//],
  ['detect-sources', 'detections', 'AccessDenied', 'get', /\/tasks\/detections\//],
  ['detect-sources', 'detections', 'BadCredentials', 'head', /\/in\//],
  ['detect-sources', 'the merge', 'StoreFull', 'put', /\/catalogue\/part/],
  ['detect-sources', 'the merge', 'AccessDenied', 'get', /\/images\/.*catalogue\.fits$/],
  ['sky-map', 'images', 'BadCredentials', 'get', /\/in\//],
  ['sky-map', 'tiles', 'StoreFull', 'put', /\/tiles\/K\//],
  ['sky-map', 'tiles', 'AccessDenied', 'get', /\/plan\/plates\//],
  ['sky-map', 'tiles', 'BadCredentials', 'get', /\/in\//],
  ['sky-map', 'pictures', 'StoreFull', 'put', /\/hips\/.*\.png$/],
  ['sky-map', 'the last step', 'AccessDenied', 'put', /\/hips\/.*properties$/],
];

describe.each(['detect-sources', 'sky-map'] as const)('%s', (machine) => {
  const productsIn = (out: string) =>
    machine === 'sky-map' ? productsOfSky(out) : productsOf(out);
  let whole: Record<string, string>;
  beforeAll(async () => {
    const { outcome, out } = await map(images, { machine, input, out: folderFor(machine) });
    expect(outcome.status).toBe('SUCCEEDED');
    whole = productsIn(out);
  });

  it.each(cases.filter(([place]) => place === machine))(
    '%s, in %s: %s of %s %s ends the run by its name at once, and redo makes it whole',
    async (_, stage, error, action, pattern) => {
      const out = folderFor(`${machine}-${stage}-${error}-${action}`);
      refuseAfter(stage.startsWith('the') ? 0 : 1, error, action, pattern);
      const { outcome, calls, failures, summary } = await map(images, { machine, out, input });
      expect(outcome).toMatchObject({ status: 'FAILED', error });
      expect(outcome.cause).toContain(`The store says ${error}`);
      // The call that met it is not tried again, and of the map no other one follows.
      if (!stage.startsWith('the'))
        expect(calls.filter((name) => name === calls[1]).length).toBeLessThan(7);
      expect(calls.some((name) => name.endsWith('-large'))).toBe(false);
      expect(summary().state).toBe('FAILED');
      expect(summary().verdict).toContain(`The run broke off: ${error}: The store says ${error}`);
      expect(summary().brokenOff ?? 0).toBe(0);
      if (existsSync(join(out, 'report.html'))) {
        expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(error);
        expect(
          failures().filter((failure: { error: string }) => failure.error !== 'NotReached'),
        ).toEqual([]);
      } else expect(pattern.source).toContain('tasks'); // the report is made of them

      rule.refuse = () => undefined;
      const again = await map(images, { machine, out, input });
      expect(again.outcome.status).toBe('SUCCEEDED');
      expect(again.summary()).toMatchObject({ state: 'SUCCEEDED', done: 6, failed: 0 });
      expect(productsIn(out)).toEqual(whole);
    },
  );

  it('that may write nothing any more ends by that name, without a report', async () => {
    const out = folderFor(`${machine}-nothing`);
    const { outcome } = await map(images, {
      machine,
      out,
      input,
      before: (name) => {
        if (!name.startsWith('start'))
          rule.refuse = (action, url) =>
            action === 'put' && !url.includes('/in/') ? 'StoreFull' : undefined;
      },
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'StoreFull' });
    expect(existsSync(join(out, 'report.html'))).toBe(false);
    expect(readJson(join(out, 'run.json')).state).toBe('RUNNING');
  });
});

it('an image that is refused is its own failure', async () => {
  rule.refuse = (_, url) => (url.endsWith('/in/b.fits') ? 'AccessDenied' : undefined);
  for (const machine of ['detect-sources', 'sky-map'] as const) {
    const { outcome, failures } = await map(images, { machine, input });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(failures()).toEqual([expect.objectContaining({ line: 2, error: 'AccessDenied' })]);
  }
});

it('a catalogue that is damaged when all are merged fails its image alone; redo searches it again', async () => {
  const out = folderFor('damaged');
  const run = (before: () => void) =>
    map(images, {
      machine: 'detect-sources',
      out,
      input,
      before: (name) => {
        if (name === 'merge-catalogue') before();
      },
    });
  const whole = await run(() => {});
  expect(whole.outcome.status).toBe('SUCCEEDED');
  const products = productsOf(out);
  const path = join(out, 'images/b/catalogue.fits');
  const { atime, mtime } = statSync(path);
  rmSync(join(out, 'tasks/detections/a.json')); // else all is done, and nothing is merged
  const damaged = await run(() => {
    const bytes = readFileSync(path);
    bytes[bytes.length - 2880]! ^= 1;
    writeFileSync(path, bytes);
    utimesSync(path, atime, mtime); // as a disk damages it: nothing else tells
  });
  expect(damaged.failures()).toEqual([
    expect.objectContaining({
      line: 2,
      error: 'DamagedCatalogue',
      message: expect.stringContaining('Redo'),
    }),
  ]);
  expect(damaged.summary()).toMatchObject({ lines: 6, done: 5, failed: 1 });
  const again = await run(() => {});
  expect(again.summary()).toMatchObject({ done: 6, failed: 0 });
  expect(productsOf(out)).toEqual(products);
});
