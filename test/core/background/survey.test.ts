import { describe, expect, it } from 'vitest';
import {
  describedImages,
  levelsLeft,
  madeSurvey,
  NOISE,
  pairsOf,
  rms,
  SIZE,
  STEP,
  solved,
  sumsOf,
} from './made-survey.ts';

/** σ of the level that one overlap along an edge gives. */
const PAIR_LEVEL = (NOISE * Math.SQRT2) / Math.sqrt(SIZE * (SIZE - STEP));
/** σ of the slope that one overlap gives across its narrow extent. */
const PAIR_ACROSS = (PAIR_LEVEL * Math.sqrt(12) * SIZE) / (SIZE - STEP);

const images = madeSurvey(5, 1);
const sums = sumsOf(images);
const described = describedImages(images);
const background = solved(described, pairsOf(images, sums));
const unknownSkies = described.map((image) => ({ ...image, sky: undefined }));

describe('a made survey of 25 images, their own levels and slopes, stars and noise', () => {
  it('has 40 overlaps along edges and 32 over corners', () => {
    expect(sums.length).toBe(72);
    expect(background.groups).toMatchObject([{ band: 'Ks', images: 25, pairs: 72 }]);
  });

  it('loses its levels down to the noise of one overlap', () => {
    // Levels of 8 before. An image's level hangs on two to four edges and on slopes of own skies,
    // each as uncertain as one
    // overlap's level; errors add up slowly over the grid.
    expect(
      rms(
        levelsLeft(
          images,
          images.map(() => [0]),
        ),
      ),
    ).toBeGreaterThan(5);
    expect(rms(levelsLeft(images, background.planes))).toBeLessThan(1.5 * PAIR_LEVEL);
  });

  it('loses its slopes, but for a common one', () => {
    for (const axis of [1, 2] as const) {
      const left = images.map(({ truth }, k) => truth[axis] - background.planes[k]![axis]);
      const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
      // An own sky's slope is as exact as √12 × noise / √pixels, 0.11, were it not for the wings of
      // 15 stars.
      expect(rms(left.map((value) => value - mean))).toBeLessThan(
        (2 * Math.sqrt(12) * NOISE) / SIZE,
      );
    }
  });

  it('keeps the seams below noise', () => {
    expect(rms([...background.before])).toBeGreaterThan(8);
    // A plane fitted to one corner's 16 × 16 samples is uncertain by 0.6, to an edge's by 0.2.
    expect(rms([...background.after])).toBeLessThan((Math.sqrt(3) * NOISE * Math.SQRT2) / 16);
    expect(background.weights.every((weight) => weight > 0.5)).toBe(true);
  });

  it('measures how slopes scatter', () => {
    // 4 ADU were given; 50 of them are known to 10 %, three of that.
    expect(background.groups[0]!.slopeSigma).toBeGreaterThan(2.8);
    expect(background.groups[0]!.slopeSigma).toBeLessThan(5.2);
    expect(background.groups[0]!.skySigma).toBeLessThan(4 * PAIR_LEVEL);
  });

  it('knows slopes across thin overlaps less well without the own skies, but does not blow up', () => {
    const alone = solved(unknownSkies, pairsOf(images, sums));
    expect(alone.groups[0]!.skySigma).toBeUndefined();
    // Five columns of kinks, each uncertain by an overlap's slope across (4.4) over √5 rows, add up
    // to a level error of a few;
    // with the scatter of slopes known it is less.
    expect(rms(levelsLeft(images, alone.planes))).toBeLessThan(PAIR_ACROSS / 4);
    expect(rms(levelsLeft(images, alone.planes))).toBeGreaterThan(
      rms(levelsLeft(images, background.planes)),
    );
    for (const plane of alone.planes) expect(Math.abs(plane[1])).toBeLessThan(16);
  });

  it('has no mean correction, nor a common slope, which no overlap tells', () => {
    expect(background.groups[0]).toMatchObject({ free: 2, determined: 0 });
    const all = background.planes.reduce((sum, plane) => sum + Math.abs(plane[1]), 0);
    expect(Math.abs(background.planes.reduce((sum, plane) => sum + plane[0], 0))).toBeLessThan(
      1e-9,
    );
    // Rows 250 arcsec apart at 40° are turned against each other by 1e-3.
    for (const axis of [1, 2] as const) {
      const sum = background.planes.reduce((total, plane) => total + plane[axis], 0);
      expect(Math.abs(sum)).toBeLessThan(2e-3 * all);
    }
  });

  it('does not take the slopes of a nebula for those of the sky', () => {
    const glow = (x: number, y: number): number =>
      200 * Math.exp(-((x - 200) ** 2 + (y - 340) ** 2) / 16_200) +
      100 * Math.exp(-((x - 400) ** 2 + (y - 140) ** 2) / 7200);
    const nebula = madeSurvey(5, 1, [8, 4], glow);
    const matched = solved(describedImages(nebula), pairsOf(nebula, sumsOf(nebula)));
    expect(matched.groups[0]!.skySigma).toBeGreaterThan(15);
    // As well as without own skies, not worse: slopes of 100 and more within an image do not count.
    expect(rms(levelsLeft(nebula, matched.planes))).toBeLessThan(PAIR_ACROSS / 4);
    expect(rms([...matched.after])).toBeLessThan((Math.sqrt(3) * NOISE * Math.SQRT2) / 16);
  });

  it('keeps a curved sky, which shows in no difference', () => {
    // Slopes change by one σ of the noise from image to image: 4, 16 over the survey, against 0.11
    // in an own sky.
    const curved = madeSurvey(
      5,
      1,
      [8, 4],
      (x, y) => 2 * ((x - 288) / STEP) ** 2 - 2 * ((y - 288) / STEP) ** 2,
    );
    const matched = solved(describedImages(curved), pairsOf(curved, sumsOf(curved)));
    // A change of slope by k is a parabola k x²/2; over five columns and five rows x² scatters by
    // 1.7. Taken off, the sky
    // would be missed by √2 × 1.7 × 4/2 = 4.7; the overlaps know k as 20 edges do that see slopes
    // across.
    const parabola = Math.SQRT2 * 1.7 * (PAIR_ACROSS / Math.sqrt(20) / 2);
    expect(rms(levelsLeft(curved, matched.planes))).toBeLessThan(2.5 * parabola);
  });

  it('keeps a tilt of the whole sky', () => {
    const tilted = madeSurvey(5, 1, [8, 4], (x, y) => 0.1 * x - 0.05 * y);
    const matched = solved(describedImages(tilted), pairsOf(tilted, sumsOf(tilted)));
    // The tilt is 13 ADU an image. It may move a sample over the clipping's edge: a hundredth of
    // the noise of a level.
    for (const [k, plane] of matched.planes.entries()) {
      for (let axis = 0; axis < 3; axis++) {
        expect(Math.abs(plane[axis]! - background.planes[k]![axis]!)).toBeLessThan(PAIR_LEVEL / 3);
      }
    }
  });
});

describe('other modes', () => {
  it('level: images that differ by levels alone', () => {
    const flat = madeSurvey(4, 2, [8, 0]);
    const { planes, after } = solved(describedImages(flat), pairsOf(flat, sumsOf(flat)), 'level');
    expect(planes.every(([, b, c]) => b === 0 && c === 0)).toBe(true);
    expect(rms(levelsLeft(flat, planes))).toBeLessThan(PAIR_LEVEL);
    expect(rms([...after])).toBeLessThan((Math.sqrt(3) * NOISE * Math.SQRT2) / 16);
  });

  it('none: nothing is done, and seams are measured', () => {
    const none = solved(described, pairsOf(images, sums), 'none');
    expect(none.planes.flat().every((value) => value === 0)).toBe(true);
    expect(none.after).toEqual(none.before);
    expect(none.before).toEqual(background.before);
    expect(none.groups).toEqual([]);
  });
});
