import { type Html, html } from '../../core/markup/html.ts';
import type { ReportHdu, ReportTask, Thumbnail } from './input.ts';
import { safeImage, safeKey } from './links.ts';
import { count, counted } from './quantities.ts';

/**
 * The thumbnails of some of so many pictures, each with what it shows and the way to the full
 * picture and the catalogue.
 */
export function picturesSection(thumbnails: readonly Thumbnail[], pictures: number): Html {
  const figures = thumbnails.flatMap(({ task, hdu, dataUri }) => {
    const source = safeImage(dataUri);
    return source ? [figure(task, hdu, source)] : [];
  });
  const intro =
    figures.length === 0
      ? 'There is no picture.'
      : figures.length < pictures
        ? `${count(figures.length)} of ${counted(pictures, 'picture')}; the others are in images/. Red ellipses are on the sources.`
        : 'Red ellipses are on the sources. Each opens the full picture.';
  return html`<section id="pictures"><h2>Pictures</h2><p>${intro}</p><div class="gallery">${figures}</div></section>`;
}

function figure(
  task: ReportTask,
  { hdu, extname, extver, width, height, sources, picture }: ReportHdu,
  source: Html,
): Html {
  const full = safeKey(picture);
  const table = task.outputs
    .map(({ url }) => safeKey(url))
    .find((url) => url?.endsWith('/catalogue.fits'));
  const extension = extname === null ? '' : ` ${extname}${extver === null ? '' : `,${extver}`}`;
  const image = html`<img src="${source}" alt="${task.name}, HDU ${hdu}, with its sources">`;
  return html`<figure><div class="frame">${full ? html`<a href="${full}">${image}</a>` : image}</div><figcaption><b>${task.name}</b><span>HDU ${hdu}${extension}, ${count(width)} × ${count(height)}</span><span>${counted(sources, 'source')}${table && html`, <a href="${table}">catalogue.fits</a>`}</span></figcaption></figure>`;
}
