import { describe, expect, it } from 'vitest';
import { noValue, paintGrey } from '../../../shared/core/pictures/grey.ts';
import { blackStrip, colourAt } from './slow-twins.ts';

describe('paintGrey', () => {
  const plane = { pixels: new Float32Array([0, 10, 5, Number.NaN, -4, 99]), width: 2, height: 3 };

  it('is black at low, white at high, y up, and slate where there is no value', () => {
    const strip = blackStrip(2, 3);
    paintGrey(plane, { low: 0, high: 10 }, strip);
    expect([0, 1, 2].map((row) => [colourAt(strip, 0, row), colourAt(strip, 1, row)])).toEqual([
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
      [[128, 128, 128], [...noValue]],
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
    ]);
  });

  it('is linear in between', () => {
    const values = Array.from({ length: 256 }, (_, i) => i);
    const strip = blackStrip(256, 1);
    paintGrey({ pixels: Float32Array.from(values), width: 256, height: 1 }, { low: 0, high: 255 }, strip);
    expect(values.map((i) => colourAt(strip, i, 0)[0])).toEqual(values);
  });

  it('paints the rows of its strip alone', () => {
    const strip = { ...blackStrip(2, 1), top: 1, height: 3 };
    paintGrey(plane, { low: 0, high: 10 }, strip);
    expect([colourAt(strip, 0, 1), colourAt(strip, 1, 1)]).toEqual([[128, 128, 128], [...noValue]]);
  });

  it('shows a constant image as a middle grey', () => {
    const strip = blackStrip(2, 1);
    paintGrey({ pixels: new Float32Array([7, 7]), width: 2, height: 1 }, { low: 7, high: 7 }, strip);
    expect([colourAt(strip, 0, 0), colourAt(strip, 1, 0)]).toEqual([
      [128, 128, 128],
      [128, 128, 128],
    ]);
  });
});
