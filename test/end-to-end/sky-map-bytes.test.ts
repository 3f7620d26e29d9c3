import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { type Frame, writeFrames, writeList } from './sky/frames.ts';
import { mapsFolder } from './sky/maps.ts';
import { productsOfSky, startsOf } from './sky/products.ts';
import { readJson, starfan, startStarfan } from './starfan.ts';

const { at, map } = mapsFolder('bytes');

/** The middles of six of HEALPix's faces: a plate each. */
const places: [ra: number, dec: number][] = [45, 135, 225].flatMap((ra) => [
  [ra, 40],
  [ra, -40],
]);

let lines: string[];
beforeAll(() => {
  const frames: Record<string, Frame> = {};
  for (const [n, [ra, dec]] of places.entries()) {
    for (const band of ['K', 'H']) {
      // Skies of their own, so that there is a background to be matched, and noise of a kind.
      const value =
        (level: number): Frame['value'] =>
        (x, y, z, column, row) =>
          level +
          300 * x +
          200 * y -
          250 * z +
          0.02 * column +
          ((column * 7 + row * 13 + n) % 11) / 7;
      const common = { dec, band, width: 100, height: 100, scale: 60 };
      frames[`${band}${n}a`] = { ...common, ra, value: value(1000 + n), twist: 10 * n };
      frames[`${band}${n}b`] = { ...common, ra: ra + 1, value: value(1010 - n) };
    }
  }
  lines = Object.values(writeFrames(at('in'), frames));
  writeList(at('list.jsonl'), lines);
});

const options = ['--order', '2', '--bands', 'r=K,g=H,b=H', '--format', 'fits,png'];
/** The folder's name is in the products: each run has one of the same name. */
const folderOf = (name: string) => {
  mkdirSync(at(name), { recursive: true });
  return at(name, 'sky');
};
const args = (out: string, concurrency: number) => [
  ...['sky-map', at('list.jsonl'), '--out', out, '--concurrency', String(concurrency)],
  ...options,
];

describe('a sky map is the same to the last byte', () => {
  let wanted: Record<string, string>;
  beforeAll(async () => {
    const out = folderOf('one');
    const { status, stderr } = await starfan(args(out, 1));
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('starfan:')]);
    expect(readJson(join(out, 'run.json'))).toMatchObject({ done: 24, failed: 0, brokenOff: 0 });
    wanted = productsOfSky(out);
    expect(Object.keys(wanted).length).toBeGreaterThan(100);
  });

  it('by eight processes as by one', async () => {
    const out = folderOf('eight');
    expect((await starfan(args(out, 8))).status).toBe(0);
    expect(productsOfSky(out)).toEqual(wanted);
  });

  it.each([3, 50])('in batches of %i', async (batchSize) => {
    const out = folderOf(`batches${batchSize}`);
    const { outcome } = await map(lines, {
      out,
      sky: { background: 'plane', bands: { r: 'K', g: 'H', b: 'H' } },
      input: { batchSize },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    const { 'list.jsonl': _, ...products } = productsOfSky(out);
    const { 'list.jsonl': __, ...others } = wanted;
    expect(products).toEqual(others);
  });

  it('after the command was killed among the tiles, and some of what it had done was lost', async () => {
    const out = folderOf('killed');
    const { kill } = startStarfan(args(out, 2));
    const painted = () =>
      existsSync(join(out, 'tasks/tiles')) ? readdirSync(join(out, 'tasks/tiles')) : [];
    await until(() => painted().length >= 3);
    await kill();
    expect(existsSync(join(out, 'report.html'))).toBe(false);

    const before = startsOf(out);
    const [first, second] = Object.keys(before).filter((task) => task.startsWith('tiles/'));
    expect(Object.keys(before).filter((task) => task.startsWith('tiles/')).length).toBeLessThan(12);
    rmSync(join(out, `${first!.replace('-', '/')}.tiles`)); // an output
    rmSync(join(out, 'tasks', `${second}.json`)); // a record
    rmSync(join(out, 'tasks/overlaps/K-0.json'));
    const lost = new Set([first, second, 'overlaps/K-0']);

    expect((await starfan(args(out, 2))).status).toBe(0);
    expect(productsOfSky(out)).toEqual(wanted);
    const after = startsOf(out);
    for (const [task, started] of Object.entries(before)) {
      if (lost.has(task)) expect(after[task], task).not.toBe(started);
      else expect(after[task], task).toBe(started);
    }
    expect((await starfan(args(out, 2))).status).toBe(0); // and again: nothing is done
    expect(startsOf(out)).toEqual(after);
    expect(productsOfSky(out)).toEqual(wanted);
  });
});
