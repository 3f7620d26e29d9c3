import { expect, it } from 'vitest';
import { imageAround } from '../../../shared/core/grids/one-image.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';

it('one image is laid around the borders of 25,000 images', () => {
  const points = Array.from({ length: 200_000 }, (_, i) =>
    lonLatToVector(120 + ((i % 500) - 249.5) / 1000, (Math.floor(i / 500) - 199.5) / 1000),
  );
  const spec = imageAround(points, 3.6, { projection: 'TAN', frame: 'icrs', rotate: 0 });
  // 0.499° and 0.399° on pixels of 0.001°, a little more in TAN
  expect([spec?.width, spec?.height]).toEqual([500, 400]);
});
