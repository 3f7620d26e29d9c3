import { type Html, html } from '../../core/markup/html.ts';
import { fieldFigure } from './field-figure.ts';
import { MAX_FIELD_RADIUS_DEG, type SkyField, skyFieldsOf } from './fields.ts';
import { plotCounts } from './plot-counts.ts';
import { plotSky } from './plot-sky.ts';
import { count, counted } from './quantities.ts';
import type { DetectionTotals } from './tally.ts';

const MAX_FIELDS = 12;

/** What the map of the whole sky is, in a sentence. */
export const SKY_PROJECTION = 'Mollweide, ICRS, right ascension increases to the left.';

/** Number counts of all sources that have a magnitude. */
export function countsSection({
  magnitudes: bins,
  withMagnitude: shown,
  noMagnitude: without,
  sources,
}: DetectionTotals): Html {
  const missing =
    without > 0 &&
    `${counted(without, 'source has', 'sources have')} no magnitude (no zero point, or no positive flux) and ${without === 1 ? 'is' : 'are'} not in the plot.`;
  const body =
    bins.size === 0
      ? html`<p class="note">${sources === 0 ? 'No source was found, so there is nothing to count.' : 'No source has a magnitude, so there are no number counts.'} ${sources > 0 && missing}</p>`
      : html`<p>${counted(shown, 'source')} of all images, with √N error bars; one that is in several images counts in each. ${missing}</p><div class="wide">${plotCounts(bins)}</div>`;
  return html`<section id="counts"><h2>Number counts</h2>${body}</section>`;
}

/** Where on the sky the images are and what was found in them. */
export function skySection({
  dots,
  pictures,
  placed,
  placedSources,
  images,
}: DetectionTotals): Html {
  const missing = pictures - placed;
  const note =
    missing > 0 &&
    `${counted(missing, 'image has', 'images have')} no celestial WCS and ${missing === 1 ? 'is' : 'are'} not shown.`;
  if (placed === 0) {
    return html`<section id="sky"><h2>Sky</h2><p class="note">No image has a place on the sky. ${note}</p></section>`;
  }
  const fields = skyFieldsOf(images);
  const sentence = `${counted(placed, 'image')} with ${count(placedSources)} sources. ${SKY_PROJECTION}`;
  return html`<section id="sky"><h2>Sky</h2><p>${sentence} ${note}</p>${plotSky(dots, 'source')}
<h3>Fields</h3><p>${fieldsSentence(fields, images.length, placed)}</p><div class="fields">${fields.slice(0, MAX_FIELDS).map(fieldFigure)}</div></section>`;
}

function fieldsSentence(fields: readonly SkyField[], images: number, all: number): string {
  const inFields = fields.reduce((sum, field) => sum + field.images.length, 0);
  const large = images - inFields;
  const largeNote =
    large > 0
      ? ` ${counted(large, 'image')} of more than ${MAX_FIELD_RADIUS_DEG}° radius only on the map above.`
      : '';
  const shown =
    fields.length > MAX_FIELDS
      ? `${MAX_FIELDS} of ${count(fields.length)} fields, those with the most sources.`
      : `${counted(fields.length, 'field')}, that with the most sources first.`;
  const first =
    images < all
      ? ` Only the first ${count(images)} images of ${count(all)} are looked at here.`
      : '';
  return `Images near each other on their tangent plane (ICRS), north up, east left. ${shown}${largeNote}${first}`;
}
