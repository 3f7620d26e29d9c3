import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { finish } from '../../../shared/core/tiles/finish.ts';
import { paint } from '../../../shared/core/tiles/paint.ts';
import { newPaintMemory } from '../../../shared/core/tiles/paint-memory.ts';
import { createPlate } from '../../../shared/core/tiles/plate.ts';
import { wcsOf } from './truth.ts';

/** test/truth/tiles/hipsgen.py says what this is. */
interface Truth {
  headers: Record<string, string | number>[];
  width: number;
  height: number;
  order: number;
  tiles: { npix: number; count: number; places: number[]; values: (number | null)[] }[];
}

const { headers, width, height, order, tiles } = JSON.parse(
  gunzipSync(
    readFileSync(new URL('../../truth/tiles/hipsgen.json.gz', import.meta.url)),
  ).toString(),
) as Truth;

const valueAt = (image: number, x: number, y: number): number =>
  ((31 * x + 17 * y) % 10 < 3 && x < 150) || (x >= 60 && x < 80 && y >= 40 && y < 70)
    ? Number.NaN
    : ((7919 * x + 104729 * y + 1000003 * image) % 1000) + 500;

it('bilinear tiles are those of Hipsgen: holes, borders and overlaps too', () => {
  const painted = new Map<number, Float32Array>();
  for (const npix of new Set(tiles.map((tile) => Math.floor(tile.npix / 64)))) {
    const plate = createPlate(
      { order, plateOrder: order - 3, npix, width: 512, frame: 'equatorial' },
      newPaintMemory(),
    );
    for (const [i, header] of headers.entries()) {
      const pixels = Float32Array.from({ length: width * height }, (_, k) =>
        valueAt(i, k % width, Math.floor(k / width)),
      );
      paint(plate, { width, height, wcs: wcsOf(header), pixels }, 'bilinear');
    }
    for (const tile of finish(plate))
      if (tile.order === order) painted.set(tile.npix, tile.data.slice());
  }
  expect([...painted.keys()].sort((a, b) => a - b)).toEqual(
    tiles.map(({ npix }) => npix).sort((a, b) => a - b),
  );
  for (const { npix, count, places, values } of tiles) {
    const data = painted.get(npix)!;
    expect(data.reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0)).toBe(count);
    for (const [i, place] of places.entries()) {
      if (values[i] === null) expect(data[place]).toBeNaN();
      // Coordinates are right to 1e-5 pixels here and neighbours differ by up to 1000: 0.01 of 500
      // at the very most.
      else expect(Math.abs(data[place]! / values[i]! - 1)).toBeLessThan(2e-5);
    }
  }
});
