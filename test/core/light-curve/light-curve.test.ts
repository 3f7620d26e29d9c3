import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../shared/core/csv.ts';
import { lombScargle } from '../../../shared/core/light-curve/lomb-scargle.ts';
import type { Brightness } from '../../../shared/core/light-curve/measurement.ts';
import {
  frequencyGrid,
  jointPower,
  periodogramOf,
} from '../../../shared/core/light-curve/period.ts';
import { bandsSeries, seriesOf, summarise } from '../../../shared/core/light-curve/summary.ts';
import { bandStatistics, bandsOf, stetsonJ } from '../../../shared/core/light-curve/variability.ts';
import { periodWords } from '../../../shared/core/light-curve/words.ts';
import { lightCurvePage } from '../../../shared/pages/light-curve/page.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';

/** Three bands, and astropy's power of all: test/truth/light-curve/multiband.py. */
const multiband: {
  rows: [mjd: number, filter: string, mag: number, error: number][];
  frequencies: number[];
  power: number[];
} = JSON.parse(readFileSync('test/truth/light-curve/multiband.json', 'utf8'));

const point = (mjd: number, mag: number, error = 0.01, filter = 'g'): Brightness => ({
  mjd,
  filter,
  mag,
  error,
});

/** A sine of two bands, 0.3 magnitudes, sampled unevenly. */
const star = Array.from({ length: 60 }, (_, i) => {
  const mjd = 55_000 + i * 1.37 + 0.3 * Math.sin(i * i);
  return point(
    mjd,
    15 + 0.3 * Math.sin((2 * Math.PI * mjd) / 2.7),
    0.02 + 0.001 * (i % 7),
    i % 3 ? 'g' : 'r',
  );
});

