import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Frame, writeFrames } from './sky/frames.ts';
import { mapsFolder } from './sky/maps.ts';
import { productsOfSky, startsOf } from './sky/products.ts';
import { readJson } from './starfan.ts';

const { at, map } = mapsFolder('finished');
const out = at('out');
const options = {
  out,
  sky: { bands: { r: 'K', g: 'H', b: 'J' }, background: 'plane', fits: true },
};

const frame: Frame = {
  ra: 45,
  dec: 40,
  value: (x, y, z) => 1000 + 300 * x + 200 * y - 250 * z,
  width: 120,
  height: 120,
  scale: 60,
};
let paths: Record<string, string>;
let lines: string[];
const WHOLE = /./;

beforeAll(async () => {
  const frames = ['K', 'H', 'J'].flatMap((band): [string, Frame][] => [
    [`${band}1`, { ...frame, band }],
    [`${band}2`, { ...frame, band, ra: 46 }],
  ]);
  paths = writeFrames(at('in'), Object.fromEntries(frames));
  lines = Object.values(paths);
  expect((await map(lines, options)).outcome.status).toBe('SUCCEEDED');
});

/** Functions that the same map calls again. */
const again = async (list = lines, more = {}) => {
  const { calls, outcome } = await map(list, { ...options, ...more });
  expect(outcome.status).toBe('SUCCEEDED');
  return calls;
};

describe('the same map into the same folder', () => {
  it('comes to its end at once, and leaves every byte as it was', async () => {
    const before = productsOfSky(out, WHOLE);
    expect(await again()).toEqual(['start-run']);
    expect(productsOfSky(out, WHOLE)).toEqual(before);
  });

  it('comes to its end at once with another concurrency, too', async () => {
    expect(await again(lines, { input: { maxConcurrency: 1 } })).toEqual(['start-run']);
  });

  /** What is not as it was; afterwards the map is whole again, and sealed anew. */
  const changes: [what: string, change: () => void][] = [
    ['an input was touched', () => utimesSync(paths.K1!, new Date(), new Date())],
    ['a tile is gone', () => rmSync(firstOf('hips/K', /Norder\d+\/.*png$/))],
    ['an Allsky is gone', () => rmSync(firstOf('hips/colour', /Allsky\.png$/))],
    ['a plan is gone', () => rmSync(join(out, 'plan/plates.jsonl'))],
    ['the stretch was edited', () => appendFileSync(join(out, 'stretch.json'), ' ')],
    ['the viewer is gone', () => rmSync(join(out, 'sky.html'))],
    ['the report is gone', () => rmSync(join(out, 'report.html'))],
    ['a record is gone', () => rmSync(firstOf('tasks/tiles', /json$/))],
    ['a record was written again', () => rewrite(firstOf('tasks/overlaps', /json$/))],
    ['the parameters were written again', () => rewrite(join(out, 'parameters.json'))],
    ['the list was written again', () => rewrite(join(out, 'list.jsonl'))],
  ];
  it.each(changes)('goes through all its states when %s', async (_, change) => {
    const before = productsOfSky(out);
    change();
    expect(await again()).toContain('write-report');
    expect(productsOfSky(out)).toEqual(before);
    expect(await again()).toEqual(['start-run']);
  });

  it('does no task again for the sake of the seal', async () => {
    const before = startsOf(out);
    rmSync(join(out, 'report.html'));
    await again();
    expect(startsOf(out)).toEqual(before);
  });

  it('is begun anew with other parameters, or another list', async () => {
    expect(await again(lines, { sky: { ...options.sky, stretch: 'sqrt' } })).toContain(
      'write-report',
    );
    expect(await again(lines.slice(1))).toContain('write-report');
    expect(await again(lines.toReversed())).toContain('write-report');
    expect(await again()).toContain('write-report');
    expect(await again()).toEqual(['start-run']);
  });

  it('has no seal while it runs, nor when an image failed', async () => {
    const stop = (functionName: string) => {
      if (functionName === 'make-stretch')
        throw Object.assign(new Error('no'), { name: 'BadRequest' });
    };
    await map(lines.slice(1), { ...options, before: stop });
    expect(readJson(join(out, 'run.json')).seal).toBeUndefined();
    expect(await again()).toContain('write-report');
    const bad = at('in', 'bad.fits');
    writeFileSync(bad, 'no image');
    for (let run = 0; run < 2; run++)
      expect(await again([...lines, bad])).toContain('write-report');
    expect(readJson(join(out, 'run.json'))).not.toHaveProperty('seal');
  });
});

const firstOf = (folder: string, name: RegExp): string => {
  const found = readdirSync(join(out, folder), { recursive: true, encoding: 'utf8' }).sort();
  return join(out, folder, found.find((one) => name.test(one))!);
};

/** The same bytes: it is another object all the same. */
const rewrite = (path: string): void => writeFileSync(path, readFileSync(path));
