import type { LightCurveResult } from '../../api/light-curve/light-curve.ts';
import type { ValueOrReason } from '../../shared/core/light-curve/measurement.ts';
import type { Peak, Periodogram } from '../../shared/core/light-curve/period.ts';
import type { BandCurve, LightCurveSummary } from '../../shared/core/light-curve/summary.ts';
import { leftWords, periodWords } from '../../shared/core/light-curve/words.ts';

/** A summary as JSON has it: null with a reason beside it where there is no number. */
export function summaryJson(
  { bands, stetsonJ, periodogram, left, magnitude }: LightCurveResult,
  given: number | undefined,
): object {
  return {
    magnitude,
    n: bands.reduce((sum, { measurements }) => sum + measurements.length, 0),
    left_out: left,
    ...(given === undefined ? periodOf(periodogram) : { period: given, power: null }),
    rivals: periodogram.value?.rivals ?? [],
    stetsonJ: stetsonJ.value ?? null,
    ...(stetsonJ.value === null ? { stetsonJ_reason: stetsonJ.reason } : {}),
    bands: Object.fromEntries(bands.map((band) => [band.statistics.filter, bandJson(band)])),
  };
}

function periodOf({ value, reason }: ValueOrReason<Periodogram>): object {
  if (value === null) return { period: null, power: null, period_reason: reason };
  const { period, power } = value.peaks[0] as Peak;
  return { period, power };
}

function bandJson(band: BandCurve): object {
  const { n, mean, amplitude, chi2, chi2Dof } = band.statistics;
  return {
    n,
    mean,
    amplitude,
    chi2: chi2.value,
    dof: Math.max(0, n - 1),
    chi2_dof: chi2Dof.value,
    ...(chi2.value === null ? { chi2_reason: chi2.reason } : {}),
    ...periodOf(band.periodogram),
    peaks: band.periodogram.value?.peaks ?? [],
    stetsonJ: band.stetsonJ.value ?? null,
  };
}

/** The same for a person. */
export function summaryLines(
  { bands, stetsonJ, periodogram }: LightCurveSummary,
  period: number | undefined,
  left: number,
): string[] {
  const lines = bands.map(({ statistics: { filter, n, mean, amplitude, chi2Dof } }) =>
    [
      `  ${(filter || '–').padEnd(8)} ${n} measurements`,
      `mean ${mean.toFixed(4)}`,
      `amplitude ${amplitude.toFixed(4)}`,
      `χ²/dof ${valueOrReason(chi2Dof)}`,
    ].join(', '),
  );
  const { value, reason } = stetsonJ;
  lines.push(
    value === null
      ? `  Stetson J: none, ${reason}`
      : `  Stetson J ${value.mean.toPrecision(6)} (mean of ${value.pairs} pairs and singles), ${value.sum.toPrecision(6)} (sum)`,
  );
  const { value: found, reason: why } = periodogram;
  if (period !== undefined && period !== found?.peaks[0]?.period)
    lines.push(`  period ${period.toPrecision(8)} days, as given`);
  lines.push(found ? `  period ${periodWords({ bands }, found)}` : `  period: none, ${why}`);
  if (left > 0) lines.push(`  ${leftWords(left)}`);
  return lines;
}

const valueOrReason = ({ value, reason }: ValueOrReason<number>): string =>
  value === null ? `none (${reason})` : value.toPrecision(4);
