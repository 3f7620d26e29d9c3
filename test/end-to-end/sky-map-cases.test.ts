import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lonLatToHealpix } from '../../shared/core/healpix/pixel.ts';
import { hipsToIcrs } from '../../shared/core/hips/frame.ts';
import { lonLatToVector } from '../../shared/core/sphere/vector.ts';
import { hasSharedCases, hasSharedData, sharedCase, sharedData } from '../shared-data.ts';
import { cellsOf, readTile } from './sky/hips.ts';
import { mapsFolder, named } from './sky/maps.ts';
import { readJson, readJsonLines } from './starfan.ts';

const { map } = mapsFolder('cases');
const inFolder = (folder: string): string[] =>
  readdirSync(sharedCase(folder))
    .filter((name) => name.endsWith('.fits.gz'))
    .sort()
    .map((name) => sharedCase(`${folder}/${name}`));

type Run = Awaited<ReturnType<typeof map>>;
const orderOf = ({ out }: Run): number => readJson(join(out, 'plan/plan.json')).order;
/** Of a run of one band. */
const planesOf = ({ out }: Run): Float64Array => {
  const [band] = readdirSync(join(out, 'background'));
  const bytes = readFileSync(join(out, 'background', band!, '0.bin'));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};
const tileWarnings = ({ out }: Run): string[] =>
  readdirSync(join(out, 'tasks/tiles')).flatMap(
    (name) => readJson(join(out, 'tasks/tiles', name)).warnings,
  );

/** The pixel of the deepest tiles at a place. */
async function valueAt(run: Run, band: string, ra: number, dec: number): Promise<number> {
  const order = orderOf(run);
  const pixel = lonLatToHealpix(order + 9, ra, dec);
  const tile = Math.floor(pixel / 4 ** 9);
  if (!cellsOf(run.hips(band), order, 'fits').includes(tile)) return Number.NaN;
  const bits = Array.from({ length: 18 }, (_, k) => Math.floor(pixel / 2 ** k) % 2);
  const along = (from: number) =>
    bits.filter((_, k) => k % 2 === from).reduce((sum, bit, k) => sum + bit * 2 ** k, 0);
  return (await readTile(run.hips(band), order, tile))[(511 - along(0)) * 512 + along(1)]!;
}

