import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { healpix29, lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';
import { nestedToRing } from '../../../shared/core/healpix/ring.ts';
import { htmId } from '../../../shared/core/sphere/htm.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';

// healpy.ang2pix(256, ra, dec, lonlat=True), and with 4
it.each([
  [0, 0, 391680, 72],
  [45.1, 0.1, 391808, 74],
  [359.99, 41.9, 131583, 39],
  [10, 89.99, 0, 0],
  [200, -89.99, 786430, 190],
  [123.4, -56.7, 722237, 172],
  [300.5, 41.7, 132439, 37],
])("the ring pixel of %s %s is healpy's", (ra, dec, of256, of4) => {
  expect(nestedToRing(8, lonLatToHealpix(8, ra, dec))).toBe(of256);
  expect(nestedToRing(2, lonLatToHealpix(2, ra, dec))).toBe(of4);
});

it('ring pixels are all pixels', () => {
  const pixels = Array.from({ length: 12 * 4 ** 3 }, (_, npix) => nestedToRing(3, npix));
  expect(pixels.sort((a, b) => a - b)).toEqual(pixels.map((_, i) => i));
});

it('a triangle of the mesh is one of the four of its parent', () => {
  for (const [ra, dec] of [
    [0, 0],
    [90, 0],
    [12.3, 90],
    [200, -89.9],
    [359.999, 12],
  ] as const)
    for (let level = 1; level < 12; level++)
      expect(Math.floor(htmId(level, ra, dec) / 4)).toBe(htmId(level - 1, ra, dec));
  expect(htmId(0, 45, 45)).toBe(15); // N3
  expect(htmId(0, 45, -45)).toBe(8); // S0
});

it.skipIf(!hasSharedCases)(
  '32 positions have the indices of the file (skipped without ../shared/cases)',
  () => {
    const [, ...lines] = readFileSync(sharedCase('photometry/sky-indices/expected.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(lines.length).toBe(32);
    for (const line of lines) {
      const [ra = 0, dec = 0, htm9, pix256, pix4096] = line.split(',').map(Number);
      const own = [
        htmId(9, ra, dec),
        nestedToRing(8, lonLatToHealpix(8, ra, dec)),
        lonLatToHealpix(12, ra, dec),
      ];
      expect(own).toEqual([htm9, pix256, pix4096]);
      expect(String(healpix29(ra, dec))).toBe(line.split(',')[5]);
    }
  },
);
