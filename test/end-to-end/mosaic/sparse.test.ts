import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { mosaicsFolder } from './mosaics.ts';

const mosaic = mosaicsFolder('mosaic-sparse');
const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-sparse-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 40² pixels of 1″ that hold 7, around a pixel (from 1) of 600 × 1100 around (10, 0). */
function imageAt(x: number, y: number): string {
  const path = join(folder, `${x}-${y}.fits`);
  const cards = {
    ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 0 },
    ...{ CRPIX1: 300.5 - x + 20, CRPIX2: 550.5 - y + 20, CDELT1: -1 / 3600, CDELT2: 1 / 3600 },
  };
  const written = Object.entries(cards).map(([keyword, value]) => ({ keyword, value }));
  const image = writeImage(new Float32Array(1600).fill(7), [40, 40], written);
  writeFileSync(path, writeFits([image]));
  return path;
}

const place = ['--center', '10 0', '--size', '600x1100', '--scale', '1s', '--background', 'none'];

describe('a mosaic of one pixel', () => {
  it('has the value there, a picture and a page', async () => {
    const run = await mosaic([
      imageAt(300, 550),
      '--center',
      '10 0',
      '--size',
      '1x1',
      '--scale',
      '1s',
    ]);
    const { science, plane, wcs } = await run.read();
    expect([science.width, science.height, science.at(1, 1), plane('COV').at(1, 1)]).toEqual([
      1, 1, 7, 1,
    ]);
    const [ra, dec] = wcs.pixelToSky(0, 0);
    expect([ra, dec]).toEqual([10, 0]);
    expect(readdirSync(dirname(run.files[0]!))).toEqual([
      'mosaic.fits',
      'mosaic.html',
      'mosaic.jpg',
    ]);
  });
});

describe('mosaics of which most is empty', () => {
  for (const compress of ['none', 'lossless', 'quantized'])
    it(`have their pixels where they belong when the last strip alone has some: ${compress}`, async () => {
      const run = await mosaic([imageAt(300, 1070), ...place, '--compress', compress]);
      expect(run.stderr).not.toContain('failed');
      const { science, plane } = await run.read();
      expect([science.width, science.height]).toEqual([600, 1100]);
      const values = Array.from(science.data).filter((value) => !Number.isNaN(value));
      expect(values).toEqual(new Array(1600).fill(7));
      expect([science.at(300, 1070), plane('COV').at(300, 1070)]).toEqual([7, 1]);
      expect([science.at(300, 1000), plane('COV').at(300, 1000)]).toEqual([Number.NaN, 0]);
      expect(plane('CTX').at(300, 1070)).toBe(1);
    });
});
