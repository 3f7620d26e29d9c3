import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';
import { icrsToHips } from '../../../shared/core/hips/frame.ts';
import { hipsPixelScale } from '../../../shared/core/hips/pixel-scale.ts';
import { orderOf } from '../../../shared/core/plan/order.ts';
import { planSkyMap } from '../../../shared/core/plan/plan.ts';
import { RADIANS_PER_DEGREE } from '../../../shared/core/sphere/angle.ts';
import { cpuTimeOf } from '../../slowness.ts';
import { truthImages, wcsOf } from '../tiles/truth.ts';
import { fromPlane, outline, type Placed, skyImages } from './outlines.ts';

describe('the order', () => {
  it('is the finest whose pixels are at least half as wide as the finest image has them', () => {
    // HiPS: order 9 has pixels of 0.805″, order 7 of 3.22″ at 512 pixels to a tile.
    expect(hipsPixelScale(9, 512)).toBeCloseTo(0.805, 3);
    const [ninth, least] = [hipsPixelScale(9, 512), 1e-9];
    expect(
      [1, 5, 2 * ninth - least, 2 * ninth + least, ninth].map((scale) => orderOf(scale, 512)),
    ).toEqual([9, 7, 9, 8, 10]);
    expect(orderOf(1e9, 512)).toBe(3);
  });

  it('comes from the finest image, or as asked', () => {
    const images = [outline({ ra: 10, dec: 10, scale: 5 }), outline({ ra: 10, dec: 10, scale: 1 })];
    expect(planSkyMap(skyImages(images)).order).toBe(9);
    expect(planSkyMap(skyImages(images), { order: 4 })).toMatchObject({ order: 4, plateOrder: 1 });
    expect(planSkyMap(skyImages(images), { order: 2 })).toMatchObject({ order: 2, plateOrder: 0 });
    expect(() => planSkyMap(skyImages(images), { order: 30 })).toThrow(RangeError);
  });
});

