import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder, lockOwner } from '../../local/run-folder/lock.ts';
import { until } from '../until.ts';
import { productsOf } from './products.ts';
import { readJson, starfan, startStarfan } from './starfan.ts';
import { writeTinyImages } from './tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-cancel-'));
const at = (...parts: string[]) => join(folder, ...parts);
const IMAGES = 500;

beforeAll(async () => {
  writeFileSync(at('list.txt'), writeTinyImages(at('inputs'), IMAGES).join('\n'));
  await starfan(['detect', at('list.txt'), '--out', at('whole')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const done = (run: string) => {
  const records = at(run, 'tasks', 'detections');
  return existsSync(records) ? readdirSync(records).length : 0;
};

/** Starts a run and comes back when it has begun its work. */
async function begun(run: string) {
  // one at a time, so that there is time to stop it
  const args = ['detect', at('list.txt'), '--out', at(run), '--concurrency', '1'];
  const begun = startStarfan(args);
  await until(() => done(run) > 10);
  return begun;
}

describe('a run under way', () => {
  it('refuses a second one, a redo and a clean; cancelled and redone it has the bytes of an undisturbed one', async () => {
    const { ended } = await begun('cancelled');
    for (const args of [['redo'], ['clean', '--yes']]) {
      const { status, stderr } = await starfan([args[0]!, at('cancelled'), ...args.slice(1)]);
      expect([status, stderr]).toEqual([2, expect.stringContaining('is under way and cannot be')]);
    }
    const second = await starfan(['detect', at('list.txt'), '--out', at('cancelled')]);
    expect(second.stderr).toContain('is at work in');

    const { status, stdout } = await starfan(['cancel', at('cancelled')]);
    expect(status).toBe(0);
    const left = Number(/to go: (\d+) of 500 detections/.exec(stdout)?.[1]);
    // What its process had under way may come to stand after that.
    expect(left - (IMAGES - done('cancelled'))).toBeOneOf([0, 1]);
    expect(left).toBeGreaterThan(0);
    expect((await ended).status).toBe(130);
    const told = JSON.parse((await starfan(['status', at('cancelled'), '--json'])).stdout);
    expect(told).toMatchObject({ state: 'stopped' });

    expect((await starfan(['redo', at('cancelled'), '--concurrency', '2'])).status).toBe(0);
    expect(productsOf(at('cancelled'))).toEqual(productsOf(at('whole')));
    expect(readJson(at('cancelled', 'run.json'))).toMatchObject({ done: IMAGES, failed: 0 });
  });

  it('killed at once goes on just so', async () => {
    const { kill } = await begun('killed');
    await kill();
    const told = JSON.parse((await starfan(['status', at('killed'), '--json'])).stdout);
    expect(told.state).toBe('stopped');
    expect((await starfan(['redo', at('killed'), '--concurrency', '2'])).status).toBe(0);
    expect(productsOf(at('killed'))).toEqual(productsOf(at('whole')));
  });
});

describe('a lock', () => {
  it('whose number has come to stand for another process counts no more', async () => {
    mkdirSync(at('old'));
    const lock = at('old', '.starfan-lock');
    writeFileSync(lock, String(process.pid)); // alive, and no run
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    expect(await lockOwner(at('old'))).toBe(undefined);
    const unlock = await lockFolder(at('old'));
    expect(await lockOwner(at('old'))).toBe(process.pid);
    await unlock();
    expect(existsSync(lock)).toBe(false);
  });
});
