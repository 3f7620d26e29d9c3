import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { mosaicsFolder, type PixelPlane } from './mosaic/mosaics.ts';
import { readJson } from './starfan.ts';

const mosaic = mosaicsFolder('mosaic-stars');

/** The centroid of a star above the sky, pixels from 0, and its flux. */
function centroid(
  { at, width, height }: PixelPlane,
  x: number,
  y: number,
  radius: number,
  sky: number,
) {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let row = Math.ceil(y - radius); row <= y + radius; row++)
    for (let column = Math.ceil(x - radius); column <= x + radius; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      if (Math.hypot(column - x, row - y) > radius) continue;
      const value = at(column + 1, row + 1) - sky;
      sum += value;
      sumX += value * column;
      sumY += value * row;
    }
  return { x: sumX / sum, y: sumY / sum, flux: sum };
}

describe.runIf(hasSharedCases)('stars of mosaics', () => {
  for (const [name, options, most] of [
    // arcsec: 0.15 σ of 2.4″, 0.05 σ of 0.9″, a quarter of a pixel of 3″
    ['crota-nonsquare', [], 0.36],
    ['frames-mixed', [], 0.045],
    ['l-wrap', [], 0.75],
    ['l-wrap', ['--frame', 'galactic'], 0.75],
  ] as const)
    it(`${name} ${options.join(' ')}: each within ${most} arcsec`, async () => {
      const images = readdirSync(sharedCase(`mosaics/${name}`))
        .filter((file) => file.endsWith('.gz'))
        .map((file) => sharedCase(`mosaics/${name}/${file}`));
      const run = await mosaic([...images, '--background', 'none', ...options]);
      const { science, wcs } = await run.read();
      const told = readJson(sharedCase(`mosaics/${name}/expect.json`));
      const radius = (told.sigma ? 3 * told.sigma : 9) / wcs.pixelScale;
      for (const [ra, dec] of told.stars) {
        const [x, y] = wcs.icrsToPixel(ra, dec);
        let found = centroid(science, x, y, radius, told.sky);
        for (let pass = 0; pass < 3; pass++)
          found = centroid(science, found.x, found.y, radius, told.sky);
        const off = Math.hypot(found.x - x, found.y - y) * wcs.pixelScale;
        expect(off).toBeLessThan(most);
      }
    });
});