describe('a plan by hand', () => {
  // HEALPix cells of order 0 meet at (0, 0): 4 (around 0°), and 0, 8 … touch it; (45, 0) is where
  // 0, 4, 5, 8 meet.
  it('one small image within one plate', () => {
    const plan = planSkyMap(skyImages([outline({ ra: 45, dec: 20, band: 'j' })]));
    expect({ ...plan, pairs: [...plan.pairs] }).toMatchObject({
      frame: 'equatorial',
      width: 512,
      order: 9,
      plateOrder: 6,
      pairs: [],
      refused: [],
    });
    expect(plan.plates).toHaveLength(1);
    expect(plan.plates[0]).toMatchObject({
      band: 'j',
      npix: lonLatToHealpix(6, 45, 20),
      images: [0],
    });
  });

  it('four plates where four faces meet', () => {
    const plan = planSkyMap(skyImages([outline({ ra: 45, dec: 0 })]));
    const want = [
      [45, 0.05],
      [45, -0.05],
      [44.95, 0],
      [45.05, 0],
    ].map(([ra, dec]) => lonLatToHealpix(6, ra!, dec!));
    expect(plan.plates.map(({ npix }) => npix)).toEqual(want.sort((a, b) => a - b));
  });

  it('bands apart, in the order of their first images; images in the order of the list', () => {
    const at = { ra: 45, dec: 20 };
    const plan = planSkyMap(
      skyImages(['k', 'h', 'k', 'h', 'j'].map((band) => outline({ ...at, band }))),
    );
    expect(plan.plates.map(({ band, images }) => [band, images])).toEqual([
      ['k', [0, 2]],
      ['h', [1, 3]],
      ['j', [4]],
    ]);
    expect([...plan.pairs]).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('pairs across RA 0 and at the pole', () => {
    const plan = planSkyMap(
      skyImages([
        outline({ ra: 359.95, dec: 0 }),
        outline({ ra: 0.05, dec: 0 }),
        outline({ ra: 0.3, dec: 0 }),
        outline({ ra: 0, dec: 89.9 }),
        outline({ ra: 180, dec: 89.9 }),
        outline({ ra: 90, dec: 89.5 }),
      ]),
    );
    expect([...plan.pairs]).toEqual([
      [0, 1],
      [3, 4],
    ]);
  });

  it('is empty for nothing', () => {
    const plan = planSkyMap(skyImages([]));
    expect({ ...plan, pairs: [...plan.pairs] }).toEqual({
      frame: 'equatorial',
      width: 512,
      order: 0,
      plateOrder: 0,
      plates: [],
      pairs: [],
      refused: [],
    });
  });
});

describe('images that cannot be planned with', () => {
  const good = outline({ ra: 10, dec: 10 });
  const points = good.footprint;
  const allSky = {
    ...good,
    footprint: { ra: [180, 0, 180, 180, 180, 0, 180, 180], dec: [-90, -90, -90, 0, 90, 90, 90, 0] },
    centre: { ra: 0, dec: 0 },
  };
  it.each([
    ['over half the sky, and no cells', allSky, 'MalformedWcs', /corners/],
    [
      'a corner off the sky',
      {
        ...good,
        footprint: { ra: [...Array.from(points.ra).slice(1), Number.NaN], dec: points.dec },
      },
      'MalformedWcs',
      /corners/,
    ],
    ['no centre', { ...good, centre: { ra: Number.NaN, dec: 0 } }, 'MalformedWcs', /corners/],
    [
      'too few points',
      { ...good, footprint: { ra: [1, 2], dec: [1, 2] } },
      'MalformedWcs',
      /corners/,
    ],
    ['no scale', { ...good, pixelScale: 0 }, 'MalformedWcs', /arcsec/],
    ['no pixels', { ...good, width: 0 }, 'NoPixels', /pixels/],
    [
      'so wide among so fine ones',
      outline({ ra: 0, dec: 0, width: 4096, height: 4096, scale: 60 }),
      'TooLarge',
      /apart/,
    ],
  ])('%s: named, the others are planned', (_, bad, name, message) => {
    const others = name === 'TooLarge' ? outline({ ra: 10, dec: 10, scale: 0.8 }) : good;
    const plan = planSkyMap(skyImages([others, bad, others]));
    expect(plan.refused).toEqual([{ image: 1, name, message: expect.stringMatching(message) }]);
    expect(plan.plates.flatMap(({ images }) => images)).not.toContain(1);
    expect([...plan.pairs]).toEqual([[0, 2]]);
  });
});

describe('nothing is missed', () => {
  /**
   * Anywhere, with more at the poles, at RA 0 and on the edges of faces; from a tenth of a plate to
   * ten of them.
   */
  const placed = fc.record({
    ra: fc.oneof(
      fc.double({ min: 0, max: 359.9, noNaN: true }),
      fc.constantFrom(0, 45, 90, 180, 359.99),
    ),
    dec: fc.oneof(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.constantFrom(-90, -89.9, -41.81, 0, 41.81, 60, 89.99),
    ),
    turn: fc.double({ min: 0, max: 90, noNaN: true }),
    width: fc.integer({ min: 10, max: 3000 }),
    height: fc.integer({ min: 10, max: 3000 }),
    scale: fc.constantFrom(1, 7, 40),
  });
  const grid = Array.from({ length: 15 }, (_, i) => i / 7 - 1);
  const pointsOf = (
    image: Placed & { width: number; height: number; scale: number },
  ): [number, number][] => {
    const step = ((image.scale / 3600) * Math.PI) / 360;
    return grid.flatMap((v) =>
      grid.map((u) => fromPlane(image, u * image.width * step, v * image.height * step)),
    );
  };

  it.each(['equatorial', 'galactic'] as const)(
    'every point of an image lies in a plate of it (%s)',
    (frame) => {
      fc.assert(
        fc.property(placed, fc.integer({ min: 0, max: 9 }), (image, order) => {
          const plan = planSkyMap(skyImages([outline(image)], frame), { order });
          if (plan.refused.length > 0) return;
          const plates = new Set(plan.plates.map(({ npix }) => npix));
          for (const [ra, dec] of pointsOf(image)) {
            expect(plates).toContain(
              lonLatToHealpix(plan.plateOrder, ...icrsToHips(frame, ra, dec)),
            );
          }
        }),
        { numRuns: 300, seed: 3 },
      );
    },
  );

  it('two images that share a point are a pair', () => {
    fc.assert(
      fc.property(placed, placed, fc.nat(224), fc.nat(224), (first, second, i, j) => {
        // The second is moved so that a point of it falls near a point of the first: in most cases
        // they overlap.
        const [ra, dec] = pointsOf(first)[i]!;
        const moved = { ...second, ra, dec };
        const [ra2, dec2] = pointsOf(moved)[j]!;
        const there = {
          ...second,
          ra: 2 * ra - ra2,
          dec: Math.max(-90, Math.min(90, 2 * dec - dec2)),
        };
        const inFirst = pointsOf(there).some(([lon, lat]) => isIn(first, lon, lat));
        const plan = planSkyMap(skyImages([outline(first), outline(there)]), { order: 5 });
        if (inFirst) expect([...plan.pairs]).toEqual([[0, 1]]);
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('wide images of other projections reach the cells that wcslib says they do', () => {
    for (const { cards, width, height, order, frame, tiles } of truthImages) {
      const wcs = wcsOf(cards);
      const [ra, dec] = wcs.pixelToIcrs((width - 1) / 2, (height - 1) / 2);
      const image = {
        name: '',
        band: '',
        width,
        height,
        pixelScale: wcs.pixelScale,
        footprint: wcs.footprint(width, height),
        centre: { ra, dec },
      };
      const most = { memory: 0, seconds: 0 };
      const plan = planSkyMap(skyImages([image], frame), { order, most });
      expect(plan.plateOrder).toBe(order);
      const planned = plan.plates.map(({ npix }) => npix);
      for (const { npix } of tiles) expect(planned).toContain(npix);
      // Conservative by a little only.
      expect(planned.length).toBeLessThanOrEqual(tiles.length * 1.5 + 3);
    }
  });

  /** Whether a position is in the image. */
  function isIn(
    {
      ra,
      dec,
      turn = 0,
      width,
      height,
      scale,
    }: Placed & { width: number; height: number; scale: number },
    lon: number,
    lat: number,
  ): boolean {
    const [dRa, d, d0] = [
      (lon - ra) * RADIANS_PER_DEGREE,
      lat * RADIANS_PER_DEGREE,
      dec * RADIANS_PER_DEGREE,
    ];
    const cosine = Math.sin(d) * Math.sin(d0) + Math.cos(d) * Math.cos(d0) * Math.cos(dRa);
    if (cosine <= 0) return false;
    const east = (Math.cos(d) * Math.sin(dRa)) / cosine;
    const north =
      (Math.sin(d) * Math.cos(d0) - Math.cos(d) * Math.sin(d0) * Math.cos(dRa)) / cosine;
    const [c, s] = [Math.cos(turn * RADIANS_PER_DEGREE), Math.sin(turn * RADIANS_PER_DEGREE)];
    const step = ((scale / 3600) * Math.PI) / 360;
    return (
      Math.abs(east * c + north * s) < width * step &&
      Math.abs(north * c - east * s) < height * step
    );
  }
});

describe('the predicted cost', () => {
  it('of one image in one plate is its own', () => {
    const [plate] = planSkyMap(
      skyImages([outline({ ra: 45, dec: 20, width: 1000, height: 1000 })]),
    ).plates;
    const { pixelsIn, bytesIn, pixelsPainted, pixelsOut, bytesOut } = plate!.cost;
    expect([pixelsIn, bytesIn]).toEqual([1e6, 4e6]);
    // 0.805″ pixels: 1/0.648 as many.
    expect(pixelsPainted / (1e6 / 0.805 ** 2)).toBeCloseTo(1, 2);
    // 17′ in tiles of 6.9′ that stand on their corners.
    expect(pixelsOut / 512 ** 2).toBeGreaterThanOrEqual(9);
    expect(pixelsOut / 512 ** 2).toBeLessThanOrEqual(20);
    expect(bytesOut).toBe(Math.ceil((pixelsOut * 16) / 3));
  });

  it('keeps plates within memory and time: a deep stack gets smaller ones', () => {
    const stack = Array.from({ length: 400 }, () =>
      outline({ ra: 45, dec: 20, width: 4000, height: 4000 }),
    );
    const [deep, shallow] = [
      planSkyMap(skyImages(stack)),
      planSkyMap(skyImages(stack.slice(0, 1))),
    ];
    expect(shallow.plateOrder).toBe(6);
    expect(deep.plateOrder).toBeGreaterThan(6);
    for (const { cost } of deep.plates)
      expect([cost.seconds <= 100, cost.memory <= 1.2e9]).toEqual([true, true]);
  });
});

it('20,000 images take a second or two', async () => {
  const images = Array.from({ length: 20_000 }, (_, i) =>
    outline({
      ra: (i * 137.508) % 360,
      dec: (Math.asin((2 * i + 1) / 20_000 - 1) * 180) / Math.PI,
      scale: 1,
    }),
  );
  const { answer: plan, seconds } = await cpuTimeOf(() => planSkyMap(skyImages(images)));
  // About one; all pairs would be 200 million.
  expect(seconds).toBeLessThan(15);
  expect(new Set(plan.plates.flatMap(({ images: held }) => held)).size).toBe(20_000);
});
