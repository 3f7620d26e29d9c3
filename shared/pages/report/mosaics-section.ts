import { type Html, html } from '../../core/markup/html.ts';
import type { MosaicPicture, MosaicRun } from './input.ts';
import { safeImage, safeKey } from './links.ts';
import { counted } from './quantities.ts';

/** Every mosaic with its picture and the way to its file. */
export function mosaicsSection({ grid, mosaics, pictures, groups }: MosaicRun): Html {
  const more = mosaics - pictures.length;
  return html`<section id="mosaics"><h2>Mosaics</h2><p>${counted(mosaics, 'mosaic')}: ${grid}. All pictures of a band have one brightness scale. SCI is the mosaic, WHT the sum of weights, COV the number of images, CTX which images, INPUTS the table of them.</p>
<p>${groups.map((one) => html`${one} `)}</p>
<div class="gallery">${pictures.map(figure)}</div>${more > 0 && html`<p>And ${counted(more, 'mosaic')} more, in mosaics/.</p>`}</section>`;
}

function figure({ band, name, file, dataUri, width, height, images }: MosaicPicture): Html {
  const href = safeKey(file);
  const source = safeImage(dataUri);
  const image = source && html`<img src="${source}" alt="Mosaic ${name} in band ${band}">`;
  return html`<figure><div class="frame">${href ? html`<a href="${href}">${image}</a>` : image}</div><figcaption><b>${name}, band ${band}</b><span>${href && html`<a href="${href}">${file}</a>`}</span><span>${width} × ${height} pixels of ${counted(images, 'image')}</span></figcaption></figure>`;
}
