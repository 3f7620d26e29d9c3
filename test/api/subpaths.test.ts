import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyMoc } from '../../api/moc.ts';
import { toDegrees, toRadians } from '../../shared/core/sphere/angle.ts';
import { runExample } from './run-example.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the examples find there, by subpath: statements of a module. */
const given: Record<string, string> = {
  fits: `import { writeFits, writeImage } from 'starfan/fits';
    const bytes = writeFits([writeImage(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2], [{ keyword: 'OBJECT', value: 'M31' }])]);`,
  wcs: `import { writeFits, writeImage } from 'starfan/fits';
    const cards = (values) => Object.entries(values).map(([keyword, value]) => ({ keyword, value }));
    const records = ['EXTVER: 1', 'NAXES: 2', 'AXIS.1: 1', 'AXIS.2: 2'];
    const image = writeImage(new Float32Array(100), [10, 10], [
      ...cards({ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 20, CRPIX1: 1, CRPIX2: 1,
        CDELT1: -0.1, CDELT2: 0.1, CPDIS1: 'LOOKUP' }),
      ...records.map((value) => ({ keyword: 'DP1', value })),
    ]);
    const table = writeImage(new Float32Array(4).fill(0.5), [2, 2],
      cards({ EXTNAME: 'WCSDVARR', EXTVER: 1, CRPIX1: 1, CRPIX2: 1, CRVAL1: 1, CRVAL2: 1, CDELT1: 9, CDELT2: 9 }));
    const bytes = writeFits([image, table]);`,
  healpix: '',
  moc: `import { mocOfCells, writeMoc } from 'starfan/moc';
    const bytes = writeMoc(mocOfCells(9, [12345, 12346]));`,
  hips: "const text = 'hips_order = 9\\n';",
};

/** What must be true behind an example. */
const expected: Record<string, string> = {
  fits: "[hdu.header.string('OBJECT'), width, height, ...data]",
  wcs: '[ra, dec, x, y]',
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
  it('run as starfan/wcs shows, with a table that moves all pixels by half of one', async () => {
    const seen = (await example('wcs')) as number[];
    // Calabretta & Greisen 2002, eq. 54 and 5: 0.05 degrees west on the tangent plane at (10, 20)
    const [xi, dec] = [toRadians(-0.05), toRadians(20)];
    const east = Math.atan2(xi, Math.cos(dec));
    const north = Math.asin(Math.sin(dec) / Math.hypot(1, xi));
    const truth = [10 + toDegrees(east), toDegrees(north), 0, 0];
    for (const [i, value] of truth.entries()) expect(seen[i]).toBeCloseTo(value, 9);
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
