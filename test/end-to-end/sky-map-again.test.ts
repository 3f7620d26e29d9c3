import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeImage } from '../../shared/core/fits/write.ts';
import { type Frame, fitsOf, headerOf, pixelsOf, writeFrames } from './sky/frames.ts';
import { problemsOf, tilesOf } from './sky/hips.ts';
import type { SkyRun } from './sky/machine.ts';
import { mapsFolder } from './sky/maps.ts';
import { productsOfSky, startsOf } from './sky/products.ts';

const { at, map } = mapsFolder('again');

const frame: Frame = {
  ra: 45,
  dec: 40,
  // smooth, so that a stretch of means is the mean of stretched pixels to a level
  value: (x, y, z) => 1000 + 300 * x + 200 * y - 250 * z,
  width: 120,
  height: 120,
  scale: 60,
};
const bands = { r: 'K', g: 'H', b: 'J' };

/**
 * In each of three bands two that overlap and one that has a tile of its own in the same plate; one
 * of K far away.
 */
let paths: Record<string, string>;
let all: string[];
let ofK: string[];
beforeAll(async () => {
  const frames: Record<string, Frame> = {};
  for (const band of Object.values(bands)) {
    frames[`${band}1`] = { ...frame, band };
    frames[`${band}2`] = { ...frame, band, ra: 46 };
    frames[`${band}3`] = { ...frame, band, ra: 60, dec: 20 };
  }
  paths = writeFrames(at('in'), { ...frames, far: { ...frame, band: 'K', ra: 225, dec: -40 } });
  all = Object.values(paths);
  ofK = all.filter((path) => !/[HJ]\d\.fits$/.test(path));
  expect((await map(all, { out: at('all'), sky: { bands } })).outcome.status).toBe('SUCCEEDED');
});

/** What can be seen of a map. */
const SEEN = /^hips\/|^(sky\.html|stretch\.json)$/;

type Map = [lines: (string | object)[], options?: Partial<SkyRun>];

/**
 * A run in a folder of its own; without lines that of all images in colour, file by file the same.
 * Answers the folder.
 */
async function firstRun(name: string, first?: Map): Promise<string> {
  const out = at(name);
  if (first) expect((await map(first[0], { ...first[1], out })).outcome.status).toBe('SUCCEEDED');
  else {
    const entries = readdirSync(at('all'), { recursive: true, withFileTypes: true });
    for (const { parentPath, name: file } of entries.filter((entry) => entry.isFile())) {
      const path = join(out, parentPath.slice(at('all').length), file);
      mkdirSync(dirname(path), { recursive: true });
      linkSync(join(parentPath, file), path); // a copy would have other ETags, and be done again
    }
  }
  return out;
}

/**
 * A first run, and a second one into its folder: what was seen before and after, and which tasks
 * were done again.
 */
async function again(name: string, first: Map | undefined, second: Map) {
  const out = await firstRun(name, first);
  const starts = startsOf(out);
  const before = productsOfSky(out, SEEN);
  const ran = await map(second[0], { ...second[1], out });
  expect(ran.outcome.status).toBe('SUCCEEDED');
  const done = Object.entries(startsOf(out)).filter(([task, started]) => starts[task] !== started);
  return { ...ran, before, found: productsOfSky(out, SEEN), changed: done.map(([task]) => task) };
}

/** The same, and the second run is as it is by itself, in a folder of the same name. */
async function asByItself(name: string, first: Map | undefined, second: Map) {
  const both = await again(name, first, second);
  renameSync(both.out, at(`${name}-both`));
  const fresh = await map(second[0], { ...second[1], out: both.out });
  const wanted = productsOfSky(both.out, SEEN);
  expect(Object.keys(both.found)).toEqual(Object.keys(wanted));
  expect(both.found).toEqual(wanted);
  return { ...both, fresh };
}

async function checkAll(out: string): Promise<void> {
  for (const survey of readdirSync(join(out, 'hips')))
    expect(await problemsOf(join(out, 'hips', survey)), survey).toEqual([]);
}

