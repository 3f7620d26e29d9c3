import { expect, it } from 'vitest';
import { SHIFT_MARGIN, shiftImage } from '../../../shared/core/source-extractor/shift-image.ts';

const NOTHING = Math.fround(-1e30);
const [width, height] = [5, 4];
const wide = width + 2 * SHIFT_MARGIN;
const whole = (value: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: wide * (height + 2 * SHIFT_MARGIN) }, (_, at) =>
    value((at % wide) - SHIFT_MARGIN, Math.floor(at / wide) - SHIFT_MARGIN),
  );

it('without a shift shows the pixels inside the margin', () => {
  const pixels = whole((x, y) => 100 * y + x + 3);
  const shown = shiftImage(pixels, [width, height], [0, 0], NOTHING);
  expect([...shown]).toEqual(
    Array.from(
      { length: width * height },
      (_, at) => 100 * Math.floor(at / width) + (at % width) + 3,
    ),
  );
});

it('keeps a level, and gives half a step on either side the mean of neighbours', () => {
  for (const shift of [-0.5, -0.2, 0.4, 0.5])
    for (const pixel of shiftImage(
      whole(() => 7),
      [width, height],
      [shift, -shift],
      NOTHING,
    ))
      expect(pixel).toBeCloseTo(7, 5);
  const ramp = shiftImage(
    whole((x) => x),
    [width, height],
    [0.5, 0],
    NOTHING,
  );
  expect(ramp[2]).toBeCloseTo(2.5, 5);
});

it('has nothing where one of 8 × 8 pixels is missing, and along the axis that is not shifted all', () => {
  const holed = whole((x, y) => (x === 0 && y === 0 ? NOTHING : 7));
  const both = shiftImage(holed, [width, height], [0.3, -0.3], NOTHING);
  // 0.3 beyond a pixel are pixels -3 to 4 of it, 0.3 before it -4 to 3
  expect(both[3]).toBe(NOTHING);
  expect(both[4]).toBeCloseTo(7, 5);
  expect(both[width * 3]).toBe(NOTHING);
  const one = shiftImage(holed, [width, height], [0.3, 0], NOTHING);
  expect(one[0]).toBe(NOTHING);
  expect(one[width]).toBeCloseTo(7, 5);
});
