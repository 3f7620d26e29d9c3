import { RECOVERED_MAGNITUDES, RECOVERED_PIXELS } from '../../core/completeness/recovery.ts';
import { type Html, html } from '../../core/markup/html.ts';
import type { CompletenessTotals } from './completeness.ts';
import { plotCompleteness } from './plot-completeness.ts';
import { count, counted } from './quantities.ts';

/** What became of artificial stars: a plot of all images, and the limits of each. */
export function completenessSection(found: CompletenessTotals): Html {
  const sums = found.sums();
  if (sums.length === 0)
    return html`<section id="completeness"><h2>Completeness</h2><p class="note">No image has a PSF, so there are no artificial stars.</p></section>`;
  const stars = sums.reduce((sum, { injected }) => sum + injected, 0);
  const first = found.first();
  const more =
    found.images > first.length &&
    html`<p class="note">The first ${count(first.length)} of them; all are in the table images.</p>`;
  const limit = (value: number | null) => (value === null ? '–' : value.toFixed(2));
  return html`<section id="completeness"><h2>Completeness</h2>
<p>${counted(stars, 'artificial star')} in ${counted(found.images, 'image')}: the part that the search finds within ${RECOVERED_PIXELS} pixels and ${RECOVERED_MAGNITUDES} mag. Tables: <a href="completeness/completeness.csv">completeness/completeness.csv</a>, <a href="completeness/completeness.parquet">.parquet</a>.</p>
<div class="wide">${plotCompleteness(sums)}</div>
<table><thead><tr><th>image</th><th>HDU</th><th>90 % (mag)</th><th>50 % (mag)</th></tr></thead><tbody>${first.map(({ label, hdu, limit90, limit50 }) => html`<tr><td>${label}</td><td>${hdu}</td><td>${limit(limit90)}</td><td>${limit(limit50)}</td></tr>`)}</tbody></table>${more || ''}</section>`;
}
