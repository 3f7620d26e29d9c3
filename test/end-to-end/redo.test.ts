import {
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeImages } from './images.ts';
import { productsOf } from './products.ts';
import { readJson, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-redo-'));
const at = (...parts: string[]) => join(folder, ...parts);
const names = ['drz', 'plain', 'constant', 'ir'];

beforeAll(async () => {
  writeImages(at('inputs'));
  // relative: a redo from another working folder has to find them
  writeFileSync(at('list.txt'), names.map((name) => `inputs/${name}.fits`).join('\n'));
  await starfan(['detect', 'list.txt', '--out', 'run', '--concurrency', '1'], folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const record = (run: string, name: string) =>
  readFileSync(at(run, 'tasks', 'detections', `${name}.json`), 'utf8');

describe('a redo', () => {
  it('knows from request.json what to do, and does only what is missing', async () => {
    const [before, drz] = [productsOf(at('run')), record('run', 'drz')];
    unlinkSync(at('run', 'tasks', 'detections', 'ir.json'));
    rmSync(at('run', 'images', 'plain'), { recursive: true });
    const { status, stdout } = await starfan(['redo', at('run')], tmpdir());
    expect(status).toBe(0);
    expect(stdout).toContain('4 of 4 images searched');
    expect(record('run', 'drz')).toBe(drz);
    expect(productsOf(at('run'))).toEqual(before);
    expect(readJson(at('run', 'request.json'))).toMatchObject({
      machine: 'detect-sources',
      input: { folder, maxConcurrency: 1 },
    });
  });

  it('does what failed again, after the image was mended', async () => {
    cpSync(at('inputs'), at('mended'), { recursive: true });
    const images = ['plain', 'cut', 'constant', 'ir', 'drz'].map((name) =>
      at('mended', `${name}.fits`),
    );
    await starfan(['detect', ...images, '--out', at('failed')]);
    expect(readJson(at('failed', 'run.json'))).toMatchObject({ failed: 1, state: 'SUCCEEDED' });
    const drz = record('failed', 'drz');
    cpSync(at('inputs', 'drz.fits'), at('mended', 'cut.fits'));
    const { status } = await starfan(['redo', at('failed'), '--only', 'FAILED', '--json']);
    expect(status).toBe(0);
    expect(readJson(at('failed', 'run.json'))).toMatchObject({ failed: 0, done: 5 });
    expect(record('failed', 'drz')).toBe(drz);
  });

  it('--only an image, or a stage, does that again', async () => {
    const [drz, ir] = [record('run', 'drz'), record('run', 'ir')];
    const { stdout } = await starfan(['redo', at('run'), '--only', 'ir']);
    expect(stdout).toContain('1 task to be done again');
    expect(record('run', 'ir')).not.toBe(ir);
    expect(record('run', 'drz')).toBe(drz);
    expect((await starfan(['redo', at('run'), '--only', 'detections'])).stdout).toContain(
      '4 tasks to be',
    );
    expect(record('run', 'drz')).not.toBe(drz);
    const { stderr, status } = await starfan(['redo', at('run'), '--only', 'stars']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('neither a stage (detections, catalogue'),
    ]);
  });

  it('goes on where a run was moved to', async () => {
    await starfan(['detect', at('inputs', 'plain.fits'), '--out', at('here')]);
    renameSync(at('here'), at('there')); // with the list in it
    rmSync(at('there', 'images'), { recursive: true });
    expect((await starfan(['redo', at('there')])).status).toBe(0);
    expect(statSync(at('there', 'images', 'plain', 'catalogue.fits')).size).toBeGreaterThan(0);
  });

  it('is refused where it cannot be, with a sentence', async () => {
    writeFileSync(at('short.txt'), at('inputs', 'plain.fits'));
    await starfan(['detect', at('short.txt'), '--out', at('short')]);
    unlinkSync(at('short.txt'));
    const { status, stderr } = await starfan(['redo', at('short')]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('is not there any more: put it back'),
    ]);
    unlinkSync(at('short', 'request.json'));
    expect((await starfan(['redo', at('short')])).stderr).toContain(
      'give the command that began it',
    );
  });
});
