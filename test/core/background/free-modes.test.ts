import { describe, expect, it } from 'vitest';
import { eigenOf } from '../../../shared/core/background/small-matrix.ts';
import { made, normal, tanWcs } from '../overlaps/made-images.ts';
import { wcsOf } from '../tiles/truth.ts';
import { describedImages, pairsOf, solved, sumsOf } from './made-survey.ts';

const NOISE = 0.3;
const LEVELS = 28;

/**
 * Flat images of 32° along the equator, every 30°, each with a level of its own; `count` of 12 are
 * a closed ring.
 */
function alongEquator(count: number) {
  const deviate = normal(11);
  const levels = Array.from({ length: count }, () => LEVELS * deviate());
  const images = levels.map((level, k) => {
    const cards = {
      CTYPE1: 'GLON-CAR',
      CTYPE2: 'GLAT-CAR',
      CRVAL1: 30 * k,
      CRVAL2: 0,
      CRPIX1: 64.5,
      CRPIX2: 64.5,
    };
    return made(
      `i${k}`,
      wcsOf({ ...cards, CDELT1: -0.25, CDELT2: 0.25 }),
      128,
      () => 100 + level + NOISE * deviate(),
    );
  });
  const background = solved(describedImages(images), pairsOf(images, sumsOf(images)));
  const mean = levels.reduce((sum, level) => sum + level, 0) / count;
  return { background, left: background.planes.map(([a], k) => levels[k]! - mean - a) };
}

describe('what overlaps cannot tell', () => {
  it('is not the slope round a closed ring: its levels come back', () => {
    const { background, left } = alongEquator(12);
    expect(background.groups[0]).toMatchObject({ free: 1, determined: 2 });
    // An overlap of 8 × 128 pixels tells a level to 0.013; a slope across it, over an image, to 0.4
    // / √12.
    for (const level of left) expect(Math.abs(level)).toBeLessThan(0.3);
  });

  it.each([2, 3, 5])(
    'stays 0 along an open row of %i images: a step in level is no slope',
    (count) => {
      const { background, left } = alongEquator(count);
      for (const level of left) expect(Math.abs(level)).toBeLessThan(0.3);
      for (const [, b, c] of background.planes) expect(Math.hypot(b, c)).toBeLessThan(0.3);
    },
  );

  it('stays 0 between two small images that differ by a level', () => {
    const deviate = normal(3);
    const images = [0, 1].map((k) =>
      made(`s${k}`, tanWcs(120 - (k * 56) / 3600, 0, 64), 64, () => 14 + 11 * k + 0.05 * deviate()),
    );
    const { planes, groups } = solved(describedImages(images), pairsOf(images, sumsOf(images)));
    expect(groups[0]).toMatchObject({ free: 2, determined: 0 });
    expect(planes[0]![0]).toBeCloseTo(-5.5, 1);
    expect(planes[1]![0]).toBeCloseTo(5.5, 1);
    for (const [, b, c] of planes) expect(Math.hypot(b, c)).toBeLessThan(0.1);
  });
});

it('eigenOf gives what numpy.linalg.eigh does', () => {
  const axes = eigenOf(Float64Array.of(4, 1, -2, 1, 3, 0.5, -2, 0.5, 5), 3).sort(
    (a, b) => a.value - b.value,
  );
  // numpy.linalg.eigh([[4, 1, -2], [1, 3, 0.5], [-2, 0.5, 5]])
  const values = [1.5842066930926233, 3.8393364524664824, 6.576456854440895];
  const vectors = [
    [-0.6382426181957054, 0.6145469400410327, -0.46365765258959585],
    [0.4453394849537661, 0.7860144038136982, 0.42878211266155997],
    [-0.6279483286543611, -0.06718195802147697, 0.7753499087873775],
  ];
  for (const [k, { value, vector }] of axes.entries()) {
    expect(value).toBeCloseTo(values[k]!, 12);
    expect(Math.abs(vector.reduce((sum, one, m) => sum + one * vectors[k]![m]!, 0))).toBeCloseTo(
      1,
      12,
    );
  }
});
