import { type Html, html } from '../../core/markup/html.ts';
import { type Limit, parseCut } from '../../core/stretch/cut.ts';
import type { StretchKind } from '../../core/stretch/kinds.ts';
import type { Stretch } from '../../core/stretch/stretch.ts';
import type { SkyMap } from './input.ts';
import { plotStretch } from './plot-stretch.ts';
import { counted } from './quantities.ts';
import { valueLabel } from './ticks.ts';

const kindWords: Record<StretchKind, string> = {
  linear: 'brightness in proportion to the pixel value',
  sqrt: 'brightness by the square root of the pixel value above black',
  log: 'brightness by the logarithm of the pixel value, over three decades',
  asinh:
    'brightness in proportion to the pixel value near black, by its logarithm far above, bent so that the median is a dark grey',
  gaussian: 'histogram equalisation, with brightnesses spread as a normal distribution',
  'gaussian-log':
    'histogram equalisation, with brightnesses spread as a normal distribution and in finer steps towards white',
};

type StretchesOfMap = Pick<SkyMap, 'stretches' | 'surveys' | 'adaptive' | 'colour'>;

/** How the pixel values of each band became the brightnesses of its pictures. */
export function stretchSection({
  stretches: bands,
  surveys,
  adaptive,
  colour,
}: StretchesOfMap): Html {
  const body =
    bands.length === 0
      ? html`<p class="note">There is no picture, so there is no stretch.</p>`
      : bands.map(
          ({ band, histogram, stretch }) =>
            html`<h3>Band ${band}</h3><p>${stretchSentence(stretch)}</p><div class="wide">${plotStretch(histogram, stretch)}</div>`,
        );
  const scope = adaptive
    ? 'The brightness scale follows the sky from plate to plate, each by its own pixels and those of the plates around it; shown here is what all pixels of a band make together.'
    : 'One brightness scale for all tiles of a band.';
  const lupton =
    colour === 'lupton' && surveys.some((survey) => survey.colour)
      ? ' The colour picture is made after Lupton et al. (2004), which keeps the colours of bright sources; the limits are the same.'
      : '';
  return html`<section id="stretch"><h2>Stretch</h2><p>${scope} The histogram of all pixels, and the curve that turns a pixel value into a brightness. Pixels of exactly 0, where nothing was seen or counted, are not counted in median, σ and percentiles.${lupton}</p>${body}</section>`;
}

/** How a stretch turns pixel values into brightness, in words. */
export function stretchSentence({ kind, cut, low, high, count, median, sigma }: Stretch): string {
  const limits = parseCut(cut);
  const range =
    low === high
      ? `Both limits are ${short(low)}, which is shown as a middle grey, what is above it white and what is below black.`
      : `Black is ${short(low)}${limitWords(limits.low)}, white ${short(high)}${limitWords(limits.high)}.`;
  return `${counted(count, 'pixel')} with a median of ${short(median)} and a σ of ${short(sigma)}. ${range} Between them ${kind}: ${kindWords[kind]}.`;
}

/** What a limit was asked to be, where it was not a value. */
function limitWords({ unit, at }: Limit): string {
  if (unit === 'value') return '';
  if (unit === '%')
    return at === 0 ? ' (the lowest)' : at === 100 ? ' (the highest)' : ` (percentile ${at})`;
  return at === 0
    ? ' (the median)'
    : ` (${Math.abs(at)} σ ${at < 0 ? 'below' : 'above'} the median)`;
}

const short = (value: number): string => valueLabel(value, 6);
