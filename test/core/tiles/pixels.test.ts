import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tileCards } from '../../../shared/core/hips/tile-header.ts';
import { bendsOf, tilePixelsToVectors } from '../../../shared/core/hips/tile-pixels.ts';
import { vectorToLonLat } from '../../../shared/core/sphere/vector.ts';
import { tileToFits } from '../../../shared/core/tiles/tile-file.ts';
import { hasAstropy, PYTHON } from '../fits/astropy-there.ts';
import { separation } from '../separation.ts';
import { tilePixels, wcsOf } from './truth.ts';

/** arcsec: a ten-thousandth of a pixel of the deepest tiles here (order 18, 1.6 mas). */
const TOLERANCE = 1e-7;

const title = ({ order, npix, frame, width }: (typeof tilePixels)[number]): string =>
  `order ${order}, tile ${npix}, ${width} pixels, ${frame}`;

describe('pixels of a tile stand where healpy puts their HEALPix cells', () => {
  it.each(tilePixels.map((tile) => [title(tile), tile] as const))('%s', (_, tile) => {
    const [vx, vy, vz] = [0, 1, 2].map(() => new Float64Array(tile.columns.length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    tilePixelsToVectors(tile)(
      Float64Array.from(tile.columns),
      Float64Array.from(tile.rows),
      vx,
      vy,
      vz,
    );
    for (let i = 0; i < vx.length; i++) {
      const [ra, dec] = vectorToLonLat(vx[i]!, vy[i]!, vz[i]!);
      expect(3600 * separation(ra, dec, tile.ra[i]!, tile.dec[i]!)).toBeLessThan(TOLERANCE);
    }
  });
});

describe('the header of a tile says the same', () => {
  it.each(tilePixels.map((tile) => [title(tile), tile] as const))('%s', (_, tile) => {
    const wcs = wcsOf(
      Object.fromEntries(tileCards(tile).map(({ keyword, value }) => [keyword, value as number])),
    );
    for (const [i, column] of tile.columns.entries()) {
      const [ra, dec] = wcs.pixelToIcrs(column, tile.rows[i]!);
      // CD and CRPIX are multiplied: some 1e-16 of 180°.
      expect(3600 * separation(ra, dec, tile.ra[i]!, tile.dec[i]!)).toBeLessThan(1e-6);
    }
  });

  it.skipIf(!hasAstropy)('to wcslib too, in files that astropy accepts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tiles-'));
    const script = new URL('../../truth/tiles/check_tile.py', import.meta.url).pathname;
    try {
      for (const tile of tilePixels
        .filter(({ order, frame }) => order <= 3 && frame === 'equatorial')
        .slice(4, 20)) {
        const path = join(folder, 'tile.fits');
        const data = new Float32Array(tile.width ** 2).fill(Number.NaN);
        writeFileSync(path, tileToFits(tile, data, [{ keyword: 'BUNIT', value: 'DN' }]));
        const lists = [JSON.stringify(tile.columns), JSON.stringify(tile.rows)];
        const said = JSON.parse(
          execFileSync(PYTHON, ['-W', 'error', script, path, ...lists]).toString(),
        );
        expect([said.shape, said.bitpix]).toEqual([[tile.width, tile.width], -32]);
        for (const [i, ra] of tile.ra.entries()) {
          expect(3600 * separation(said.ra[i], said.dec[i], ra, tile.dec[i]!)).toBeLessThan(1e-6);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('lines where a tile bends', () => {
  it('cross the faces of the caps from corner to corner, and no equatorial face', () => {
    const bends = (npix: number): number[] =>
      bendsOf({ order: 0, npix, width: 512, frame: 'equatorial' });
    expect([bends(0), bends(5), bends(11)]).toEqual([[0], [], [0]]);
  });

  it('are where |sin δ| is 2/3', () => {
    // The tile of order 2 in the middle of face 0: its western and eastern corners are on the line.
    const tile = { order: 2, npix: 3, width: 512, frame: 'equatorial' } as const;
    expect(bendsOf(tile)).toEqual([]);
    const crossed = { order: 2, npix: 6, width: 512, frame: 'equatorial' } as const;
    const [difference] = bendsOf(crossed);
    const [vx, vy, vz] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    tilePixelsToVectors(crossed)(
      Float64Array.of(300),
      Float64Array.of(300 - difference!),
      vx,
      vy,
      vz,
    );
    expect(vz[0]).toBeCloseTo(2 / 3, 12);
  });
});
