import type { ValueOrReason } from '../../shared/core/light-curve/measurement.ts';
import type { BandCurve, LightCurveSummary } from '../../shared/core/light-curve/summary.ts';

/** A summary as JSON has it: null with a reason beside it where there is no number. */
export function summaryJson(
  { bands, stetsonJ, main }: LightCurveSummary,
  given: number | undefined,
  left: number,
): object {
  return {
    n: bands.reduce((sum, { measurements }) => sum + measurements.length, 0),
    left_out: left,
    ...(given === undefined ? periodOf(main) : { period: given, power: null }),
    stetsonJ: stetsonJ.value ?? null,
    ...(stetsonJ.value === null ? { stetsonJ_reason: stetsonJ.reason } : {}),
    bands: Object.fromEntries(bands.map((band) => [band.statistics.filter, bandJson(band)])),
  };
}

function periodOf(band: BandCurve | undefined): object {
  const best = band?.periodogram.value?.peaks[0];
  if (!best)
    return {
      period: null,
      power: null,
      period_reason: band?.periodogram.reason ?? 'there is no measurement',
    };
  return { period: best.period, power: best.power };
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
    ...periodOf(band),
    peaks: band.periodogram.value?.peaks ?? [],
    stetsonJ: band.stetsonJ.value ?? null,
  };
}

/** The same for a person. */
export function summaryLines(
  { bands, stetsonJ, main }: LightCurveSummary,
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
  const best = main?.periodogram.value?.peaks[0];
  if (period === undefined)
    lines.push(`  period: none, ${main?.periodogram.reason ?? 'there is no measurement'}`);
  else
    lines.push(
      `  period ${period.toPrecision(8)} days${best && best.period === period ? `, power ${best.power.toFixed(4)} in ${main.statistics.filter || 'all'}` : ''}`,
    );
  if (left > 0) lines.push(`  ${left} measurements have no time or no magnitude: left out`);
  return lines;
}

const valueOrReason = ({ value, reason }: ValueOrReason<number>): string =>
  value === null ? `none (${reason})` : value.toPrecision(4);
