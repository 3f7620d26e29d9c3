import { describe, expect, it } from 'vitest';
import { drawEllipses } from '../../../shared/core/pictures/ellipses.ts';
import type { Strip } from '../../../shared/core/pictures/strip.ts';
import { blackStrip, colourAt, ellipses, seeded, slowDistance } from './slow-twins.ts';

/** How much of the line's colour a pixel has, 0 to 1, by image coordinates (y up). */
const coverage = (strip: Strip, x: number, y: number): number =>
  colourAt(strip, x, strip.height - 1 - y)[0] / 255;

describe('drawEllipses', () => {
  it('covers each pixel as the distance to the line says', () => {
    const random = seeded(11);
    const shapes = [
      { a: 12, b: 12, theta: 0 },
      { a: 14, b: 6, theta: 0.6 },
      { a: 14, b: 6, theta: -1.2 },
      { a: 15, b: 1.5, theta: 0.3 },
      { a: 1.5, b: 1.5, theta: 0 },
      { a: 3, b: 1.5, theta: 1.4 },
      { a: 40, b: 12, theta: 0.9 }, // cut by the picture's edges
    ];
    for (const shape of shapes) {
      const e = ellipses({ x: 17 + random(), y: 15 + random(), ...shape });
      const picture = blackStrip(36, 33);
      drawEllipses(picture, e, 1);
      for (let y = 0; y < 33; y++) {
        for (let x = 0; x < 36; x++) {
          const expected = Math.min(1, Math.max(0, 1.25 - slowDistance(e, 0, x, y)));
          // 0.01 is the promised accuracy of the distance, 1/255 the rounding of a byte
          expect(
            Math.abs(coverage(picture, x, y) - expected),
            `${JSON.stringify(shape)} at ${x}, ${y}`,
          ).toBeLessThan(0.015);
        }
      }
    }
  });

  it('has the centre of pixel (0, 0) at 0, 0 and y up', () => {
    const picture = blackStrip(9, 9);
    drawEllipses(picture, ellipses({ x: 0, y: 0, a: 5, b: 3, theta: 0 }), 1);
    expect(coverage(picture, 5, 0)).toBe(1);
    expect(coverage(picture, 0, 3)).toBe(1);
    expect(coverage(picture, 0, 0)).toBe(0);
    expect(coverage(picture, 3, 0)).toBe(0);
    expect(coverage(picture, 8, 8)).toBe(0);
    // the last row of the PNG is the first of the FITS image
    expect(colourAt(picture, 5, 8)).toEqual([255, 48, 40]);
  });

  it('turns from +x towards +y', () => {
    const picture = blackStrip(41, 41);
    drawEllipses(picture, ellipses({ x: 20, y: 20, a: 14, b: 4, theta: Math.PI / 4 }), 1);
    expect(coverage(picture, 30, 30)).toBeGreaterThan(0.9); // 14/√2 = 9.9 along +x +y
    expect(coverage(picture, 10, 10)).toBeGreaterThan(0.9);
    expect(coverage(picture, 30, 10)).toBe(0);
    expect(coverage(picture, 10, 30)).toBe(0);
  });

  it('shrinks with the picture', () => {
    const picture = blackStrip(20, 20);
    // centre 9.5, radius 5
    drawEllipses(picture, ellipses({ x: 39.5, y: 39.5, a: 20, b: 20, theta: 0 }), 4);
    const same = blackStrip(20, 20);
    drawEllipses(same, ellipses({ x: 9.5, y: 9.5, a: 5, b: 5, theta: 0 }), 1);
    expect(picture.pixels).toEqual(same.pixels);
  });

  it('draws the same strip by strip', () => {
    const e = ellipses(
      { x: 17.3, y: 15.1, a: 14, b: 6, theta: 0.6 },
      { x: 20, y: 9, a: 11, b: 11, theta: 0 }, // over the first
      { x: 30, y: 28, a: 3, b: 1.5, theta: -1.2 },
    );
    const whole = blackStrip(40, 33);
    drawEllipses(whole, e, 1);
    const parts: number[] = [];
    for (let top = 0; top < 33; top += 5) {
      const strip = { ...blackStrip(40, Math.min(5, 33 - top)), top, height: 33 };
      drawEllipses(strip, e, 1);
      parts.push(...strip.pixels);
    }
    expect(parts).toEqual([...whole.pixels]);
  });

  it('leaves the middle of the smallest circle open', () => {
    const picture = blackStrip(9, 9);
    drawEllipses(picture, ellipses({ x: 4, y: 4, a: 0, b: 0, theta: 0 }), 1);
    expect(coverage(picture, 4, 4)).toBe(0); // drawn with axes of 1.5
    expect(coverage(picture, 6, 4)).toBeGreaterThan(0.7);
  });

  it('draws nothing of what is not finite or not in the picture', () => {
    const picture = blackStrip(9, 9);
    const far = { a: 3, b: 2, theta: 0 };
    drawEllipses(
      picture,
      ellipses(
        { x: Number.NaN, y: 4, ...far },
        { x: 4, y: 4, a: Number.POSITIVE_INFINITY, b: 2, theta: 0 },
        { x: -50, y: 4, ...far },
        { x: 4, y: 1e12, ...far },
      ),
      1,
    );
    expect(picture.pixels.every((v) => v === 0)).toBe(true);
  });
});
