import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detect, openRun, type Progress, skyMap, UsageError } from '../../api/index.ts';
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
  it('detects, maps and opens runs as the example says', async () => {
    const seen = await runExample(
      'index',
      `process.chdir(${JSON.stringify(folder)}); const images = ${JSON.stringify(images)};`,
      '[run.summary.state, columns.length > 30, sky.summary.done, surveys, again.summary.done, again.folder]',
    );
    expect(seen).toEqual([
      'SUCCEEDED',
      true,
      2,
      [join(folder, 'sky/hips/K')],
      2,
      join(folder, 'run1'),
    ]);
  });

  it('is told of the progress, and finds failures beside results', async () => {
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

  it('is refused by name', async () => {
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
