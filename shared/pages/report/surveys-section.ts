import { type Html, html } from '../../core/markup/html.ts';
import type { SkyMap, SurveyPicture } from './input.ts';
import { safeImage, safeKey } from './links.ts';

/** How the map is opened; a page that stands in a file may not fetch tiles. */
const howToOpen = html`<code>starfan serve DIR</code> opens it in a browser, DIR being the folder of this page.`;

/** The picture at the head of the report, which is the way to the map. */
export function mapFigure({ surveys, viewer, grid }: SkyMap): Html | null {
  const first = surveys[0];
  const source = first && safeImage(first.dataUri);
  const href = viewer && safeKey(viewer);
  if (!source || !href) return null;
  const what = first.colour ? 'The sky in colour' : `The sky in band ${first.name}`;
  return html`<figure class="map"><a href="${href}"><img src="${source}" alt="${what}: north up, east left"></a><figcaption><b><a href="${href}">Open the sky map</a></b><span>${what}, HiPS of order ${grid.order}. ${howToOpen}</span></figcaption></figure>`;
}

/** Every survey with its picture and the way to its page. */
export function surveysSection({ surveys }: SkyMap): Html {
  const intro =
    surveys.length === 0
      ? 'There is no survey.'
      : html`A folder of hips/ is a HiPS survey, which any HiPS client can be pointed at. North is up, east left.`;
  return html`<section id="pictures"><h2>Pictures</h2><p>${intro}</p><div class="gallery">${surveys.map(figure)}</div></section>`;
}

function figure({ name, colour, page, dataUri }: SurveyPicture): Html {
  const href = safeKey(page);
  const source = safeImage(dataUri);
  const image = source && html`<img src="${source}" alt="Survey ${name}">`;
  const title = colour ? name : `band ${name}`;
  return html`<figure><div class="frame">${href ? html`<a href="${href}">${image}</a>` : image}</div><figcaption><b>${title}</b><span>${href && html`<a href="${href}">hips/${name}</a>`}</span></figcaption></figure>`;
}
