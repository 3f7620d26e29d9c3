import { type Html, html } from '../../core/markup/html.ts';
import type { ColourPicture, MosaicPicture, MosaicRun } from './input.ts';
import { safeImage, safeKey } from './links.ts';
import { counted } from './quantities.ts';

/** Every mosaic with its picture and the way to its file. */
export function mosaicsSection({
  grid,
  mosaics,
  pictures,
  coloured,
  colour,
  groups,
}: MosaicRun): Html {
  const more = mosaics - pictures.length;
  return html`<section id="mosaics"><h2>Mosaics</h2><p>${counted(mosaics, 'mosaic')}: ${grid}. All pictures of a band have one brightness scale. SCI is the mosaic, WHT the sum of weights, COV the number of images, CTX which images, INPUTS the table of them. Each has a page, with what it is made of.</p>
<p>${groups.map((one) => html`${one} `)}</p>
${coloured.length > 0 && html`<h3>In colour</h3><p>Red ${colour?.[0]}, green ${colour?.[1]}, blue ${colour?.[2]}: each band by its own scale, the same in all tiles.</p><div class="gallery">${coloured.map(colourFigure)}</div><h3>Bands</h3>`}<div class="gallery">${pictures.map(figure)}</div>${more > 0 && html`<p>And ${counted(more, 'mosaic')} more, in mosaics/.</p>`}</section>`;
}

function colourFigure({ name, file, dataUri }: ColourPicture): Html {
  const href = safeKey(file);
  const source = safeImage(dataUri);
  return html`<figure><div class="frame"><a href="${href}"><img src="${source}" alt="Mosaic ${name} in colour"></a></div><figcaption><b>${name}</b><span><a href="${href}">${file}</a></span></figcaption></figure>`;
}

function figure({ band, name, file, page, dataUri, width, height, images }: MosaicPicture): Html {
  const [href, way] = [safeKey(file), safeKey(page)];
  const source = safeImage(dataUri);
  const image = source && html`<img src="${source}" alt="Mosaic ${name} in band ${band}">`;
  return html`<figure><div class="frame">${way ? html`<a href="${way}">${image}</a>` : image}</div><figcaption><b>${name}, band ${band}</b><span>${href && html`<a href="${href}">${file}</a>`}</span><span>${width} × ${height} pixels of ${counted(images, 'image')}</span></figcaption></figure>`;
}
