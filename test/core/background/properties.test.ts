import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackgroundImage } from '../../../shared/core/background/image.ts';
import type { OverlapSums } from '../../../shared/core/overlaps/overlap.ts';
import { made, tanWcs } from '../overlaps/made-images.ts';
import { describedImages, madeSurvey, pairsOf, solved, sumsOf } from './made-survey.ts';

type Background = ReturnType<typeof solved>;

const images = madeSurvey(4, 7);
const sums = sumsOf(images);
const described = describedImages(images);
const solve = (inputs: readonly BackgroundImage[], by: readonly OverlapSums[]): Background =>
  solved(inputs, pairsOf(inputs, by));
const background = solve(described, sums);

/** Largest difference of any number of two backgrounds' planes. */
const distance = (a: Background, b: Background): number =>
  Math.max(...a.planes.flat().map((value, k) => Math.abs(value - b.planes.flat()[k]!)));

// The conjugate gradient ends at 1e-7 of corrections of 8 ADU; weights settle within 0.05 of
// themselves along the same way.
const SOLVED = 1e-4;

describe('solveBackground', () => {
  it('gives the same bits again', () => {
    expect(solve(described, sums)).toEqual(background);
  });

  it('does not depend on the order of images and pairs', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ noNaN: true })), (keys) => {
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((item) => [keys.next().value as number, item] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, item]) => item);
        const order = shuffled(described);
        const other = solve(order, shuffled(sums));
        const back = described.map((image) => other.planes[order.indexOf(image)]!);
        expect(distance({ ...other, planes: back }, background)).toBeLessThan(SOLVED);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('does not depend on which image of a pair comes first', () => {
    const swapped = sums.map((pair) => {
      const [m, d] = [pair.moments, pair.differences];
      const moments = [0, 3, 4, 1, 2, 12, 13, 7, 10, 14, 8, 11, 5, 6, 9].map((k) => m[k]!);
      const differences = [0, 3, 4, 1, 2].map((k) => -d[k]!);
      return { ...pair, i: pair.j, j: pair.i, moments, differences };
    });
    // The long direction of an overlap is now measured in the other image's pixels: the estimate of
    // σ moves a little.
    expect(distance(solve(described, swapped), background)).toBeLessThan(0.01);
  });

  it('does not change when one plane is laid over the whole sky', () => {
    const slope = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(slope, slope, slope, slope, (level, x, y, z) => {
        const along = (vector: readonly number[]): number =>
          x * vector[0]! + y * vector[1]! + z * vector[2]!;
        const tilted = described.map((image) => {
          const { centre, across, up } = image.frame!;
          const [a, b, c] = image.sky!.plane;
          const plane = [a + level + along(centre), b + along(across), c + along(up)] as const;
          return { ...image, sky: { ...image.sky!, plane } };
        });
        // A linear function of the direction is a plane on the sky but for the sphere's curvature
        // over the survey (232 arcsec
        // to either side): images are 6.2e-4 wide.
        const curved = Math.hypot(x, y, z) * 6.2e-4 * 1.2e-3;
        expect(distance(solve(tilted, sums), background)).toBeLessThan(SOLVED + curved);
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  it('does not depend on the unit of the pixels', () => {
    for (const unit of [1e-18, 1e12]) {
      const scaled = sums.map((pair) => ({
        ...pair,
        differences: pair.differences.map((value) => value * unit),
        squares: pair.squares * unit ** 2,
        rms: pair.rms * unit,
      }));
      const skies = described.map((image) => {
        const [a, b, c] = image.sky!.plane;
        const plane = [a * unit, b * unit, c * unit] as const;
        return { ...image, sky: { ...image.sky!, plane, rms: image.sky!.rms * unit } };
      });
      const other = solve(skies, scaled);
      const back = other.planes.map(([a, b, c]): [number, number, number] => [
        a / unit,
        b / unit,
        c / unit,
      ]);
      expect(distance({ ...other, planes: back }, background)).toBeLessThan(SOLVED);
    }
  });

  it('solves groups that do not touch, and bands, each as if alone', () => {
    const second = describedImages(madeSurvey(3, 8), 'H').map((image) => ({
      ...image,
      name: `h${image.name}`,
    }));
    const more = sumsOf(madeSurvey(3, 8)).map((pair) => ({
      ...pair,
      i: `h${pair.i}`,
      j: `h${pair.j}`,
    }));
    const alone = solve(second, more);
    const together = solve([...described, ...second], [...more, ...sums]);
    expect(together.planes).toEqual([...background.planes, ...alone.planes]);
    expect(together.groups).toEqual([...background.groups, ...alone.groups]);
    expect([...together.after]).toEqual([...alone.after, ...background.after]);
  });

  it('leaves an image without overlap alone, and one without a value', () => {
    const blank = made('blank', tanWcs(10, 40, 128), 128, () => Number.NaN);
    const single = made('single', tanWcs(100, 40, 128), 128, () => 5);
    const all = [...images, blank, single];
    const other = solved(describedImages(all), pairsOf(all, sumsOf(all)));
    expect(other.planes.slice(0, 16)).toEqual(background.planes);
    expect(other.planes.slice(16)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const one = solve(described.slice(0, 1), []);
    expect(one).toMatchObject({ planes: [[0, 0, 0]], groups: [] });
    expect(solve([], []).planes).toEqual([]);
  });

  it('splits the difference of two images, and leaves no seam', () => {
    const two = solve(described.slice(0, 2), sums.slice(0, 1));
    expect(two.before[0]!).toBeGreaterThan(1);
    // Slopes are held a little by the model, by less than the noise of the pair's plane (0.3).
    expect(two.after[0]!).toBeLessThan(0.3);
    expect(two.planes[0]![0] + two.planes[1]![0]).toBeCloseTo(0, 9);
  });

  it('is not spoilt by a bad pair', () => {
    for (const bad of [0, 4, 17, 30]) {
      const spoilt = sums.map((pair, k) => {
        if (k !== bad) return pair;
        // As if the difference were 1000 larger: Σ φ(D + 1000), Σ (D + 1000)².
        const differences = pair.differences.map((value, row) => value + 1000 * pair.moments[row]!);
        const squares = pair.squares + 2000 * pair.differences[0]! + 1e6 * pair.count;
        return { ...pair, differences, squares };
      });
      const other = solve(described, spoilt);
      expect(other.weights[bad]!).toBeLessThan(0.01);
      // Without robust weights the levels beside it would be off by hundreds. As good as left out:
      // 0.1 is an own sky's slope.
      expect(distance(other, background)).toBeLessThan(0.3);
      expect(other.after[bad]!).toBeGreaterThan(990);
    }
  });

  it('holds no image back that is truly tilted', () => {
    const tilt = [0, 60, -40] as const;
    const odd = images.map((image, k) =>
      k !== 5
        ? image
        : {
            ...image,
            pixels: image.pixels.map(
              (value, at) =>
                value +
                tilt[1] * (((at % 128) - 63.5) / 128) +
                tilt[2] * ((Math.floor(at / 128) - 63.5) / 128),
            ),
          },
    );
    const other = solve(describedImages(odd), sumsOf(odd));
    // The common tilt takes 60/16 of it away from all.
    expect(other.planes[5]![1] - background.planes[5]![1]).toBeGreaterThan(50);
    expect(other.planes[5]![2] - background.planes[5]![2]).toBeLessThan(-33);
    expect(Math.max(...other.after)).toBeLessThan(2);
  });

  it('works without noise, where every image is exact', () => {
    const exact = madeSurvey(3, 9).map((image) => ({
      ...image,
      pixels: image.pixels.map(
        (_, at) => 100 + image.truth[0] + image.truth[1] * (((at % 128) - 63.5) / 128),
      ),
    }));
    const other = solve(describedImages(exact), sumsOf(exact));
    expect(Math.max(...other.before)).toBeGreaterThan(5);
    // Pixels are float32 of 100: 4e-6 each.
    expect(Math.max(...other.after)).toBeLessThan(1e-3);
  });

  it('refuses pairs of other images, of two bands, and sums that are none', () => {
    const [i, j] = described as [BackgroundImage, BackgroundImage];
    const pair = sums[0]!;
    expect(() => solve([i, { ...j, band: 'H' }], [pair])).toThrow(RangeError);
    expect(() => solve([i], [pair])).toThrow(RangeError);
    expect(() => solve([i, j], [{ ...pair, j: pair.i }])).toThrow(RangeError);
    expect(() => solve([i, j], [{ ...pair, rms: Number.NaN }])).toThrow(RangeError);
    expect(() => solve([i, j], [{ ...pair, moments: pair.moments.slice(1) }])).toThrow(RangeError);
    expect(() => solved([i], pairsOf([i, j], []))).toThrow(RangeError);
  });
});
