import { describe, expect, it } from 'vitest';
import { moffatCoefficients, moffatFwhm, roundMoffat } from '../../../shared/core/psf/moffat.ts';
import { sideOf } from '../../../shared/core/psf/psf-model.ts';
import { boxAbout, createStamp, fillStamp, placeStamp } from '../../../shared/core/psf/stamp.ts';

/** The light of a Moffat profile on a pixel, by 40 x 40 points: slow and obvious. */
function lightOn(dx: number, dy: number, fwhm: number, beta: number): number {
  const { cxx } = roundMoffat(fwhm, beta);
  let sum = 0;
  for (let i = 0; i < 40; i++)
    for (let j = 0; j < 40; j++) {
      const [u, v] = [dx + (i - 19.5) / 40, dy + (j - 19.5) / 40];
      sum += (1 + cxx * (u * u + v * v)) ** -beta;
    }
  return sum / 1600;
}

describe('the light of a star on its pixels', () => {
  it.each([
    [2, 4],
    [3.2, 2],
    [6, 1],
  ])('of width %d, %d nodes to a pixel, is that of its profile', (fwhm, oversampling) => {
    const coefficients = moffatCoefficients(roundMoffat(fwhm, 3), { radius: 9, oversampling });
    const side = sideOf(9, oversampling);
    const stamp = createStamp(9, oversampling);
    const [x, y] = [20.37, 30.81];
    placeStamp({ side, oversampling }, { x, y, ...boxAbout(x, y, 5) }, stamp);
    fillStamp({ side, oversampling }, coefficients, stamp, true);
    for (let row = 0; row < stamp.rows; row++)
      for (let column = 0; column < stamp.columns; column++) {
        const [dx, dy] = [stamp.x0 + column - x, stamp.y0 + row - y];
        const at = row * stamp.columns + column;
        // of a peak of some 0.9: what the spline between nodes leaves
        expect(Math.abs(stamp.values[at]! - lightOn(dx, dy, fwhm, 3))).toBeLessThan(2e-3);
        const step = 1e-3;
        const slope =
          (lightOn(dx - step, dy, fwhm, 3) - lightOn(dx + step, dy, fwhm, 3)) / (2 * step);
        expect(Math.abs(stamp.slopesX[at]! - slope)).toBeLessThan(2e-2);
      }
  });

  it('has the full width at half maximum that it was asked for', () => {
    expect(moffatFwhm(roundMoffat(2.7, 2.5))).toBeCloseTo(2.7, 12);
  });
});
