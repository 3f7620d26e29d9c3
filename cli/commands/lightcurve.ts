import { writeFile } from 'node:fs/promises';
import { UsageError } from '../../local/usage-error.ts';
import { lombScargle } from '../../shared/core/light-curve/lomb-scargle.ts';
import type { ValueOrReason } from '../../shared/core/light-curve/measurement.ts';
import {
  type LightCurveSummary,
  seriesOf,
  summarise,
} from '../../shared/core/light-curve/summary.ts';
import { lightCurvePage } from '../../shared/pages/light-curve/page.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readMeasurements } from '../light-curve/read-measurements.ts';
import { type LightCurve, readLightCurve } from '../light-curve/read-table.ts';
import { summaryJson, summaryLines } from '../light-curve/say-summary.ts';
import { readOption } from '../numbers.ts';
import { say } from '../say.ts';

/** `starfan lightcurve`. */
export const lightcurveCommand: Command = {
  help: `starfan lightcurve DIR --objid N | --pos "ra dec" | TABLE.csv [options]

The light curve of one object: how much it varies in each band, and its period. DIR is a run with a table of measurements
(starfan detect --match, starfan measure) or a HATS collection of one; TABLE.csv has columns mjd, mag and perhaps magErr
and filter, times in days.

  --objid N              the object of that number
  --pos "ra dec"         the object nearest to this place, degrees, within 1 arcsecond; "ra dec 2s": within 2
  --filter F             this band alone
  --period P             fold with this period, days, and look for none
  --periodogram FILE     frequency (per day), period (days), power, and power without errors, of the band measured most often
  --out PAGE.html        a page with the light curve, folded, and the periodogram; it needs no other file
  --json

  starfan lightcurve stars.csv
  starfan lightcurve stars.csv --filter g --out star.html --periodogram power.csv
  starfan lightcurve run1 --pos "246.0 -24.5"

Lomb–Scargle with a floating mean, normalised as astropy's 'standard', exact; from one cycle in the length of the light
curve to 20 a day. χ² about the mean weighted by the errors. Stetson's J (1996, weights 1) as mean and as sum, of pairs in
two bands within 0.02 days and of single measurements. null, with the reason, where there are fewer than four points, or
the brightness is constant, or errors are not known.`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        objid: { type: 'string' },
        pos: { type: 'string' },
        filter: { type: 'string' },
        period: { type: 'string' },
        periodogram: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [place] = positionals;
    if (place === undefined || positionals.length > 1)
      throw new UsageError(
        'give a run and an object, or a table: starfan lightcurve DIR --objid N, or TABLE.csv',
      );
    const given = readOption('period', values.period, 1e-6, 1e6);
    const isTable = /\.csv$/i.test(place);
    if (isTable && (values.objid ?? values.pos) !== undefined)
      throw new UsageError('--objid and --pos choose an object of a run: a table is one object');
    const all = isTable ? await readLightCurve(place) : await readMeasurements(place, values);
    const curve = ofFilter(all, values.filter);
    const summary = summarise(curve.measurements);
    const period = given ?? summary.main?.periodogram.value?.peaks[0]?.period;
    if (values.periodogram !== undefined)
      await writeFile(values.periodogram, periodogramCsv(summary));
    const title = titleOf(place, values);
    if (values.out !== undefined)
      await writeFile(values.out, lightCurvePage({ title, summary, period, left: curve.left }));
    say(
      values.json
        ? JSON.stringify(summaryJson(summary, given, curve.left), null, 1)
        : [title, ...summaryLines(summary, period, curve.left)].join('\n'),
    );
    return 0;
  },
};

function titleOf(place: string, { objid, pos }: { objid?: string; pos?: string }): string {
  if (objid !== undefined) return `Object ${objid} of ${place}`;
  return pos === undefined ? place : `${place} at ${pos}`;
}

function ofFilter(curve: LightCurve, filter: string | undefined): LightCurve {
  if (filter === undefined) return curve;
  const measurements = curve.measurements.filter((one) => one.filter === filter);
  if (measurements.length > 0) return { ...curve, measurements };
  const known = [...new Set(curve.measurements.map((one) => one.filter))].join(', ');
  throw new UsageError(`--filter ${filter}: there are measurements in ${known || 'no filter'}`);
}

function periodogramCsv({ main }: LightCurveSummary): string {
  if (!main?.periodogram.value)
    throw new UsageError(`--periodogram: ${main?.periodogram.reason ?? 'there is no measurement'}`);
  const { grid, power } = main.periodogram.value;
  const plain: ValueOrReason<Float64Array> = lombScargle(seriesOf(main.measurements, false), grid);
  const cell = (value: number | undefined) => (Number.isFinite(value) ? String(value) : '');
  const lines = Array.from(power, (value, k) => {
    const frequency = grid.start + k * grid.step;
    return `${frequency},${1 / frequency},${cell(value)},${cell(plain.value?.[k])}`;
  });
  return `frequency,period,power,power_without_errors\n${lines.join('\n')}\n`;
}
