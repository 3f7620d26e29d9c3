import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { demoCameras } from '../../cli/demo/camera.ts';
import { consequenceOfName } from '../../shared/contracts/errors.ts';
import { makeHips } from '../core/hips/small-hips.ts';
import { makeBombs, parquetBomb, pngBomb } from '../fuzz/bombs.ts';
import { MAX_MEGABYTES, MAX_SECONDS } from '../fuzz/limits.ts';
import { familyOf } from '../processes.ts';
import { smallImage } from './images.ts';
import { readJson, readJsonLines, startStarfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-bombs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Megabytes that a process has had at most; 0 when it has ended. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a command in the folder; with the memory that the largest of its processes took, MB. */
async function watched(...args: string[]) {
  const { child, ended } = startStarfan(args, folder);
  let peak = 0;
  while (child.exitCode === null) {
    for (const pid of familyOf(child.pid!)) peak = Math.max(peak, peakOf(pid));
    await wait(50);
  }
  return { ...(await ended), peak };
}

const bombs = makeBombs();
const names = Object.keys(bombs);
for (const [name, bytes] of Object.entries(bombs)) writeFileSync(join(folder, name), bytes);
writeFileSync(join(folder, 'good.fits'), smallImage(demoCameras.drizzled, 1));
writeFileSync(join(folder, 'list.txt'), ['good.fits', ...names].join('\n'));

it.each(['detect', 'sky-map', 'mosaic'])(
  '%s: every bomb of a list fails by a name of its own, soon and in little memory',
  async (command) => {
    const args = ['--out', command, '--concurrency', '1', '--tolerate', '100'];
    const { status, stderr, peak } = await watched(command, 'list.txt', ...args);
    expect(status, stderr).toBe(0);
    const failures = readJsonLines(join(folder, command, 'failures.jsonl'));
    expect(failures.map(({ line }) => line)).toEqual(names.map((_, i) => i + 2));
    for (const { error, uri } of failures)
      expect(consequenceOfName(error), `${uri}: ${error}`).toBe('item');
    expect(peak).toBeLessThan(MAX_MEGABYTES);
    if (command !== 'detect') return;
    const records = join(folder, command, 'tasks/detections');
    for (const name of readdirSync(records))
      expect(readJson(join(records, name)).cpu, name).toBeLessThan(MAX_SECONDS);
  },
);

it('a list that is itself a bomb, or packed, has no image in it, and says so', async () => {
  for (const name of ['no-end.fits.gz', 'zeros.fits.bz2']) {
    writeFileSync(join(folder, `${name}.txt`), bombs[name]!);
    const args = ['detect', `${name}.txt`, '--out', `of-${name}`];
    const { status, stdout, stderr, peak } = await watched(...args);
    expect(status, stdout).toBe(1);
    expect(stderr + stdout).toMatch(/NotAUri|MalformedLine|EmptyList|BadRequest/);
    expect(peak).toBeLessThan(MAX_MEGABYTES);
  }
});

it('a bomb is not cut, and no table of places', async () => {
  writeFileSync(join(folder, 'places.parquet'), parquetBomb(5_000_000));
  for (const args of [
    ...['zeros.fits.gz', 'tile-RICE_1.fits', 'tiles-GZIP_1.fits', 'plain.fits'].map((name) => [
      ...['cutout', name, '--pos', '45 45', '--size', '100x100', '--out', 'cut.fits'],
    ]),
    ['measure', 'list.txt', '--at', 'places.parquet', '--out', 'measured'],
  ]) {
    const { status, stderr, stdout, peak } = await watched(...args);
    expect(status, stdout).toBe(1);
    expect(stderr).toMatch(
      /starfan: (MalformedFits|MalformedWcs|TruncatedFits|TooLarge|BadRequest)/,
    );
    expect(peak).toBeLessThan(MAX_MEGABYTES);
  }
});

it('a million places are no bomb: they are read in as little memory', async () => {
  const places = Array.from({ length: 1e6 }, (_, i) => `${i},${i % 360},${(i % 181) - 90}`);
  writeFileSync(join(folder, 'many.csv'), `id,ra,dec\n${places.join('\n')}\n`);
  const args = ['measure', 'good.fits', '--at', 'many.csv', '--out', 'many'];
  const { status, stderr, peak } = await watched(...args);
  expect(status, stderr).toBe(0);
  expect(peak).toBeLessThan(MAX_MEGABYTES);
});

it('a picture or tile of a HiPS that unpacks to gigabytes is a problem that is named', async () => {
  const hips = await makeHips({
    ...{ order: 3, width: 8, tiles: [4, 5, 6, 7], cut: [0, 30] },
    sky: (ra) => 10 + (ra % 7),
  });
  for (const [path, bytes] of hips) {
    mkdirSync(join(folder, 'hips', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'hips', path), bytes);
  }
  writeFileSync(join(folder, 'hips/Norder3/Dir0/Npix4.png'), pngBomb(16_000));
  writeFileSync(join(folder, 'hips/Norder3/Dir0/Npix5.fits'), bombs['tile-GZIP_1.fits']!);
  const { status, stdout, stderr, peak } = await watched('check', 'hips');
  expect(status).toBe(1);
  for (const name of ['Npix4.png', 'Npix5.fits']) expect(stdout + stderr).toContain(name);
  expect(peak).toBeLessThan(MAX_MEGABYTES);
});
