import { describe, expect, it } from 'vitest';
import { ARCSEC_PER_RADIAN, cosDegrees, sinDegrees } from '../../../shared/core/sphere/angle.ts';
import {
  cross,
  dot,
  furthest,
  lonLatToVector,
  separation,
  sumOf,
  unit,
  vectorToLonLat,
} from '../../../shared/core/sphere/vector.ts';

describe('sine and cosine of degrees', () => {
  it('are exact at multiples of 90°', () => {
    expect(
      [-360, -270, -90, 0, 90, 180, 270, 450].map(sinDegrees).map((value) => value + 0),
    ).toEqual([0, 1, -1, 0, 1, 0, -1, 1]);
    expect([-270, -180, -90, 0, 90, 180, 360].map(cosDegrees).map((value) => value + 0)).toEqual([
      0, -1, 0, 1, 0, -1, 1,
    ]);
  });

  it('are those of the radians between', () => {
    for (const angle of [-720.25, -33, 12.5, 359]) {
      expect(sinDegrees(angle)).toBeCloseTo(Math.sin((angle * Math.PI) / 180), 12);
      expect(cosDegrees(angle)).toBeCloseTo(Math.cos((angle * Math.PI) / 180), 12);
    }
  });
});

describe('vectors of positions', () => {
  it('lead back to the positions that they were made of', () => {
    const [lon, lat] = vectorToLonLat(...lonLatToVector(359.5, -71.25));
    expect(lon).toBeCloseTo(359.5, 10);
    expect(lat).toBeCloseTo(-71.25, 10);
  });

  it('have longitudes in [0, 360) and may have any length', () => {
    expect(vectorToLonLat(0, -3, 0)).toEqual([270, 0]);
    expect(vectorToLonLat(1, -1e-30, 0)[0]).toBe(0);
    expect(vectorToLonLat(0, 0, 0.1)[1]).toBe(90);
  });

  it('are apart by the angle between them, from a milliarcsecond to the half circle', () => {
    const milliarcsec = separation(lonLatToVector(10, 60), lonLatToVector(10, 60 + 1e-3 / 3600));
    // the positions themselves are rounded to 7e-15 degrees
    expect(Math.abs(milliarcsec * ARCSEC_PER_RADIAN - 1e-3)).toBeLessThan(1e-9);
    expect(separation(lonLatToVector(0, 90), lonLatToVector(77, -90))).toBe(Math.PI);
  });

  it('have sums, products and a furthest one', () => {
    const [x, y]: [readonly [1, 0, 0], readonly [0, 1, 0]] = [
      [1, 0, 0],
      [0, 1, 0],
    ];
    expect(cross(x, y)).toEqual([0, 0, 1]);
    expect(dot(x, y)).toBe(0);
    expect(sumOf([x, y, y])).toEqual([1, 2, 0]);
    expect(unit([0, 3, 4])).toEqual([0, 0.6, 0.8]);
    expect(furthest(x, [x, y])).toBeCloseTo(Math.PI / 2, 15);
    expect(furthest(x, [])).toBe(0);
  });
});
