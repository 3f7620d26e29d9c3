import { describe, expect, it } from 'vitest';
import { growthOf, tooMuchGrowth } from '../../../shared/core/plan/growth.ts';
import { planSkyMap } from '../../../shared/core/plan/plan.ts';
import { outline, skyImages } from './outlines.ts';

const good = [0, 0.02, 0.04].map((ra) =>
  outline({ ra: 10 + ra, dec: 10, width: 200, height: 200 }),
);
const alone = planSkyMap(skyImages(good));

describe("one image's scale decides nothing for the others", () => {
  it.each([90, 28, 5])('%d times finer: it is mapped as deep as the others are', (ratio) => {
    const fine = outline({ ra: 10, dec: 10, width: 64, height: 64, scale: 1 / ratio });
    const plan = planSkyMap(skyImages([...good, fine]));
    expect(plan.order).toBe(alone.order);
    expect(plan.refused).toEqual([]);
  });

  it('half of the images decide how fine the map is, and one that is less than four times finer', () => {
    const orders = (...scales: number[]) =>
      planSkyMap(skyImages(scales.map((scale) => outline({ ra: 10, dec: 10, scale })))).order;
    expect(orders(1, 1, 1 / 16, 1 / 16)).toBe(orders(1 / 16));
    expect(orders(1, 1, 1, 1 / 16)).toBe(orders(1));
    expect(orders(1, 1, 1, 0.3)).toBe(orders(0.3));
    expect(orders(1, 1 / 16)).toBe(orders(1 / 16));
  });

  it.each([
    ['a billion times finer', 1e-9],
    ['200 times finer', 0.005],
    ['200 times coarser', 200],
  ])('%s: it is left out, and the plan is that of the others', (_, scale) => {
    const odd = outline({ ra: 10, dec: 10, width: 64, height: 64, scale });
    const plan = planSkyMap(skyImages([...good, odd]));
    expect(plan.refused).toEqual([
      {
        image: 3,
        name: 'MalformedWcs',
        message: expect.stringMatching(/100 times .*leave it out/),
      },
    ]);
    expect(plan.order).toBe(alone.order);
    expect(plan.plates).toEqual(alone.plates);
  });

  it('of two images the coarser counts', () => {
    const plan = planSkyMap(skyImages([outline({ ra: 10, dec: 10, scale: 1e-9 }), good[0]!]));
    expect(plan.refused.map(({ image }) => image)).toEqual([0]);
    expect(plan.order).toBe(alone.order);
  });

  it('images of 90 times another size are mapped together, and any where the order is given', () => {
    const fine = outline({ ra: 10, dec: 10, width: 64, height: 64, scale: 1 / 90 });
    expect(planSkyMap(skyImages([...good, fine])).refused).toEqual([]);
    const finer = outline({ ra: 10, dec: 10, width: 64, height: 64, scale: 1 / 900 });
    expect(planSkyMap(skyImages([...good, finer]), { order: 8 }).refused).toEqual([]);
  });
});

it('a map has at most 10,000 times the pixels of its images, or order 3', () => {
  const growthAt = (scale: number, order?: number, side = 64) => {
    const images = skyImages([outline({ ra: 10, dec: 10, width: side, height: side, scale })]);
    const plan = planSkyMap(images, order === undefined ? {} : { order });
    return tooMuchGrowth(plan, growthOf(plan, images.images));
  };
  expect(growthAt(1)).toBeUndefined();
  expect(growthAt(1000)).toBeUndefined();
  expect(growthAt(600, 3)).toBeUndefined();
  // 64 × 64 pixels of 60″ at 0.4″: 150² each, and whole tiles.
  expect(growthAt(60, 10)).toBeGreaterThan(20_000);
  // One pixel has a whole tile, or the four around a corner of tiles.
  expect(growthAt(0.05, undefined, 1)).toBeUndefined();
  expect(growthAt(2000, 10, 1)).toBeGreaterThan(10_000);
});