describe('another map into the same folder leaves nothing of the first', () => {
  it('when it is of a lower order', async () => {
    const { before, found, fresh } = await asByItself('order', undefined, [
      all,
      { sky: { bands, order: 1 } },
    ]);
    expect(Object.keys(found).length).toBeLessThan(Object.keys(before).length);
    expect(tilesOf(fresh.hips('K')).every(({ order }) => order <= 1)).toBe(true);
    await checkAll(fresh.out);
  });

  it('when it has fewer images, in colour too', async () => {
    const few = [paths.K1!, paths.H1!, paths.J1!];
    const { before, found, fresh } = await asByItself('list', undefined, [few, { sky: { bands } }]);
    for (const survey of ['K', 'colour']) {
      const tiles = (products: object) =>
        Object.keys(products).filter((path) => path.startsWith(`hips/${survey}/Norder2`));
      expect(tiles(found).length).toBeLessThan(tiles(before).length);
    }
    await checkAll(fresh.out);
  });

  it('when it has fewer bands, no colour and no FITS', async () => {
    const { before, fresh } = await asByItself('bands', undefined, [ofK, { sky: { fits: false } }]);
    expect(Object.keys(before).some((path) => path.startsWith('hips/K/HpxFinder/Norder2/'))).toBe(
      true,
    );
    expect(readdirSync(fresh.hips(''))).toEqual(['K']);
    expect(existsSync(join(fresh.hips('K'), 'HpxFinder'))).toBe(false);
    // A band's pictures are means that were stretched, not means of stretched pictures: only their
    // FITS tiles could be compared.
    const problems = await problemsOf(fresh.hips('K'));
    expect(problems.filter(({ code }) => code !== 'ParentDiffers')).toEqual([]);
  });

  it('when it is in another frame, and adaptive', async () => {
    const { fresh } = await asByItself('frame', undefined, [
      all,
      { sky: { bands, frame: 'galactic', adaptive: true } },
    ]);
    await checkAll(fresh.out);
  });
});

describe('the same map again', () => {
  it('runs no task where nothing has changed', async () => {
    const colour: Map = [all, { sky: { bands } }];
    const { changed, before, found } = await again('all', colour, colour);
    expect(changed).toEqual([]);
    expect(found).toEqual(before);
  });

  it('loses no image, and reads none again, from a list with a comment above', async () => {
    const { changed, found, before, summary } = await again(
      'moved',
      [ofK],
      [['# of the band K', ...ofK]],
    );
    expect(changed).toEqual([]);
    expect(summary()).toMatchObject({ lines: 4, done: 4, failed: 0 });
    expect(found).toEqual(before);
  });

  it('does what depends on an image that has changed, and nothing else', async () => {
    const out = at('changed');
    await map(all, { out });
    const before = startsOf(out);
    writeFileSync(paths.far!, fitsOf({ ...frame, band: 'K', ra: 225, dec: -40, value: () => 90 }));
    await map(all, { out });
    const after = startsOf(out);
    const changed = Object.keys(after).filter((task) => after[task] !== before[task]);
    // Its header, its plates; the stretch of its band changes, and with it all pictures.
    expect(changed.filter((task) => task.startsWith('images/'))).toEqual(['images/00009']);
    expect(changed.filter((task) => task.startsWith('tiles/'))).toEqual(['tiles/K-10']);
    const kept = Object.keys(after).filter(
      (task) => task.startsWith('tiles/') && after[task] === before[task],
    );
    expect(kept.length).toBeGreaterThanOrEqual(3);
  });

  it('takes no tile for its own that was made with other weights or from another HDU', async () => {
    const [a, b] = [paths.K1!, at('in', 'twice.fits')];
    const at46 = { ...frame, ra: 46, band: 'K' };
    const other = writeImage(pixelsOf({ ...at46, value: () => 500 }), [120, 120], headerOf(at46));
    writeFileSync(b, fitsOf(at46, [other]));
    const line = { uri: b, hdu: 0, weight: 1 };
    const weights = await asByItself(
      'weights',
      [[a, { ...line, hdu: 1 }]],
      [[a, { ...line, hdu: 1, weight: 3 }]],
    );
    expect(weights.found).not.toEqual(weights.before);
    const hdus = await asByItself('hdus', [[a, line]], [[a, { ...line, hdu: 1 }]]);
    expect(hdus.found).not.toEqual(hdus.before);
  });

  it('makes a tile anew that was removed', async () => {
    const out = at('removed');
    await map(all, { out });
    const before = productsOfSky(out, SEEN);
    for (const path of Object.keys(before).filter((_, i) => i % 7 === 0)) rmSync(join(out, path));
    await map(all, { out });
    expect(productsOfSky(out, SEEN)).toEqual(before);
  });
});
