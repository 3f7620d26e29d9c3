import { describe, expect, it } from 'vitest';
import type { GridFrame } from '../../../shared/core/grids/frames.ts';
import { gridOf } from '../../../shared/core/grids/grids.ts';
import { imageAround, imageAt } from '../../../shared/core/grids/one-image.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';
import { separation } from '../separation.ts';

it('one image is laid around the borders of 25,000 images', () => {
  const points = Array.from({ length: 200_000 }, (_, i) =>
    lonLatToVector(120 + ((i % 500) - 249.5) / 1000, (Math.floor(i / 500) - 199.5) / 1000),
  );
  const spec = imageAround(points, 3.6, { projection: 'TAN', frame: 'icrs', rotate: 0 });
  // 0.499° and 0.399° on pixels of 0.001°, a little more in TAN
  expect([spec?.width, spec?.height]).toEqual([500, 400]);
});

describe('a turned image', () => {
  it.each<[string, GridFrame, number, [number, number]]>([
    ['TAN', 'icrs', 20, [150.1, 2.2]],
    ['ZEA', 'galactic', -70, [359.9, 63]],
    ['CAR', 'galactic', 20, [237, 42]],
    ['CAR', 'icrs', 200, [0.1, -71]],
    ['CAR', 'icrs', 90, [10, 30]],
    ['MER', 'icrs', 33, [10, -55]],
    ['MOL', 'galactic', 33, [10, -55]],
    ['SFL', 'icrs', -120, [10, 20]],
    ['AIT', 'icrs', 75, [300, 1]],
    ['CEA', 'icrs', 75, [300, 1]],
  ])('of %s in %s has a y axis at its position angle, %d° at its centre', (...of) => {
    const [projection, frame, rotate, centre] = of;
    const { wcs } = imageAt({ projection, frame, rotate, centre }, [101, 81], 2);
    const { wcs: made } = gridOf({ kind: 'image', width: 101, height: 81, wcs }).tile([0, 0]);
    const [lon, lat] = made.pixelToSky(50, 40);
    expect(separation(lon, lat, ...centre)).toBeLessThan(1e-9);
    const [lonUp, latUp] = made.pixelToSky(50, 40.5);
    const [lonDown, latDown] = made.pixelToSky(50, 39.5);
    const east = (lonUp - lonDown) * Math.cos((lat * Math.PI) / 180);
    const angle = (Math.atan2(east, latUp - latDown) * 180) / Math.PI;
    // A step of 2″ sees the meridians converge by some 1e-3 of it.
    expect(Math.cos(((angle - rotate) * Math.PI) / 180)).toBeGreaterThan(1 - 1e-8);
  });
});
