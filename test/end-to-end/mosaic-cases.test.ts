import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { mosaicsFolder, readMosaic } from './mosaic/mosaics.ts';
import { readJson } from './starfan.ts';

const mosaic = mosaicsFolder('mosaic-cases');
const inCase = (name: string, pattern: RegExp): string[] =>
  readdirSync(sharedCase(`mosaics/${name}`))
    .filter((file) => pattern.test(file))
    .sort()
    .map((file) => sharedCase(`mosaics/${name}/${file}`));
const expected = (name: string) => readJson(sharedCase(`mosaics/${name}/expect.json`));
const finite = (data: ArrayLike<number>): number[] =>
  Array.from(data).filter((value) => Number.isFinite(value));
const plain = ['--background', 'none'];

describe.runIf(hasSharedCases)('cases of mosaics', () => {
  it('combine-modes: each mode of three values, and NaN where nobody saw', async () => {
    const images = inCase('combine-modes', /^m\d/);
    const modes = {
      mean: 46 / 3,
      median: 15,
      sum: 46,
      first: 11,
      min: 11,
      max: 20,
      clipped: 46 / 3,
    };
    for (const [mode, value] of Object.entries(modes)) {
      const run = await mosaic([...images, '--like', images[0]!, '--combine', mode, ...plain]);
      const { plane, science } = await run.read();
      expect(science.at(25, 13)).toBeCloseTo(value, 4);
      // Nothing was matched: no group has a level of its own.
      expect(run.stdout + run.stderr).not.toContain('group');
      expect([plane('COV').at(25, 13), plane('CTX').at(25, 13)]).toEqual([3, 7]);
      expect([science.at(2, 2), plane('COV').at(2, 2)]).toEqual([Number.NaN, 0]);
      expect(finite(science.data).length).toBe(776);
    }
  });

  it('area-degenerate: polygons that only touch, by hand', async () => {
    const [image] = inCase('area-degenerate', /^in/);
    const values = { shift3: 570, half: 493.5, halfx: 626.5, bin2: 260.25 };
    for (const [like, value] of Object.entries(values)) {
      const grid = sharedCase(`mosaics/area-degenerate/like_${like}.fits`);
      const run = await mosaic([image!, '--like', grid, '--sampling', 'area', ...plain]);
      const { plane, science } = await run.read();
      expect(Math.abs(science.at(6, 4) - value)).toBeLessThan(5e-5);
      expect(Math.max(...Array.from(plane('COV').data, (one) => Math.abs(one - 1)))).toBeLessThan(
        1e-9,
      );
    }
  });

  it('bricks: the seven around RA 0', async () => {
    const run = await mosaic([...inCase('bricks', /^b/), '--grid', 'bricks', ...plain]);
    expect(run.files.map((file) => file.split('/').at(-1)!.replace('.fits', ''))).toEqual(
      '0001p015 0001p017 0001p020 0003p017 3598p015 3598p017 3598p020'.split(' '),
    );
    const { hdu } = (await run.read(1)).science;
    const values = ['CRVAL1', 'CRVAL2', 'CRPIX1'].map((keyword) => hdu.header.number(keyword));
    expect([...values, hdu.shape]).toEqual([0.125, 1.75, 1800.5, [3600, 3600]]);
  });

  it('car-overlap: neighbours share their pixels bit for bit', async () => {
    const grid = ['--grid', 'car:0.1d/0.08d', '--frame', 'galactic', '--scale', '1s'];
    const run = await mosaic([...inCase('car-overlap', /^p/), ...grid, ...plain]);
    const at = async (name: string) => {
      const file = run.files.find((one) => one.includes(name))!;
      return (await readMosaic(file)).science;
    };
    const [own, west, north] = [
      await at('l010.00b+00.80'),
      await at('l010.08b'),
      await at('l010.00b+00.88'),
    ];
    expect(own.hdu.header.number('CRPIX2')).toBe(-2699.5);
    let seen = 0;
    for (let y = 1; y <= 360; y++)
      for (let x = 1; x <= 360; x++) {
        if (Number.isFinite(own.at(x, y))) seen++;
        if (x <= 72) expect(own.at(x, y)).toBe(west.at(x + 288, y));
        if (y > 288) expect(own.at(x, y)).toBe(north.at(x, y - 288));
      }
    expect(seen).toBeGreaterThan(20_000);
    expect(own.at(10, 164)).toBeCloseTo(-1.4531, 2);
    expect(own.at(70, 175)).toBeCloseTo(3.1194, 2);
  });

  it('car-past-180: native longitudes beyond 180°', async () => {
    const layout = ['--frame', 'galactic', '--size', '10d', '--scale', '30m'];
    for (const { center, value } of expected('car-past-180').points) {
      const images = inCase('car-past-180', /^plane/);
      const run = await mosaic([...images, '--center', center.join(' '), ...layout]);
      const { science } = await run.read();
      const middle = [10, 11].flatMap((x) => [10, 11].map((y) => science.at(x, y)));
      expect(Math.abs(middle.reduce((a, b) => a + b) / 4 - value)).toBeLessThan(0.05);
    }
  });

  it('context-33: any number of images', async () => {
    const like = sharedCase('mosaics/context-33/like.fits.gz');
    const run = await mosaic([...inCase('context-33', /^k/), '--like', like, ...plain]);
    const { plane, science } = await run.read();
    const { data, width, height } = plane('CTX');
    const imagesAt = (x: number, y: number) =>
      Array.from({ length: 35 }, (_, i) => i).filter(
        (i) => (data[(i >> 5) * width * height + (y - 1) * width + x - 1]! >> (i & 31)) & 1,
      );
    expect([imagesAt(10, 5).length, imagesAt(10, 5).slice(-2)]).toEqual([22, [33, 34]]);
    expect(science.at(10, 5)).toBeCloseTo(426 / 22, 4);
    expect([imagesAt(1, 1), science.at(1, 1)]).toEqual([[25], 26]);
  });

  it('cosmic-4: of four values the bright ones, and no other', async () => {
    const images = inCase('cosmic-4', /^c/);
    const run = await mosaic([...images, '--like', images[0]!, '--combine', 'clipped', ...plain]);
    const { plane, science } = await run.read();
    const right: [number, number, number][] = [
      [16, 34, 99.016],
      [41, 42, 98.832],
      [46, 51, 830.227],
    ];
    for (const [x, y, value] of right)
      expect(Math.abs(science.at(x, y) - value)).toBeLessThan(2e-3);
    expect(Array.from(plane('COV').data).reduce((sum, one) => sum + 4 - one, 0)).toBe(80);
  });

  it('drizzle-pixfrac: the values and weights of the drizzle package', async () => {
    const like = sharedCase('mosaics/drizzle-pixfrac/like.fits.gz');
    const way = ['--like', like, '--sampling', 'drizzle', '--pixfrac', '0.6', ...plain];
    const { plane, science } = await (
      await mosaic([...inCase('drizzle-pixfrac', /^d/), ...way])
    ).read();
    for (const [x, y, value, weight] of expected('drizzle-pixfrac').points) {
      expect(Math.abs(science.at(x, y) - value)).toBeLessThan(1e-4);
      expect(Math.abs(plane('WHT').at(x, y) - weight)).toBeLessThan(1e-4);
    }
  });

  it('flux-scale: the unit decides what is conserved', async () => {
    const images = inCase('flux-scale', /^star/);
    for (const [scale, conserve, sum] of [
      ['2s', 'brightness', 2500],
      ['2s', undefined, 10_000],
      ['0.4s', 'brightness', 62_500],
      ['0.4s', 'flux', 10_000],
    ] as const) {
      const asked = conserve === undefined ? [] : ['--conserve', conserve];
      const run = await mosaic([...images, '--scale', scale, '--sampling', 'area', ...asked]);
      const { science } = await run.read();
      expect(finite(science.data).reduce((all, one) => all + one, 0) / sum).toBeCloseTo(1, 2);
      expect(science.hdu.header.get('CONSERVE')).toBe(conserve ?? 'flux');
    }
  });

  it('huge-grid: too many pixels are refused with their number', async () => {
    const run = await mosaic([...inCase('flux-scale', /^star/), '--size', '20d', '--scale', '1s']);
    expect([run.status, run.stderr]).toEqual([2, expect.stringContaining('5,184,000,000 pixels')]);
  });

  it('lanczos3-hole: SWarp, and no light from a NaN', async () => {
    const like = sharedCase('mosaics/lanczos3-hole/like.fits.gz');
    const images = inCase('lanczos3-hole', /^in/);
    const run = await mosaic([...images, '--like', like, '--sampling', 'lanczos3', ...plain]);
    const { science } = await run.read();
    for (const [x, y, , value] of expected('lanczos3-hole').points)
      expect(Math.abs(science.at(x, y) - value)).toBeLessThan(2e-4 * Math.abs(value));
  });

  it('level-step: a step in level is no slope', async () => {
    for (const mode of ['plane', 'level']) {
      const run = await mosaic([...inCase('level-step', /^s/), '--background', mode]);
      const values = finite((await run.read()).science.data);
      for (const value of values) expect(Math.abs(value - 19.5)).toBeLessThan(0.2);
    }
  });

  it('like-sip: the pixels of a reference with its distortion', async () => {
    const like = sharedCase('mosaics/like-sip/ref.fits.gz');
    const { science, wcs } = await (
      await mosaic([...inCase('like-sip', /^i/), '--like', like, ...plain])
    ).read();
    expect([science.width, science.height]).toEqual([160, 120]);
    const [ra, dec] = wcs.pixelToIcrs(159, 119);
    expect(Math.hypot(ra - 150.069003108, dec - 2.21712678)).toBeLessThan(1e-8);
    expect(Math.abs(science.at(88, 51) - 30.3269)).toBeLessThan(2e-3);
    expect(Math.abs(science.at(15, 107) - 29.875)).toBeLessThan(2e-3);
  });

  it('overlap-empty: footprints overlap, pixels do not', async () => {
    for (const mode of ['plane', 'level']) {
      const run = await mosaic([...inCase('overlap-empty', /^e\d/), '--background', mode]);
      const values = finite((await run.read()).science.data);
      const seen = [10, 3, 19.5].map((level) => {
        return values.filter((value) => Math.abs(value - level) < 0.2).length;
      });
      expect(Math.min(...seen)).toBeGreaterThan(1000);
      expect(seen.reduce((sum, one) => sum + one)).toBe(values.length);
      const { notes } = readJson(join(run.out, 'run.json'));
      expect(notes).toEqual([expect.stringMatching(/: 3 groups .* 2 of them of one image alone/)]);
    }
  });

  it('tile-compressed: the same bits without loss', async () => {
    const [image] = inCase('tile-compressed', /^sky/);
    const ways = ['none', 'lossless'].map((way) => [
      image!,
      '--like',
      image!,
      '--compress',
      way,
      ...plain,
    ]);
    const [one, other] = await Promise.all(ways.map(async (way) => (await mosaic(way)).read()));
    expect(Array.from(other!.science.data)).toEqual(Array.from(one!.science.data));
  });

  it('weights-zero-nan: junk has no weight', async () => {
    const images = inCase('weights-zero-nan', /^x/);
    const { plane, science } = await (
      await mosaic([...images, '--like', images[0]!, ...plain])
    ).read();
    const right: [number, number, number, number][] = [
      [31, 31, 31.25, 8],
      [6, 6, 34.2857, 7],
      [10, 8, 40, 5],
      [22, 6, 16.6667, 3],
      [17, 17, Number.NaN, 0],
    ];
    for (const [x, y, value, weight] of right) {
      expect(plane('WHT').at(x, y)).toBe(weight);
      if (Number.isNaN(value)) expect(science.at(x, y)).toBeNaN();
      else expect(science.at(x, y)).toBeCloseTo(value, 4);
    }
    expect(finite(science.data).length).toBe(1132);
  });
});
