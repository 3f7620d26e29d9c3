import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import {
  completeness,
  cutout,
  detect,
  type Failure,
  lightCurve,
  match,
  measure,
  mosaic,
  openRun,
  type Progress,
  query,
  type RunSummary,
  redo,
  skyMap,
  UsageError,
} from '../../api/index.ts';
import type { MosaicLayout, MosaicSettings } from '../../api/mosaic-settings.ts';
import type { SkyMapParameters } from '../../api/sky-map.ts';
import type { failureSchema } from '../../shared/contracts/lists.ts';
import type { mosaicParametersSchema } from '../../shared/contracts/mosaics/parameters.ts';
import type { runSummarySchema } from '../../shared/contracts/run-summary.ts';
import type { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
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
      'api/index.ts',
      `process.chdir(${JSON.stringify(folder)}); const images = ${JSON.stringify(images)};`,
      `[run.summary.state, columns.length > 30, forced.summary.done, Math.round(best.period * 1000),
        sky.summary.done, surveys, mosaics, cuts.map(({ box }) => [box.width, box.height]),
        again.summary.done, again.folder, whole.summary.done]`,
    );
    expect(seen).toEqual([
      'SUCCEEDED',
      true,
      2,
      500,
      2,
      [join(folder, 'sky/hips/K')],
      [join(folder, 'mosaic/mosaics/K/mosaic.fits')],
      [[6, 6]], // 0.1 degrees of 60 arcsec
      2,
      join(folder, 'run1'),
      2,
    ]);
    const piece = await openFits(memorySource(readFileSync(join(folder, 'piece.fits'))));
    expect((await piece.hdu(0)).shape).toEqual([6, 6]);
  }, 180_000);

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

  it('stops a query by its signal, before it and while it runs', async () => {
    const place = join(folder, 'forced');
    const enough = new Error('enough');
    const stopped = query(place, 'SELECT id FROM measurements', {
      signal: AbortSignal.abort(enough),
    });
    await expect(stopped.next()).rejects.toBe(enough);
    const controller = new AbortController();
    const tables = Array.from({ length: 13 }, (_, i) => `measurements m${i}`).join(', ');
    const sql = `SELECT m0.id FROM ${tables}`; // 2^13 rows, of which DuckDB gives 2,048 at a time
    let count = 0;
    const read = async () => {
      for await (const _ of query(place, sql, { signal: controller.signal }))
        if (++count === 10) controller.abort(enough);
    };
    await expect(read()).rejects.toBe(enough);
    expect(count).toBe(10);
  });

  it('makes a mosaic on the pixels of another image', async () => {
    const run = await mosaic(images, { out: join(folder, 'like'), like: images[0]! });
    const [path = ''] = await run.mosaics();
    const file = await openFits(memorySource(readFileSync(path)));
    expect((await file.hdu({ extname: 'SCI' })).shape).toEqual([64, 64]);
    const out = join(folder, 'no');
    const both = { out, like: images[0]!, layout: { rotate: 1 } };
    await expect(mosaic(images, both)).rejects.toThrow('like says all pixels');
    await expect(mosaic(images, { out, like: 'none.fits' })).rejects.toThrow(/^like none.fits: /);
  });

  it('cuts pieces out of images, and says where there is nothing', async () => {
    const size = { unit: 'pixels', width: 4, height: 2 } as const;
    const { cuts } = await cutout(images[0]!, { ra: 45, dec: 40, size });
    expect(cuts[0]?.pixels).toHaveLength(8);
    const { outside } = await cutout(images[0]!, { ra: 200, dec: -40, size });
    expect(outside[0]).toContain('nothing is cut out');
    await expect(cutout(images[0]!, { ra: 1, dec: 1, size, bands: ['K'] })).rejects.toThrow(
      'bands',
    );
  });

  it('keeps two runs apart as the command does, and says what to do', async () => {
    const out = join(folder, 'apart');
    await detect([images[0]!], { out });
    await expect(detect([images[1]!], { out })).rejects.toMatchObject({
      name: 'OtherRun',
      message: expect.stringContaining('holds the run of another list'),
    });
    await expect(skyMap([images[0]!], { out })).rejects.toMatchObject({
      name: 'OtherRun',
      message: expect.stringContaining('holds a run of detect'),
    });
    const both = await detect([images[1]!], { out, add: true });
    expect(both.summary.done).toBe(2);
    const other = await skyMap([images[0]!], { out, replace: true });
    expect(other.summary.machine).toBe('sky-map');
  });

  it('keeps or replaces a run, not both', async () => {
    await expect(
      detect(images, { out: join(folder, 'no'), add: true, replace: true }),
    ).rejects.toThrow('add keeps the run in the folder, replace removes it');
  });

  it.each([0, -1, 1.5, Number.NaN, 1001])('refuses %d tasks at a time', async (concurrency) => {
    const run = detect(images, { out: join(folder, 'no'), concurrency });
    await expect(run).rejects.toThrow(/^concurrency .*: write a whole number from 1 to 1000$/);
    await expect(run).rejects.toBeInstanceOf(UsageError);
  });

  it('refuses options that there are not, by their names', async () => {
    const odd = { out: join(folder, 'no'), matchh: 1 };
    const at = 'places.csv';
    for (const run of [
      () => detect(images, odd),
      () => measure(images, { ...odd, at }),
      () => completeness(images, odd),
      () => skyMap(images, odd),
      () => mosaic(images, odd),
      () => match(join(folder, 'run1'), { matchh: 1 } as object),
      () => redo(join(folder, 'run1'), { matchh: 1 } as object),
      () => lightCurve(join(folder, 'star.csv'), { matchh: 1 } as object),
      () => query(join(folder, 'forced'), 'SELECT 1', { matchh: 1 } as object).next(),
    ])
      await expect(run()).rejects.toThrow(/^matchh: there is no such option/);
    const layout = { turn: 1 } as object;
    await expect(mosaic(images, { out: join(folder, 'no'), layout })).rejects.toThrow(
      /^layout.turn: there is no such option/,
    );
  });

  it('names the option in what it says of its value', async () => {
    const out = join(folder, 'no');
    const none = join(folder, 'none.txt');
    const cases: [() => Promise<unknown>, string][] = [
      [() => detect({ list: none }, { out }), `list: there is no ${none}`],
      [() => detect(images, { out, config: none }), `config: there is no ${none}`],
      [() => measure(images, { out, at: none }), `at: there is no ${none}`],
      [() => measure(images, { out } as never), 'at: give the path'],
      [() => detect(images, { out, set: { A: 1 } as never }), 'set: write pairs of keyword and'],
      [() => detect(images, {} as never), 'out: give the folder'],
      [() => detect('a.fits' as never, { out }), 'images: give them as an array'],
    ];
    for (const [run, message] of cases) {
      await expect(run()).rejects.toBeInstanceOf(UsageError);
      await expect(run()).rejects.toThrow(message);
    }
  });

  it('names the damaged file of a run', async () => {
    const out = join(folder, 'damaged');
    mkdirSync(out);
    writeFileSync(join(out, 'run.json'), '{"a":');
    await expect(openRun(out)).rejects.toMatchObject({
      name: 'DamagedRun',
      message: expect.stringContaining('run.json is not what this run wrote'),
    });
    await expect(redo(out)).rejects.toThrow('no run was started in');
  });

  it('has the options and answers that the schemas of the machines have, and no others', () => {
    type Sky = z.input<typeof skyParametersSchema>;
    type Mosaic = z.input<typeof mosaicParametersSchema>;
    type Summary = z.infer<typeof runSummarySchema>;
    expectTypeOf<Summary>().toExtend<RunSummary>();
    expectTypeOf<keyof Summary>().toEqualTypeOf<keyof RunSummary>();
    type Failed = z.infer<typeof failureSchema>;
    expectTypeOf<Failed>().toExtend<Failure>();
    expectTypeOf<Failure>().toExtend<Failed>();
    expectTypeOf<keyof Failed>().toEqualTypeOf<keyof Failure>();
    expectTypeOf<SkyMapParameters>().toExtend<Sky>();
    expectTypeOf<Sky>().toExtend<SkyMapParameters>();
    expectTypeOf<keyof SkyMapParameters>().toEqualTypeOf<keyof Sky>();
    expectTypeOf<MosaicSettings>().toExtend<Mosaic>();
    expectTypeOf<Mosaic>().toExtend<MosaicSettings>();
    expectTypeOf<keyof MosaicSettings>().toEqualTypeOf<keyof Mosaic>();
    expectTypeOf<keyof MosaicLayout>().toEqualTypeOf<keyof NonNullable<Mosaic['layout']>>();
  });

  it('matches detections of a run that stands there', async () => {
    const run = await match(join(folder, 'run1'), { radius: 1 });
    expect(run.summary).toMatchObject({ state: 'SUCCEEDED', done: 2 });
    const names = [join(folder, 'run1'), `${folder}/./run1/`];
    await expect(match(names)).rejects.toThrow('is named twice');
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
