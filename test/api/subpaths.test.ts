import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyMoc } from '../../api/moc.ts';
import { runExample } from './run-example.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the examples find there, by subpath: statements of a module. */
const given: Record<string, string> = {
  fits: `import { writeFits, writeImage } from 'starfan/fits';
    const bytes = writeFits([writeImage(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2], [{ keyword: 'OBJECT', value: 'M31' }])]);`,
  wcs: `const cards = new Map(Object.entries({ NAXIS: 2, NAXIS1: 10, NAXIS2: 10, CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN',
      CRVAL1: 10, CRVAL2: 20, CRPIX1: 1, CRPIX2: 1, CDELT1: -0.1, CDELT2: 0.1 }));
    const hdu = { header: { get: (name) => cards.get(name), cards: [...cards].map(([keyword, value]) => ({ keyword, value })) } };
    const fits = { hdu: () => { throw new Error('there is no table'); } };`,
  healpix: '',
  moc: `import { mocOfCells, writeMoc } from 'starfan/moc';
    const bytes = writeMoc(mocOfCells(9, [12345, 12346]));`,
  hips: "const text = 'hips_order = 9\\n';",
};

/** What must be true behind an example. */
const expected: Record<string, string> = {
  fits: "[hdu.header.string('OBJECT'), width, height, ...data]",
  wcs: '[ra, dec, x, y, ...withTables.pixelToIcrs(0, 0)]',
  healpix: '[cell, lonLatToHealpix(9, lon, lat)]',
  moc: '[skyFraction(moc) * 12 * 4 ** 9, touchesCell(moc, { order: 9, ipix: 12345 }), touchesCell(moc, { order: 9, ipix: 12340 })]',
  hips: "[order, tilePath(order, 12345, 'png')]",
};

const example = (name: string): Promise<unknown> =>
  runExample(`api/${name}.ts`, given[name] ?? '', expected[name] ?? '');

describe('the examples of the subpaths', () => {
  it('run as starfan/fits shows', async () => {
    expect(await example('fits')).toEqual(['M31', 3, 2, 1, 2, 3, 4, 5, 6]);
  });
  it('run as starfan/wcs shows', async () => {
    const seen = (await example('wcs')) as number[];
    for (const [i, value] of [10, 20, 0, 0, 10, 20].entries())
      expect(seen[i]).toBeCloseTo(value, 9);
  });
  it('run as starfan/healpix shows', async () => {
    const [cell, again] = (await example('healpix')) as number[];
    expect(again).toBe(cell);
  });
  it('run as starfan/moc shows', async () => {
    expect(await example('moc')).toEqual([2, true, false]);
    expect(emptyMoc().order).toBe(0);
  });
  it('run as starfan/hips shows', async () => {
    expect(await example('hips')).toEqual([9, 'Norder9/Dir10000/Npix12345.png']);
  });
});

it('nothing of Node is in what browsers load', () => {
  const library = join(root, 'dist/library');
  const files = readdirSync(library).filter((name) => name.endsWith('.js'));
  expect(files.length).toBeGreaterThan(5);
  for (const name of files)
    expect(readFileSync(join(library, name), 'utf8')).not.toMatch(
      /from\s*["'](node:|fs|path|stream)|require\(["'](node:|fs|stream)|\bnew Buffer\b|Buffer\.(from|alloc)/,
    );
});
