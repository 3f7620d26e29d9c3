import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  APER_ALLMASKED,
  APER_HASMASKED,
  APER_TRUNC,
  createImage,
  createMask,
  loadSep,
  statsCircann,
  statsCircle,
} from '../../src/index.ts';
import { HEIGHT, mask, pixels, segments, WIDTH } from './synthetic.ts';
import { farthest, numbers, truth } from './truth.ts';

beforeAll(loadSep);

interface Answer {
  name: 'circle' | 'annulus';
  radii: [number, number];
  masked: boolean;
  ids: number;
  rows: (number | null)[][];
}

const file = new URL('../../../test/truth/aperture-stats/stats.json', import.meta.url);
const answers: Answer[] = JSON.parse(readFileSync(file, 'utf8'));
const { x, y } = truth('synthetic.json.gz') as { x: number[]; y: number[] };

describe('statistics of the pixels in apertures', () => {
  it.each(answers.map((one) => [one.name, one.masked ? 'masked' : 'whole', one.ids, one] as const))(
    'agree with those of numpy: %s, %s, segmentation %d',
    (name, _, ids, { radii, masked, rows }) => {
      const image = createImage(WIDTH, HEIGHT, pixels(x, y));
      const options = {
        ...(masked ? { mask: mask() } : {}),
        ...(ids === 0
          ? {}
          : { segmentation: { map: segments(), ids: x.map((_, k) => ids * (1 + (k % 2))) } }),
      };
      const got =
        name === 'circle'
          ? statsCircle(image, x, y, radii[1], options)
          : statsCircann(image, x, y, ...radii, options);
      const columns = [got.npix, got.mean, got.median, got.std, got.min, got.max];
      // sums of some hundred float64 values
      for (const [i, column] of columns.entries())
        expect(farthest(column, numbers(rows.map((row) => row[i]!)), 1)).toBeLessThan(1e-12);
    },
  );

  it('tell of the edge, of bad pixels, and where nothing is left', () => {
    const image = createImage(20, 20);
    const bad = createMask(20, 20);
    bad.data[10 * 20 + 10] = 1;
    const { flag, npix, mean } = statsCircle(
      image,
      [10, 1, 10, 40],
      [10, 5, 10, 5],
      [0.5, 3, 2, 2],
      {
        mask: bad,
      },
    );
    expect([...flag]).toEqual([
      APER_HASMASKED | APER_ALLMASKED,
      APER_TRUNC,
      APER_HASMASKED,
      APER_TRUNC | APER_ALLMASKED,
    ]);
    expect([npix[0], mean[0], npix[2], mean[2]]).toEqual([0, Number.NaN, 8, 0]);
  });

  it('have no negative radius and no map of another size', () => {
    const image = createImage(4, 4);
    expect(() => statsCircle(image, [1], [1], -1)).toThrow('the radius of source 0 is negative');
    expect(() => statsCircle(image, [1], [1], 1, { mask: new Uint8Array(3) })).toThrow('3 values');
    expect(() => statsCircann(image, [1], [1], 9, 5)).toThrow('5 is inside 9');
  });
});
