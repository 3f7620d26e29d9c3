import type { Histogram } from '../histogram/histogram.ts';
import type { Stretch } from '../stretch/stretch.ts';
import { type Html, html } from './html.ts';
import { plotStretch } from './plot-stretch.ts';
import { counted } from './quantities.ts';
import { tickLabel } from './ticks.ts';

/** A band's merged histogram and the stretch made from it. */
export interface BandStretch {
  band: string;
  histogram: Histogram;
  stretch: Stretch;
}

/** How the pixel values of each band became the brightnesses of its pictures. */
export function stretchSection(bands: readonly BandStretch[]): Html {
  const body =
    bands.length === 0
      ? html`<p class="note">There is no picture, so there is no stretch.</p>`
      : bands.map(
          ({ band, histogram, stretch }) =>
            html`<h3>${band}</h3><p>${stretchSentence(stretch)}</p>${plotStretch(histogram, stretch)}`,
        );
  return html`<section id="stretch"><h2>Stretch</h2><p>One brightness scale for all tiles of a band: the histogram of all their pixels, and the curve that turns a pixel value into a level.</p>${body}</section>`;
}

function stretchSentence({ kind, cut, low, high, count, median, sigma }: Stretch): string {
  const range =
    low === high
      ? `Both limits are ${short(low)}, which is shown as a middle grey, what is above it white and what is below black.`
      : `Black is ${short(low)}, white ${short(high)}.`;
  return `${kind}, cut "${cut}". ${range} ${counted(count, 'pixel')} with a median of ${short(median)} and a σ of ${short(sigma)}.`;
}

const short = (value: number): string => tickLabel(Number(value.toPrecision(6)));