describe('Lomb–Scargle', () => {
  it('on a grid is what it is at each of its frequencies alone', () => {
    const series = seriesOf(star);
    const grid = { start: 0.01, step: 0.013, count: 700 };
    const { value } = lombScargle(series, grid);
    for (const k of [0, 1, 126, 127, 128, 400, 699]) {
      const alone = lombScargle(series, { start: grid.start + k * grid.step, step: 1, count: 1 });
      expect(value?.power[k]).toBeCloseTo(alone.value!.power[0]!, 11);
    }
  });

  it('is the share of the scatter that a least-squares sine with a mean takes away', () => {
    const series = seriesOf(star);
    for (const frequency of [0.11, 1 / 2.7, 1.4]) {
      const { value } = lombScargle(series, { start: frequency, step: 1, count: 1 });
      expect(value?.power[0]).toBeCloseTo(leastSquares(star, frequency), 10);
    }
  });

  it('goes through a point whose error is next to nothing, to 1e-9', () => {
    // then mean and sine are those about that point, of which the others take what they can
    const others = star.slice(1).map((one) => ({ ...one, error: 0.02 }));
    const series = seriesOf([{ ...star[0]!, error: 2e-8 }, ...others]);
    for (const frequency of [0.11, 0.3, 1 / 2.7, 1.4]) {
      const at = (mjd: number) => 2 * Math.PI * frequency * (mjd - star[0]!.mjd);
      let [yy, yc, ys, cc, cs, ss] = [0, 0, 0, 0, 0, 0];
      for (const { mjd, mag } of others) {
        const [y, c, z] = [mag - star[0]!.mag, Math.cos(at(mjd)) - 1, Math.sin(at(mjd))];
        [yy, yc, ys] = [yy + y * y, yc + y * c, ys + y * z];
        [cc, cs, ss] = [cc + c * c, cs + c * z, ss + z * z];
      }
      const right = (ss * yc * yc + cc * ys * ys - 2 * cs * yc * ys) / (yy * (cc * ss - cs * cs));
      const { value } = lombScargle(series, { start: frequency, step: 1, count: 1 });
      expect(Math.abs(value!.power[0]! - right)).toBeLessThan(1e-9);
    }
  });

  it('of three bands together is that of astropy, to 1e-9', () => {
    const { rows, frequencies, power } = multiband;
    const all = rows.map(([mjd, filter, mag, error]) => point(mjd, mag, error, filter));
    const series = bandsSeries(bandsOf(all));
    for (const [i, start] of frequencies.entries()) {
      const grid = { start, step: 1, count: 1 };
      const { value } = jointPower(series.map((band) => lombScargle(band, grid)));
      expect(Math.abs(value![0]! - power[i]!)).toBeLessThan(1e-9);
    }
    // a band of too few points does not count
    const more = [...series, seriesOf([point(55_001, 15), point(55_002, 16)])];
    const { periodogram } = summarise(all);
    expect(periodogram.value?.peaks[0]?.period).toBeCloseTo(0.731, 3);
    const [first] = periodogramOf(more, { start: 1.3, step: 1e-3, count: 200 }).value!.peaks;
    expect(first?.period).toBeCloseTo(0.731, 3);
  });

  it('peaks come in the order of their tops, and power ends at 1', () => {
    // four points: any of many periods goes through all of them
    const few = [55_000, 55_003.1, 55_011.7, 55_027].map((mjd, i) => point(mjd, 15 + 1e-9 * i * i));
    const { value } = summarise(few).periodogram;
    const powers = value!.peaks.map(({ power }) => power);
    expect(powers).toEqual([...powers].sort((a, b) => b - a));
    expect(powers[0]).toBeLessThanOrEqual(1);
    expect(value!.rivals.length).toBeGreaterThan(10);
  });

  it('names the aliases that measurements of two nights do not tell from the period', () => {
    const nights = [0, 0.05, 0.1, 0.15, 0.2, 365, 365.05, 365.1, 365.15, 365.2];
    const curve = nights.map((day, i) =>
      point(55_000 + day, 15 + 0.2 * Math.sin((2 * Math.PI * day) / 0.31) + 0.01 * Math.sin(9 * i)),
    );
    const summary = summarise(curve);
    expect(periodWords(summary, summary.periodogram.value!)).toMatch(
      /^0\.3\d+ days, the highest peak, power 0\.99\d\d \(g\)\. These measurements do not tell it from aliases such as .* days and \d+ more\.$/,
    );
  });

  it('at one time there is none', () => {
    const { periodogram } = summarise([1, 2, 3, 4, 5].map((mag) => point(55_000, mag)));
    expect(periodogram).toEqual({
      value: null,
      reason: 'measurements at 1 time alone: a period needs at least 4',
    });
  });

  it('finds the period of a sine', () => {
    const { value } = summarise(star).periodogram;
    expect(value?.peaks[0]?.period).toBeCloseTo(2.7, 3);
    expect(value?.peaks[0]?.power).toBeCloseTo(1, 6);
    expect(value?.rivals).toEqual([]);
  });

  it.each([
    [0, 'at least 4'],
    [1, '1 measurement: a period needs at least 4'],
    [3, 'at least 4'],
  ])('of %i points is null, and says why', (n, reason) => {
    const { value, reason: why } = lombScargle(seriesOf(star.slice(0, n)), {
      start: 1,
      step: 1,
      count: 1,
    });
    expect(value).toBeNull();
    expect(why).toContain(reason);
  });

  it('of more points and frequencies than half a minute has is null, and says why', () => {
    const times = Float64Array.from({ length: 20_000 }, (_, i) => 4_000 * Math.sin(i) ** 2);
    const series = { times, values: times.map(Math.sin), errors: undefined };
    const { value, reason } = lombScargle(series, frequencyGrid(times));
    expect(value).toBeNull();
    expect(reason).toContain('20000 measurements at');
  });

  it('of a constant is null, and says why', () => {
    const flat = star.map((one) => ({ ...one, mag: 17.1 }));
    const { value, reason } = lombScargle(seriesOf(flat), frequencyGrid(seriesOf(flat).times));
    expect(value).toBeNull();
    expect(reason).toContain('constant');
  });
});

/** By solving the normal equations of a mean, a cosine and a sine. */
function leastSquares(points: readonly Brightness[], frequency: number): number {
  const rows = points.map(({ mjd, mag, error }) => {
    const angle = 2 * Math.PI * frequency * (mjd - 55_000);
    return { terms: [1, Math.cos(angle), Math.sin(angle)], mag: mag - 15, w: 1 / error ** 2 };
  });
  const matrix = [0, 1, 2].map((i) =>
    [0, 1, 2, 3].map((j) =>
      rows.reduce((sum, { terms, mag, w }) => sum + w * terms[i]! * (j < 3 ? terms[j]! : mag), 0),
    ),
  );
  for (let i = 0; i < 3; i++)
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const factor = matrix[k]![i]! / matrix[i]![i]!;
      for (let j = 0; j < 4; j++) matrix[k]![j]! -= factor * matrix[i]![j]!;
    }
  const fit = matrix.map((row, i) => row[3]! / row[i]!);
  const chi2 = (model: (terms: number[]) => number) =>
    rows.reduce((sum, { terms, mag, w }) => sum + w * (mag - model(terms)) ** 2, 0);
  const weight = rows.reduce((sum, { w }) => sum + w, 0);
  const mean = rows.reduce((sum, { w, mag }) => sum + w * mag, 0) / weight;
  return 1 - chi2((terms) => terms.reduce((sum, t, i) => sum + t * fit[i]!, 0)) / chi2(() => mean);
}

