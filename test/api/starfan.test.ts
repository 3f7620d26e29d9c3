import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  completeness,
  detect,
  lightCurve,
  match,
  measure,
  mosaic,
  openRun,
  type Progress,
  query,
  skyMap,
  UsageError,
} from '../../api/index.ts';
import { writeFrames } from '../end-to-end/sky/frames.ts';
import { runExample } from './run-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let images: string[];
beforeAll(() => {
  const frame = {
    ra: 45,
    dec: 40,
    value: (x: number) => 10 + x,
    width: 64,
    height: 64,
    scale: 60,
    band: 'K',
  };
  images = Object.values(writeFrames(folder, { a: frame, b: { ...frame, ra: 45.5 } }));
});

describe('a program', () => {
  it('detects, measures, maps and opens runs as the example says', async () => {
    writeFileSync(join(folder, 'places.csv'), 'id,ra,dec\n7,45,40\n');
    writeFileSync(join(folder, 'star.csv'), starOfPeriod(0.5));
    const seen = await runExample(
      'index',
      `process.chdir(${JSON.stringify(folder)}); const images = ${JSON.stringify(images)};`,
      `[run.summary.state, columns.length > 30, forced.summary.done, Math.round(best.period * 1000),
        sky.summary.done, surveys, mosaics, again.summary.done, again.folder]`,
    );
    expect(seen).toEqual([
      'SUCCEEDED',
      true,
      2,
      500,
      2,
      [join(folder, 'sky/hips/K')],
      [join(folder, 'mosaic/mosaics/K/mosaic.fits')],
      2,
      join(folder, 'run1'),
    ]);
  }, 60_000);

  it('asks tables, one row after the other', async () => {
    const rows = [];
    const sql = 'SELECT id, image, flux FROM measurements ORDER BY image';
    for await (const row of query(join(folder, 'forced'), sql)) rows.push(row);
    expect(rows.map(({ id, image }) => [Number(id), Number(image)])).toEqual([
      [7, 1],
      [7, 2],
    ]);
    for (const { flux } of rows) expect(flux).toBeTypeOf('number');
    await expect(query(join(folder, 'forced'), 'DROP TABLE images').next()).rejects.toThrow(
      expect.objectContaining({ name: 'RefusedQuery' }),
    );
  });

  it('matches detections of a run that stands there', async () => {
    const run = await match(join(folder, 'run1'), { radius: 1 });
    expect(run.summary).toMatchObject({ state: 'SUCCEEDED', done: 2 });
    await expect(match(join(folder, 'sky'))).rejects.toThrow('holds no run of starfan detect');
    await expect(match(join(folder, 'run1'), { radius: 100 })).rejects.toThrow(/^match: /);
  });

  it('refuses wrong options by their names', async () => {
    const out = join(folder, 'no');
    await expect(measure(images, { out, at: 'places.csv', aperture: 0 })).rejects.toThrow(
      /^aperture: /,
    );
    const magnitudes = { from: 20, to: 18, step: 1 };
    await expect(completeness(images, { out, magnitudes })).rejects.toThrow(
      /^completeness.magnitudes: /,
    );
    const layout = { projection: 'XYZ' };
    await expect(mosaic(images, { out, layout })).rejects.toThrow(/^layout.projection: TAN/);
    await expect(lightCurve(join(folder, 'run1'))).rejects.toThrow('say which object');
  });

  it('gets progress as events, and finds failures beside results', async () => {
    const told: Progress[] = [];
    const run = await detect([...images, join(folder, 'none.fits')], {
      out: join(folder, 'failing'),
      toleratedFailurePercentage: 50,
      onProgress: (progress) => told.push(progress),
    });
    expect(told.at(-1)).toEqual({ stage: 'detections', done: 3, total: 3 });
    expect(run.summary).toMatchObject({ state: 'SUCCEEDED', done: 2, failed: 1 });
    const failures = [];
    for await (const failure of run.failures()) failures.push(failure);
    expect(failures).toMatchObject([{ line: 3, error: 'NoSuchObject' }]);
    const names = [];
    for await (const { name, line } of run.images()) names.push([name, line]);
    expect(names).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    await expect(run.catalogue('../a')).rejects.toThrow(UsageError);
  });

  it('stops a run by its signal, and the folder is free again', async () => {
    const out = join(folder, 'stopped');
    const controller = new AbortController();
    const stopped = detect(images, {
      out,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect((await detect(images, { out })).summary.done).toBe(2);
  });

  it('gets an error with a name for what cannot be started', async () => {
    const wrong = { stretch: 'asinh', background: 'tilted' } as unknown as { out: string };
    await expect(skyMap(images, { ...wrong, out: join(folder, 'no') })).rejects.toThrow(
      /^background: /,
    );
    await expect(detect([], { out: join(folder, 'no') })).rejects.toThrow('no images were given');
    await expect(openRun(join(folder, 'no'))).rejects.toThrow('no run has ended');
    const all = await detect([join(folder, 'x.fits')], { out: join(folder, 'all-fail') });
    expect(all.summary.state).toBe('FAILED');
  });
});

/** A light curve of 60 measurements, a sine of a period in days and half a magnitude. */
function starOfPeriod(period: number): string {
  const times = Array.from({ length: 60 }, (_, i) => 0.137 * i + 0.01 * Math.sin(7 * i));
  const rows = times.map((t) => `${t},${15 + 0.5 * Math.sin((2 * Math.PI * t) / period)}`);
  return `mjd,mag\n${rows.join('\n')}\n`;
}
