import type { BandCurve, LightCurveSummary } from '../../core/light-curve/summary.ts';
import { leftWords, periodWords } from '../../core/light-curve/words.ts';
import { type Html, html } from '../../core/markup/html.ts';
import { pageHead } from '../page-head.ts';
import { magnitudePlot, powerPlot } from './plots.ts';

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a2a;background:#fff}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}svg{width:100%;height:auto}table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}.note{color:#555}';

/** What a page of a light curve shows. */
export interface LightCurvePage {
  /** whose light curve it is */
  readonly title: string;
  readonly summary: LightCurveSummary;
  /** days; undefined where none is known */
  readonly period: number | undefined;
  /** measurements without a time or magnitude, which are not shown */
  readonly left: number;
}

/** A page that needs nothing else: the light curve, folded, and its periodogram. */
export function lightCurvePage({ title, summary, period, left }: LightCurvePage): string {
  const { bands, periodogram } = summary;
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return html`${pageHead({ title, policy, scheme: 'light', style: STYLE })}
<body>
<h1>${title}</h1>
${table(bands)}
<p class="note">${stetson(summary)}${left > 0 ? ` ${leftWords(left)}.` : ''}</p>
<h2>Light curve</h2>
${magnitudePlot(bands, undefined)}
${
  period === undefined
    ? html`<p class="note">No period: ${periodogram.reason}.</p>`
    : html`<h2>Folded with a period of ${period.toPrecision(8)} days</h2>
${magnitudePlot(bands, period)}`
}
${
  periodogram.value
    ? html`<h2>Lomb–Scargle periodogram</h2>
<p class="note">${periodWords(summary, periodogram.value)}</p>
${powerPlot(periodogram.value)}`
    : ''
}
</body></html>
`.markup;
}

function table(bands: readonly BandCurve[]): Html {
  const rows = bands.map(
    ({ statistics, periodogram }) =>
      html`<tr><td>${statistics.filter || '–'}</td><td>${statistics.n}</td><td>${statistics.mean.toFixed(4)}</td><td>${statistics.amplitude.toFixed(4)}</td><td>${statistics.chi2Dof.value?.toPrecision(4) ?? '–'}</td><td>${periodogram.value?.peaks[0]?.period.toPrecision(8) ?? '–'}</td><td>${periodogram.value?.peaks[0]?.power.toFixed(3) ?? '–'}</td></tr>
`,
  );
  return html`<table><tr><th>filter</th><th>measurements</th><th>weighted mean, mag</th><th>amplitude, mag</th><th>χ² per degree of freedom</th><th>best period, days</th><th>its power</th></tr>
${rows}</table>`;
}

const stetson = ({ stetsonJ: { value, reason } }: LightCurveSummary): string =>
  value === null
    ? `No Stetson J: ${reason}.`
    : `Stetson J: ${value.mean.toPrecision(6)} as a mean of ${value.pairs} pairs and single measurements, ${value.sum.toPrecision(6)} as their sum.`;
