import { describe, expect, it } from 'vitest';
import { greysOf, noValue, paintGrey } from '../../../shared/core/pictures/grey.ts';
import { blackStrip, colourAt } from './slow-twins.ts';

describe('paintGrey', () => {
  const plane = { pixels: new Float32Array([0, 10, 5, Number.NaN, -4, 99]), width: 2, height: 3 };

  it('is black at low, white at high, y up, and slate where there is no value', () => {
    const strip = blackStrip(2, 3);
    paintGrey(plane, greysOf({ low: 0, median: 5, high: 10 }), strip);
    expect([0, 1, 2].map((row) => [colourAt(strip, 0, row), colourAt(strip, 1, row)])).toEqual([
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
      [[139, 139, 139], [...noValue]],
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
    ]);
  });

  it('shows the median at 0.12 of the brightness, and grows from black to white', () => {
    for (const median of [1, 5, 100]) {
      const values = Array.from({ length: 1001 }, (_, i) => i);
      const strip = blackStrip(1001, 1);
      const greys = greysOf({ low: 0, median, high: 1000 });
      paintGrey({ pixels: Float32Array.from(values), width: 1001, height: 1 }, greys, strip);
      const found = values.map((i) => colourAt(strip, i, 0)[0]);
      expect([found[0], found[1000]]).toEqual([0, 255]);
      // a step of the table, where the curve is steepest
      expect(Math.abs(found[median]! - 0.12 * 255)).toBeLessThan(2);
      for (let i = 1; i <= 1000; i++) expect(found[i]).toBeGreaterThanOrEqual(found[i - 1]!);
    }
  });

  it('paints the rows of its strip alone', () => {
    const strip = { ...blackStrip(2, 1), top: 1, height: 3 };
    paintGrey(plane, greysOf({ low: 0, median: 5, high: 10 }), strip);
    expect([colourAt(strip, 0, 1), colourAt(strip, 1, 1)]).toEqual([[139, 139, 139], [...noValue]]);
  });

  it('shows a constant image as a middle grey', () => {
    const strip = blackStrip(2, 1);
    paintGrey(
      { pixels: new Float32Array([7, 7]), width: 2, height: 1 },
      greysOf({ low: 7, median: 7, high: 7 }),
      strip,
    );
    expect([colourAt(strip, 0, 0), colourAt(strip, 1, 0)]).toEqual([
      [128, 128, 128],
      [128, 128, 128],
    ]);
  });
});