describe('variability', () => {
  it('χ² is about the mean weighted by the errors', () => {
    const { mean, chi2, chi2Dof } = bandStatistics([point(1, 10, 0.1), point(2, 10.3, 0.2)]);
    expect(mean).toBeCloseTo(10.06, 12);
    expect(chi2.value).toBeCloseTo(1.8, 10);
    expect(chi2Dof.value).toBeCloseTo(1.8, 10);
  });

  it('without errors χ² and J are null, and say why', () => {
    const band = [point(1, 10, Number.NaN), point(2, 11, Number.NaN)];
    expect(bandStatistics(band).chi2).toEqual({
      value: null,
      reason: 'the errors are not known',
    });
    expect(stetsonJ(band)).toEqual({ value: null, reason: 'the errors are not known' });
  });

  it('measurements of two bands at one time are a pair, others stand alone', () => {
    const { value } = stetsonJ([
      point(1, 10),
      point(1.01, 11, 0.01, 'r'),
      point(5, 10.1),
      point(9, 11.1, 0.01, 'r'),
    ]);
    expect(value?.pairs).toBe(3);
  });
});

describe.skipIf(!hasSharedCases)('a light curve in g and r, as astropy sees it', () => {
  const path = hasSharedCases ? sharedCase('photometry/light-curve/') : '';
  const right = path
    ? JSON.parse(readFileSync(`${path}expected.json`, 'utf8').replace(/NaN|Infinity/g, 'null'))
    : {};
  const all = path
    ? parseCsv(readFileSync(`${path}lightcurve.csv`, 'utf8'))
        .slice(1)
        .map(([mjd, filter = '', mag, error]) =>
          point(Number(mjd), Number(mag), Number(error), filter),
        )
    : [];
  const g = all.filter(({ filter }) => filter === 'g');

  it('powers agree to 1e-9, with errors and without', () => {
    for (const [i, start] of right.frequencies.entries()) {
      const grid = { start, step: 1, count: 1 };
      const power = (weighted: boolean) => lombScargle(seriesOf(g, weighted), grid).value?.power[0];
      expect(Math.abs(power(true)! - right.standard_with_errors[i])).toBeLessThan(1e-9);
      expect(Math.abs(power(false)! - right.standard_without_errors[i])).toBeLessThan(1e-9);
    }
  });

  it('period, χ² and Stetson J agree', () => {
    const { stetsonJ: j, bands, periodogram } = summarise(all);
    expect(bands[0]?.periodogram.value?.peaks[0]?.period).toBeCloseTo(right.best_period, 6);
    expect(periodogram.value?.peaks[0]?.period).toBeCloseTo(right.best_period, 5);
    expect(bands[0]?.statistics.chi2.value).toBeCloseTo(right.chi2, 6);
    expect(bands[1]?.statistics.chi2.value).toBeCloseTo(right.chi2_band2, 6);
    expect(j.value).toMatchObject({ pairs: right.stetsonJ.pairs });
    expect(j.value?.mean).toBeCloseTo(right.stetsonJ.mean, 9);
    expect(j.value?.sum).toBeCloseTo(right.stetsonJ.sum, 7);
  });
});

it('the page needs no other file, and names are text in it', () => {
  const page = lightCurvePage({
    title: '<script>alert(1)</script>',
    summary: summarise(star),
    period: 2.7,
    left: 3,
  });
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  expect(page).toMatch(/Content-Security-Policy" content="default-src (&#39;|')none/);
  expect(page.match(/<svg/g)).toHaveLength(3);
  expect(page).toContain('3 measurements are left out: without a time');
});

it('CSV is read with quotes, blank lines and any line end', () => {
  expect(parseCsv('\ufeffa,"b ""c"""\r\n\r\n1,\n,2')).toEqual([
    ['a', 'b "c"'],
    ['1', ''],
    ['', '2'],
  ]);
});
