import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitsOf, patterned, writeFrames } from './sky/frames.ts';
import { problemsOf } from './sky/hips.ts';
import { outOfMemory, type SkyRun } from './sky/machine.ts';
import { mapsFolder } from './sky/maps.ts';
import { readJson } from './starfan.ts';

const { at, map } = mapsFolder('broken');

/** Two images that overlap, and one on the other side of the sky: two plates. */
let images: string[];
beforeAll(() => {
  const frames = {
    a: patterned,
    b: { ...patterned, ra: 46 },
    c: { ...patterned, ra: 225, dec: -40 },
  };
  images = Object.values(writeFrames(at('in'), frames));
});

const SOUTH = 10; // the cell of order 0 that c is in
const NORTH = 0;

const mapped = (options: Partial<SkyRun> = {}) =>
  map(images, { ...options, input: { batchSize: 50, ...options.input } });

/** Throws in place of functions whose names begin so, when one of their items is it. */
const dies =
  (
    functionName: string,
    isIt: (item: unknown) => boolean = () => true,
  ): NonNullable<SkyRun['before']> =>
  (name, { Items = [] }) => {
    if (name.startsWith(functionName) && Items.some(isIt)) throw outOfMemory();
  };
const ofPlate = (npix: number) => (item: unknown) => (item as { npix: number }).npix === npix;
const ofSouth = ofPlate(SOUTH);

describe('a task that dies for want of memory', () => {
  let whole: [ipix: number, hash: string][];
  beforeAll(async () => {
    const { outcome, tiles } = await mapped({ sky: { background: 'plane' } });
    expect(outcome.status).toBe('SUCCEEDED');
    whole = tiles('K');
    expect(new Set(whole.map(([ipix]) => Math.floor(ipix / 16)))).toEqual(new Set([NORTH, SOUTH]));
  });

  it.each([
    ['measure-overlaps', 1],
    ['paint-tiles', 2],
    ['draw-pictures', 2],
  ])(
    'in %s is done item by item on the larger function, and nothing is missing',
    async (functionName, items) => {
      const before: SkyRun['before'] = (name) => {
        if (name === functionName) throw outOfMemory();
      };
      const { outcome, calls, summary, tiles } = await mapped({
        before,
        sky: { background: 'plane' },
      });
      expect(outcome.status).toBe('SUCCEEDED');
      // memory is not retried
      expect(calls.filter((name) => name === functionName)).toHaveLength(1);
      expect(calls.filter((name) => name === `${functionName}-large`)).toHaveLength(items);
      expect(calls).not.toContain('record-failure');
      expect(summary()).toMatchObject({ state: 'SUCCEEDED', brokenOff: 0, failed: 0 });
      expect(tiles('K')).toEqual(whole);
    },
  );

  it('on the larger one too, over overlaps: its pairs are lost, the report says so, and a redo mends it', async () => {
    const out = at('overlaps');
    const sky = { background: 'plane' };
    const { outcome, summary, hips } = await mapped({
      out,
      sky,
      before: dies('measure-overlaps'),
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'TooManyFailures' });
    expect(summary()).toMatchObject({ state: 'FAILED', brokenOff: 1 });
    expect(summary().verdict).toContain('1 tasks broke off, so something is missing');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(
      'broke off: start the run again',
    );
    expect(readJson(join(out, 'tasks/overlaps/K-0.json')).failure).toMatchObject({
      error: 'OutOfMemory',
      message: expect.stringContaining('group of overlaps'),
    });
    expect(await problemsOf(hips('K'))).toEqual([]);

    const again = await mapped({ out, sky });
    expect(again.outcome.status).toBe('SUCCEEDED');
    expect(again.summary()).toMatchObject({ state: 'SUCCEEDED', brokenOff: 0 });
    expect(again.tiles('K')).toEqual(whole);
  });

  it.each([
    ['paint-tiles', 'tiles', `K-${SOUTH}`],
    ['draw-pictures', 'pictures', String(SOUTH)],
  ])(
    'on the larger one too, in %s: the plate is set aside, the rest is whole, a redo mends it',
    async (functionName, stage, name) => {
      const out = at(stage);
      const sky = { background: 'plane' };
      const { outcome, summary, hips, tiles } = await mapped({
        out,
        sky,
        before: dies(functionName, ofSouth),
      });
      expect(outcome).toMatchObject({ status: 'FAILED', error: 'TooManyFailures' });
      expect(outcome.cause).toContain('1 tasks broke off');
      expect(summary()).toMatchObject({ state: 'FAILED', brokenOff: 1, failed: 0, done: 3 });
      expect(summary().verdict).toContain(
        '1 tasks broke off, so something is missing: start it again',
      );
      const record = join(out, `tasks/${stage}/${name}.json`);
      expect(readJson(record)).toMatchObject({
        state: 'failed',
        failure: { error: 'OutOfMemory' },
      });
      expect(tiles('K')).toEqual(whole.filter(([ipix]) => Math.floor(ipix / 16) === NORTH));
      expect(await problemsOf(hips('K'))).toEqual([]);
      const other = join(out, `tasks/${stage}/${name.replace(String(SOUTH), String(NORTH))}.json`);
      const { started } = readJson(other);

      const again = await mapped({ out, sky });
      expect(again.summary()).toMatchObject({ state: 'SUCCEEDED', brokenOff: 0 });
      expect(readJson(record).state).toBe('done');
      // Pictures are drawn by the stretch of the whole sky, which the mended plate is part of.
      if (stage === 'tiles') expect(readJson(other).started).toBe(started);
      expect(again.tiles('K')).toEqual(whole);
      expect(await problemsOf(again.hips('K'))).toEqual([]);
    },
  );

  it('over headers is set aside as well: its lines fail', async () => {
    const isFirst = (item: unknown) => (item as { chunk: number }).chunk === 0;
    const { outcome, failures, summary, hips } = await mapped({
      before: dies('read-images', isFirst),
    });
    expect(outcome.status).toBe('SUCCEEDED'); // a third of the lines, and all may
    expect(failures()).toEqual([
      expect.objectContaining({ line: 1, error: 'OutOfMemory', stage: 'images' }),
    ]);
    expect(summary()).toMatchObject({ lines: 3, done: 2, failed: 1 });
    expect(await problemsOf(hips('K'))).toEqual([]);
  });
});

