import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lightCurve } from '../../api/light-curve/light-curve.ts';
import { UsageError } from '../../local/usage-error.ts';
import { lombScargle } from '../../shared/core/light-curve/lomb-scargle.ts';
import { jointPower } from '../../shared/core/light-curve/period.ts';
import { bandsSeries, type LightCurveSummary } from '../../shared/core/light-curve/summary.ts';
import { lightCurvePage } from '../../shared/pages/light-curve/page.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { summaryJson, summaryLines } from '../light-curve/say-summary.ts';
import { readOption } from '../numbers.ts';
import { readCone } from '../query/read-cone.ts';
import { say } from '../say.ts';

/** `starfan lightcurve`. */
export const lightcurveCommand: Command = {
  help: `starfan lightcurve DIR --objid N | DIR --pos "ra dec" | TABLE.csv [options]

The light curve of one object: how much it varies in each band, and its period. DIR is a run with a
table of measurements (starfan detect --match, starfan measure) or a HATS collection with one.
TABLE.csv, or TABLE.tsv with tabs, has the columns mjd (days) and mag, and perhaps magErr and
filter; magnitudes and errors of 99 and beyond, or -99 and below, count as missing. Of a run with
--psf the magnitudes are psf_mag where the object has some.

  --objid N              the object with that number
  --pos "ra dec"         the object nearest to this position, degrees, within 1 arcsec;
                         "ra dec 2s": within 2; or sexagesimal, as for starfan cutout
  --filter F             this band only
  --period P             fold with this period, days, and search for none
  --periodogram FILE     frequency (per day), period (days), power, and power without errors, of all
                         bands together
  --out PAGE.html        a page with the light curve, the folded curve and the periodogram, in one
                         file
  --json                 the numbers as JSON

The period is the highest peak of a Lomb–Scargle periodogram with a floating mean, normalised as
astropy's 'standard', from one cycle in the whole light curve to 20 a day. Of several bands it is
that of all: their powers weighted by their χ² (VanderPlas & Ivezić 2015; astropy's
LombScargleMultiband, 'flexible', without a base term). Peaks that these measurements do not tell
from it are named, as they may be the true one: within 9 of its χ², where that is one per degree of
freedom. χ² is about the mean weighted by the errors. Stetson's J (1996, weights 1) is given as mean
and as sum, over pairs in two bands within 0.02 days and single measurements. A value that cannot be
computed is null, with the reason: fewer than four points, constant brightness, or unknown errors.

  starfan lightcurve stars.csv
  starfan lightcurve stars.csv --filter g --out star.html --periodogram power.csv
  starfan lightcurve run1 --pos "246.0 -24.5"`,

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
    refuseSameFile({ ...values, table: place });
    const given = readOption('period', values.period, 1e-6, 1e6);
    const { objid, pos, filter } = values;
    const cone = pos === undefined ? undefined : readCone('pos', pos);
    const summary = await lightCurve(place, { objid, cone, filter });
    const period = given ?? summary.periodogram.value?.peaks[0]?.period;
    if (values.periodogram !== undefined)
      await writeFile(values.periodogram, periodogramCsv(summary));
    const { left, magnitude } = summary;
    const title = `${titleOf(place, values)}, by ${magnitude}`;
    if (values.out !== undefined)
      await writeFile(values.out, lightCurvePage({ title, summary, period, left }));
    say(
      values.json
        ? JSON.stringify(summaryJson(summary, given), null, 1)
        : [title, ...summaryLines(summary, period, left)].join('\n'),
    );
    return 0;
  },
};

/** Throws UsageError where one file would be written over another, or over the table. */
function refuseSameFile({
  table,
  out,
  periodogram,
}: {
  table: string;
  out?: string | undefined;
  periodogram?: string | undefined;
}): void {
  const files = [
    ['the table', table],
    ['--periodogram', periodogram],
    ['--out', out],
  ] as const;
  const seen = new Map<string, string>();
  for (const [name, path] of files) {
    if (path === undefined) continue;
    const real = existsSync(path) ? realpathSync(path) : resolve(path);
    const other = seen.get(real);
    if (other !== undefined)
      throw new UsageError(`${name} ${path} is the file of ${other}: write to another`);
    seen.set(real, name);
  }
}

function titleOf(place: string, { objid, pos }: { objid?: string; pos?: string }): string {
  if (objid !== undefined) return `Object ${objid} of ${place}`;
  return pos === undefined ? place : `${place} at ${pos}`;
}

function periodogramCsv({ bands, periodogram }: LightCurveSummary): string {
  if (!periodogram.value) throw new UsageError(`--periodogram: ${periodogram.reason}`);
  const { grid, power } = periodogram.value;
  const series = bandsSeries(
    bands.map(({ measurements }) => measurements),
    false,
  );
  const plain = jointPower(series.map((band) => lombScargle(band, grid)));
  const cell = (value: number | undefined) => (Number.isFinite(value) ? String(value) : '');
  const lines = Array.from(power, (value, k) => {
    const frequency = grid.start + k * grid.step;
    return `${frequency},${1 / frequency},${cell(value)},${cell(plain.value?.[k])}`;
  });
  return `frequency,period,power,power_without_errors\n${lines.join('\n')}\n`;
}
