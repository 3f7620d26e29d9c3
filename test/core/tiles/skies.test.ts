import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { healpixToLonLat, lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';
import { icrsToHips } from '../../../shared/core/hips/frame.ts';
import { planSkyMap } from '../../../shared/core/plan/plan.ts';
import { skyOutlineOf } from '../../../shared/core/plan/sky-outline.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';
import { finish } from '../../../shared/core/tiles/finish.ts';
import { paint } from '../../../shared/core/tiles/paint.ts';
import { newPaintMemory } from '../../../shared/core/tiles/paint-memory.ts';
import { createPlate } from '../../../shared/core/tiles/plate.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';
import { skyImages } from '../plan/outlines.ts';
import { wcsOf } from './truth.ts';

/**
 * test/truth/skies/make.py says what this is: pixels of order 12, nested, and what Hipsgen or
 * astropy has there.
 */
interface SkyTruth {
  name: string;
  width: number;
  height: number;
  cards: Record<string, string | number>;
  pixels: number[];
  values: (number | null)[];
}

const skies = JSON.parse(
  readFileSync(new URL('../../truth/skies/skies.json', import.meta.url), 'utf8'),
) as SkyTruth[];

const PIXEL_ORDER = 12;
/** Tiles of 16 pixels: the pixels are those of larger ones of a lower order. */
const tileJob = {
  order: PIXEL_ORDER - 4,
  plateOrder: PIXEL_ORDER - 4,
  width: 16,
  frame: 'equatorial',
} as const;

function pixelsOf(wcs: Wcs, width: number, height: number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, k) => {
    const [x, y, z] = lonLatToVector(...wcs.pixelToSky(k % width, Math.floor(k / width)));
    return 100 + 10 * x + 5 * z + 3 * x * y;
  });
}

/** The value of a pixel of order 12, painted on its tile alone. */
function valueAt(image: Parameters<typeof paint>[1], pixel: number): number {
  const plate = createPlate({ ...tileJob, npix: Math.floor(pixel / 256) }, newPaintMemory());
  paint(plate, image, 'bilinear');
  const bit = (at: number) => (pixel >> at) & 1;
  const along = (from: number) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + (bit(2 * k + from) << k), 0);
  const [tile] = [...finish(plate)];
  return tile ? tile.data[(15 - along(0)) * 16 + along(1)]! : Number.NaN;
}

describe.each(skies)('$name', (sky) => {
  const { width, height, cards, pixels, values } = sky;
  const wcs = wcsOf({ ...cards, NAXIS1: width, NAXIS2: height });
  const outline = skyOutlineOf(wcs, width, height)!;

  it('has the right values, and no holes', () => {
    const image = { width, height, wcs, pixels: pixelsOf(wcs, width, height) };
    const off = pixels
      .map((pixel, k) => Math.abs(valueAt(image, pixel) - values[k]!))
      .filter((_, k) => values[k] !== null);
    expect(off.length).toBeGreaterThan(15);
    // Values are rounded to 1e-6 and float32; coordinates agree to 1e-5 pixels, and a pixel's step
    // is 0.2.
    for (const difference of off) expect(difference).toBeLessThan(1e-4);
  });

  it.each(['equatorial', 'galactic'] as const)(
    'is planned wherever it has a value: %s',
    (frame) => {
      const images = [{ band: 'K', width, height, pixelScale: wcs.pixelScale, ...outline }];
      const { plates, plateOrder, refused } = planSkyMap(skyImages(images, frame), { order: 5 });
      expect(refused).toEqual([]);
      const planned = new Set(plates.map(({ npix }) => npix));
      expect(plateOrder).toBe(2);
      for (const [k, pixel] of pixels.entries()) {
        if (values[k] === null) continue;
        const [lon, lat] = icrsToHips(frame, ...healpixToLonLat(PIXEL_ORDER, pixel));
        expect(planned).toContain(lonLatToHealpix(plateOrder, lon, lat));
      }
    },
  );
});
