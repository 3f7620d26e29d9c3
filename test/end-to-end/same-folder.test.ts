import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFrames } from './sky/frames.ts';
import { readJsonLines, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-same-folder-'));
const out = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let one: string;
let two: string;
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
  [one = '', two = ''] = Object.values(
    writeFrames(join(folder, 'in'), { one: frame, two: { ...frame, ra: 46 } }),
  );
});

const allFiles = (): string[] => readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
const listed = (): string[] => readJsonLines(join(out, 'list.jsonl')).map(({ name }) => name);

it('one folder is one run, whatever is asked of it next', async () => {
  expect((await starfan(['detect', one, '--out', out])).status).toBe(0);
  const before = allFiles();

  const other = await starfan(['detect', two, '--out', out]);
  expect(other.status).toBe(2);
  expect(other.stderr).toMatch(
    /run of another list: 1 of its 1 images.*one\.fits.*option add .*option replace/,
  );
  expect(allFiles()).toEqual(before);

  const sky = await starfan(['sky-map', one, '--out', out]);
  expect(sky.status).toBe(2);
  expect(sky.stderr).toMatch(
    /holds a run of detect, this is sky-map: give another folder \(out\), or the option replace/,
  );
  expect(allFiles()).toEqual(before);

  const changed = await starfan(['detect', one, '--out', out, '--zeropoint', '20']);
  expect(changed.status).toBe(0);
  expect(changed.stderr).toContain(
    'options differ from those of the run in the folder (zeropoint)',
  );

  const both = await starfan(['detect', two, '--out', out, '--zeropoint', '20', '--add']);
  expect(both.status).toBe(0);
  expect(both.stderr).not.toContain('other options');
  expect(listed()).toEqual(['one', 'two']);

  const map = await starfan(['sky-map', one, two, '--out', out, '--replace']);
  expect(map.status).toBe(0);
  // what the plan says is said before the work
  expect(map.stdout + map.stderr).toMatch(/order \d+: 1 plate of 2 images, .* are free/);
  expect(existsSync(join(out, 'images'))).toBe(false);
  expect(existsSync(join(out, 'hips/K/properties'))).toBe(true);
  expect(readFileSync(join(out, 'request.json'), 'utf8')).toContain('"sky-map"');
});

it('what a run reads is not removed by --replace', async () => {
  const own = join(folder, 'own');
  expect((await starfan(['sky-map', one, two, '--out', own, '--format', 'fits,png'])).status).toBe(
    0,
  );
  const tile = allTiles(own)[0] ?? '';
  const answer = await starfan(['detect', tile, '--out', own, '--replace']);
  expect(answer.status).toBe(2);
  expect(answer.stderr).toContain(`--replace would remove ${tile}`);
  expect(existsSync(tile)).toBe(true);
});

const allTiles = (run: string): string[] =>
  readdirSync(join(run, 'hips/K'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /Npix\d+\.fits$/.test(name))
    .map((name) => join(run, 'hips/K', name));