describe('more lines than are tolerated', () => {
  it('that die in the first stage end in a failed run; the others are mapped', async () => {
    const isFirst = (item: unknown) => (item as { chunk: number }).chunk === 0;
    const { outcome, summary } = await mapped({
      before: dies('read-images', isFirst),
      input: { toleratedFailurePercentage: 20 },
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'TooManyFailures' });
    expect(summary()).toMatchObject({ state: 'FAILED', done: 2, failed: 1 });
  });
});

describe('what an earlier run left', () => {
  it('is not taken for the work that dies: the image has changed since', async () => {
    const out = at('changed');
    const { outcome } = await mapped({ out });
    expect(outcome.status).toBe('SUCCEEDED');
    const c = images[2]!;
    writeFileSync(c, fitsOf({ ...patterned, ra: 225, dec: -40, value: () => 7 }));
    const again = await mapped({ out, before: dies('paint-tiles', ofSouth) });
    expect(again.outcome.status).toBe('FAILED');
    expect(again.summary()).toMatchObject({ brokenOff: 1 });
    expect(again.tiles('K').every(([ipix]) => Math.floor(ipix / 16) === NORTH)).toBe(true);
  });

  it('and broke off is forgotten when the plan has no such task any more', async () => {
    const out = at('forgotten');
    const first = await mapped({ out, before: dies('paint-tiles', ofSouth) });
    expect(first.summary()).toMatchObject({ state: 'FAILED', brokenOff: 1 });
    const { outcome, summary } = await map(images.slice(0, 2), { out });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(summary()).toMatchObject({ state: 'SUCCEEDED', brokenOff: 0, lines: 2 });
  });
});

describe('a reduce that dies again and again', () => {
  it.each([
    ['plan-sky', 1],
    ['match-background', 1],
    ['make-stretch', 1],
    // a base cell each
    ['build-hips', 2],
  ])('%s: four tries of each task, then a report', async (functionName, tasks) => {
    const before: SkyRun['before'] = (name) => {
      if (name === functionName)
        throw Object.assign(new Error('Runtime exited'), { name: 'Runtime.ExitError' });
    };
    const { outcome, calls, summary, out } = await mapped({ before });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'Runtime.ExitError' });
    expect(calls.filter((name) => name === functionName)).toHaveLength(4 * tasks);
    expect(summary().verdict).toContain('The run broke off: Runtime.ExitError');
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });
});
