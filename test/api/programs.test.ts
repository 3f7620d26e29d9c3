import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cost, redo, status, UsageError } from '../../api/index.ts';
import { type Frame, type SkyValue, writeFrames } from '../end-to-end/sky/frames.ts';
import { runExample } from './run-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-programs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Stars of 4,000 units over a pattern, one of them in the middle, where docs/programs.md looks. */
const stars = [24, 72, 120].flatMap((x) => [24, 72, 120].map((y) => [x, y] as const));
const value: SkyValue = (_x, _y, _z, column, row) =>
  stars.reduce(
    (sum, [x, y]) => sum + 4000 * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 8),
    10 + ((column * 7 + row * 13) % 11),
  );

const frame: Frame = {
  ...{ ra: 246, dec: -24.5, width: 145, height: 145, scale: 60, value, band: 'K' },
  cards: { 'DATE-OBS': '2020-01-01T00:00:00', EXPTIME: 60, GAIN: 2 },
};

beforeAll(() => {
  writeFrames(folder, { a: frame, b: frame, c: frame });
  writeFrames(join(folder, 'bands'), { j: { ...frame, band: 'J' }, h: { ...frame, band: 'H' } });
  writeFileSync(join(folder, 'list.txt'), 'a.fits\nbands/j.fits\nbands/h.fits\n');
});

it('the program of docs/programs.md does what the page says', async () => {
  const seen = await runExample(
    'docs/programs.md',
    `process.chdir(${JSON.stringify(folder)});
    const all = async (rows) => { const found = []; for await (const row of rows) found.push(row); return found; };`,
    `{ done: run.summary.done, columns: columns.map(({ name }) => name), main,
      objects: await all(query('run1', 'SELECT nDet FROM objects')),
      recovered: await all(query('stars', 'SELECT magnitude, recovered > 0 AS some FROM completeness')),
      surveys: await sky.surveys(), state, stages, total }`,
  );
  expect(seen).toMatchObject({
    done: 2,
    columns: expect.arrayContaining(['ra', 'dec', 'mag_auto']),
    objects: stars.map(() => ({ nDet: 3 })),
    recovered: [18, 19, 20, 18, 19, 20].map((magnitude) => ({ magnitude })),
    surveys: ['H', 'J', 'K', 'colour'].map((band) => join(folder, 'sky/hips', band)),
    state: 'succeeded',
    stages: expect.arrayContaining([
      expect.objectContaining({ stage: 'detections', total: 2, done: 2, sources: 18 }),
    ]),
    total: expect.any(Number),
  });
});

it('status, cost and redo say what they cannot do', async () => {
  const [run, none] = [join(folder, 'run1'), join(folder, 'bands')];
  for (const asked of [status(none), cost(none)])
    await expect(asked).rejects.toThrow(/^there is no run in .*: give the folder/);
  await expect(cost(run, { days: -1 })).rejects.toThrow(
    new UsageError('days -1: write a number from 0 to 3650'),
  );
  await expect(cost(run, { dayss: 1 } as object)).rejects.toThrow(
    /^dayss: there is no such option/,
  );
  await expect(redo(run, { only: 'nosuch' })).rejects.toThrow(/^only nosuch: neither a stage/);
});

it('a bill grows with what is stored and sent', async () => {
  const run = join(folder, 'run1');
  const { total, lines } = await cost(run);
  expect(lines.reduce((sum, line) => sum + line.cost, 0)).toBeCloseTo(total, 6);
  const sent = await cost(run, { download: 10, days: 365 });
  const download = sent.lines.find(({ item }) => item === 'download');
  expect(download?.quantity).toBe(10);
  expect(sent.total).toBeGreaterThan(total);
});
