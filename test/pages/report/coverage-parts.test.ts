import { expect, it } from 'vitest';
import { seededRandom } from '../../../shared/core/random.ts';
import { addCoverage, addImage, noCoverage } from '../../../shared/pages/report/coverage.ts';

it('coverages of parts that follow one another add up to that of all', () => {
  const { uniform } = seededRandom(3);
  const images = Array.from({ length: 7000 }, (_, i) => {
    const sky = { ra: 360 * uniform(), dec: 90 * uniform(), footprint: [] };
    const taken = { sky: 'HDU 0', noise: null, quality: null, leftAlone: [] };
    const band = i < 4000 ? 'J' : 'K';
    const numbers = {
      ...{ band, bandFrom: 'FILTER', unit: 'DN', zeroPoint: 20 + uniform() },
      ...{ zeroPointSystem: null, zeroPointFrom: 'MAGZP' },
    };
    const label = `image-${i % 100}`;
    return {
      ...{ label, band, bandFrom: 'FILTER', pixelScale: 1 + uniform(), unit: 'DN', sky },
      picture: { label, line: i + 1, hdu: i % 3, taken, numbers },
    };
  });
  const coverageOf = (some: typeof images) => {
    const coverage = noCoverage();
    for (const image of some) addImage(coverage, image);
    return coverage;
  };
  const sum = noCoverage();
  for (const [from, to] of [
    [0, 1000],
    [1000, 4000],
    [4000, 7000],
  ] as const)
    addCoverage(sum, coverageOf(images.slice(from, to)));
  const { taken, ...all } = coverageOf(images);
  const { taken: own, ...added } = sum;
  expect(added).toEqual(all);
  expect(own.groups()).toEqual(taken.groups());
});
