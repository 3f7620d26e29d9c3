import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Circle,
  circleAround,
  circlesMeet,
  radiusOfBorder,
  WIDEST,
  wholeSphere,
} from '../../../shared/core/sphere/circle.ts';
import { lonLatToVector, separation } from '../../../shared/core/sphere/vector.ts';

const circle = (lon: number, lat: number, degrees: number): Circle => ({
  centre: lonLatToVector(lon, lat),
  radius: (degrees * Math.PI) / 180,
});

describe('a circle on the sphere', () => {
  it('meets those that are no further than both radii', () => {
    expect(circlesMeet(circle(0, 0, 10), circle(29.99, 0, 20))).toBe(true);
    expect(circlesMeet(circle(0, 0, 10), circle(30.01, 0, 20))).toBe(false);
    expect(circlesMeet(circle(0, 90, 1), circle(180, 88.5, 1))).toBe(true);
    expect(circlesMeet(circle(0, 90, 100), circle(0, -90, 80))).toBe(true);
    expect(circlesMeet(wholeSphere, circle(0, -90, 0))).toBe(true);
  });

  it('around points holds them and no more', () => {
    const place = fc.tuple(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: 80, max: 90, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
        const vectors = places.map(([lon, lat]) => lonLatToVector(lon, lat));
        const axis = (k: 0 | 1 | 2) => Float64Array.from(vectors, (vector) => vector[k]);
        const { centre, radius } = circleAround(axis(0), axis(1), axis(2));
        const reach = Math.max(...vectors.map((vector) => separation(centre, vector)));
        expect(Math.abs(radius - reach)).toBeLessThan(1e-12);
      }),
    );
  });

  it('around points on all sides is about the pole', () => {
    const around = circleAround(
      Float64Array.of(1, -1),
      Float64Array.of(0, 0),
      Float64Array.of(0, 0),
    );
    expect(around.centre).toEqual([0, 0, 1]);
    expect(around.radius).toBeCloseTo(Math.PI / 2, 12);
  });

  it('around a border reaches beyond its points, of a wide one further', () => {
    expect(radiusOfBorder(0.5)).toBeCloseTo(0.51, 12);
    expect(radiusOfBorder(WIDEST)).toBeCloseTo(WIDEST * 1.224, 12);
  });
});