describe.runIf(hasSharedCases)('cases of the field', () => {
  it('all-sky: a map of the whole sky in CAR', async () => {
    const run = await map(inFolder('all-sky'), { sky: { order: 1 } });
    expect(run.summary()).toMatchObject({ done: 1, failed: 0 });
    for (const [ra, dec] of [
      [10, 20],
      [180, 0],
      [0.1, -60],
      [359.9, 80],
      [123, 89.9],
    ] as const) {
      const [x, , z] = lonLatToVector(ra, dec);
      // A pixel of order 1 is 0.06° wide, and the map changes by 0.2 a degree.
      expect(
        Math.abs((await valueAt(run, 'allsky', ra, dec)) - (100 + 10 * x + 5 * z)),
      ).toBeLessThan(0.01);
    }
  });

  it('mosaics/car-past-180: native longitudes beyond 180°', async () => {
    const run = await map(inFolder('mosaics/car-past-180'), { sky: { order: 2 } });
    const { points } = readJson(sharedCase('mosaics/car-past-180/expect.json'));
    for (const { center, value } of points as { center: [number, number]; value: number }[]) {
      const found = await valueAt(run, 'CO', ...hipsToIcrs('galactic', ...center));
      expect(Math.abs(found - value)).toBeLessThan(0.05);
    }
  });

  it('mosaics/level-step: a step in level is no slope', async () => {
    const run = await map(inFolder('mosaics/level-step'), {
      sky: { background: 'plane', order: undefined },
    });
    const { positions } = readJson(sharedCase('mosaics/level-step/expect.json'));
    for (const [ra, dec] of (positions as [number, number][][]).flat())
      expect(Math.abs((await valueAt(run, 'r', ra, dec)) - 19.5)).toBeLessThan(0.2);
  });

  it('mosaics/overlap-empty: three groups, each at its own level', async () => {
    const run = await map(inFolder('mosaics/overlap-empty'), {
      sky: { background: 'plane', order: undefined },
    });
    const { positions } = readJson(sharedCase('mosaics/overlap-empty/expect.json'));
    for (const [k, level] of [10, 19.5, 19.5, 3].entries())
      expect(
        Math.abs((await valueAt(run, 'r', ...(positions[k] as [number, number]))) - level),
      ).toBeLessThan(0.15);
    expect(readJson(join(run.out, 'background/r/fixed.json'))).toMatchObject({
      groups: 1,
      alone: 2,
    });
    expect(readFileSync(join(run.out, 'report.html'), 'utf8')).toContain('2 images to none');
  });

  it('ring-plane: a closed ring tells its slope', async () => {
    const run = await map(inFolder('ring-plane'), { sky: { background: 'plane', order: 3 } });
    expect(readJson(join(run.out, 'background/ring/fixed.json'))).toEqual({
      groups: 1,
      alone: 0,
      lost: 0,
      free: 1,
      told: 2,
    });
    const values: number[] = [];
    for (let l = 0; l < 360; l += 15)
      values.push(await valueAt(run, 'ring', ...hipsToIcrs('galactic', l, 0)));
    // numpy's least squares leaves 0.8 of planes; one pixel's noise is 0.3.
    expect(Math.max(...values) - Math.min(...values)).toBeLessThan(2);
    expect(planesOf(run)).toHaveLength(36);
  });

  it('zero-border: 50 within, nothing outside, and a warning', async () => {
    const run = await map(inFolder('zero-border'), { sky: { order: undefined } });
    const order = orderOf(run);
    const values: number[] = [];
    for (const tile of cellsOf(run.hips('x'), order, 'fits')) {
      for (const value of await readTile(run.hips('x'), order, tile))
        if (!Number.isNaN(value)) values.push(value);
    }
    values.sort((a, b) => a - b);
    expect(values[0]).toBeGreaterThan(40);
    expect(values[values.length >> 1]).toBeCloseTo(50, 0);
    expect(tileWarnings(run)).toEqual([
      expect.stringMatching(/zero_0: a border of 92400 pixels that are exactly 0 .*--blank/),
      expect.stringContaining('zero_1'),
    ]);
  });

  it.each(['wide100k', 'tinyscale', 'cd1e200', 'bunit70k'])(
    'attack/%s fails alone',
    async (bad) => {
      const good = ['g1', 'g2', 'g3'].map((name) => sharedCase(`attack/${name}.fits`));
      const run = await map([...good, sharedCase(`attack/${bad}.fits`)], {
        sky: { order: undefined },
      });
      expect(named(run.failures()).map(([line]) => line)).toEqual([4]);
      expect(readJsonLines(join(run.out, 'plan/plates.jsonl'))).toHaveLength(2);
    },
  );

  it('mosaics/cutout-huge: refused once, by its header', async () => {
    const run = await map([sharedCase('mosaics/cutout-huge/huge.fits.fz')], {
      sky: { order: undefined },
    });
    expect(run.calls).not.toContain('paint-tiles');
    expect(run.failures()).toEqual([
      expect.objectContaining({
        error: 'TooLarge',
        stage: 'images',
        message: expect.stringContaining('3600000000'),
      }),
    ]);
  });
});

it.skipIf(!hasSharedData)(
  'a real image that was cut to one pixel a chip (skipped without ../shared/data)',
  async () => {
    const run = await map([sharedData('hst/j94f05bgq_flt.fits.gz')], { sky: { order: undefined } });
    expect(run.outcome.status).toBe('SUCCEEDED');
    expect(run.summary()).toMatchObject({ lines: 1, done: 1, brokenOff: 0 });
  },
);
