import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readSection } from '../../../shared/core/fits/section.ts';
import { openStore } from '../../../shared/store/open.ts';
import { storeSource } from '../../../shared/store/source.ts';
import { objectUrl } from '../../../shared/store/url.ts';
import { readJson } from '../starfan.ts';
import { writeMade } from './made.ts';
import { mosaicsFolder } from './mosaics.ts';

const mosaic = mosaicsFolder('mosaic-large');
const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-large-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GB = 1e9;
const crval = [150, 2] as const;

/** A few pixels of a plane of a mosaic, from column x and row y (from 0) on. */
async function pixelsOf(path: string, extname: string, x: number, y: number) {
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  const file = await openFits(storeSource(store, (await store.head(objectUrl(path)))!));
  const hdu = await file.hdu({ extname });
  return {
    shape: hdu.shape,
    data: Array.from(await readSection(hdu, { x, y, width: 2, height: 2 })),
  };
}

describe('a mosaic of more than 4 GB', () => {
  it('has its pixels at the right places before and beyond 2³² bytes', async () => {
    const side = 33_000;
    // One image in the first corner, one in the last; between them nothing.
    const corners = [20, side - 20].map((at, k) => {
      const path = join(folder, `corner${k}.fits`);
      const own = (side + 1) / 2 - at + 20;
      const pixels = Float32Array.from({ length: 1600 }, (_, i) => 100 * (k + 1) + (i % 40));
      writeMade(path, pixels, [40, 40], { crval, crpix: [own, own], scale: 1 });
      return path;
    });
    const grid = ['--center', crval.join(' '), '--size', `${side}x${side}`, '--scale', '1s'];
    const run = await mosaic([...corners, ...grid, '--background', 'none']);
    expect(run.stderr).not.toContain('failed');
    const [path] = run.files;
    expect(statSync(path!).size).toBeGreaterThan(10 * side * side);
    const first = await pixelsOf(path!, 'SCI', 10, 10);
    expect(first).toEqual({ shape: [side, side], data: [110, 111, 110, 111] });
    const last = side - 30;
    expect((await pixelsOf(path!, 'SCI', last, last)).data).toEqual([210, 211, 210, 211]);
    expect((await pixelsOf(path!, 'CTX', last, last)).data).toEqual([2, 2, 2, 2]);
    expect((await pixelsOf(path!, 'SCI', 20_000, 20_000)).data).toEqual(new Array(4).fill(NaN));
    expect(readJson(join(run.out, 'run.json')).memory).toBeLessThan(GB);
  });
});

describe('a mosaic of 18,000² pixels', () => {
  it('is painted and compressed in strips of less than 1 GB', async () => {
    const side = 1000;
    const path = join(folder, 'wide.fits');
    const pixels = Float32Array.from({ length: side * side }, (_, i) => i % side);
    writeMade(path, pixels, [side, side], { crval, crpix: [500.5, 500.5], scale: 18 });
    const grid = ['--center', crval.join(' '), '--size', '18000x18000', '--scale', '1s'];
    const run = await mosaic([path, ...grid, '--compress', 'lossless']);
    expect(run.stderr).not.toContain('failed');
    expect(readJson(join(run.out, 'run.json')).memory).toBeLessThan(GB);
    // Columns of 18 pixels: the middle of column 900 is at 18 × 900 + 8.5, a pixel is 1/18 of it.
    const { data } = await pixelsOf(run.files[0]!, 'SCI', 18 * 900 + 8, 17_000);
    for (const [k, value] of [900 - 0.5 / 18, 900 + 0.5 / 18].entries())
      expect(Math.abs(data[k]! - value)).toBeLessThan(1e-3);
  });
});
