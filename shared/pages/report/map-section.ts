import { hipsPixelScale } from '../../core/hips/pixel-scale.ts';
import { type Html, html } from '../../core/markup/html.ts';
import { ARCSEC_PER_DEGREE } from '../../core/sphere/angle.ts';
import { MAX_OUTLINED } from './coverage.ts';
import { MAX_FIELD_RADIUS_DEG } from './fields.ts';
import type { SkyMap } from './input.ts';
import { mosaicFigure } from './mosaic-figure.ts';
import { mosaicsOf } from './mosaics.ts';
import { plotSky } from './plot-sky.ts';
import { angleText, count, counted } from './quantities.ts';
import { SKY_PROJECTION } from './sky-section.ts';

const MAX_FIGURES = 12;

/** Where on the sky the images of each band are, and the plates that were painted of them. */
export function mapSection({ grid, coverage }: SkyMap): Html {
  const { order, plateOrder, width, frame, bands } = grid;
  const pixel = arcsec(hipsPixelScale(order, width));
  const sentence = `${counted(coverage.images, 'image')} on ${counted(coverage.plates, 'plate')}. A plate is a HEALPix cell of order ${plateOrder} that one task paints, with all tiles of it down to order ${order}: ${width} × ${width} pixels of ${pixel}, ${frame}.`;
  const rows = bands.flatMap((band) => {
    const bandCoverage = coverage.bands.get(band);
    if (!bandCoverage) return [];
    const scale =
      bandCoverage.finest === bandCoverage.coarsest
        ? arcsec(bandCoverage.finest)
        : `${arcsec(bandCoverage.finest)} to ${arcsec(bandCoverage.coarsest)}`;
    const named = [...bandCoverage.from].sort().join('; ');
    return html`<tr><td data-v="${band}">${band}</td><td data-v="${bandCoverage.images}">${count(bandCoverage.images)}</td><td data-v="${bandCoverage.plates}">${count(bandCoverage.plates)}</td><td data-v="${bandCoverage.finest}">${bandCoverage.images > 0 && scale}</td><td data-v="${bandCoverage.unit}">${bandCoverage.unit || 'not given'}</td><td data-v="${named}">${named}</td></tr>
`;
  });
  return html`<section id="sky"><h2>Sky</h2><p>${sentence}</p>
<div class="scroll whole"><table class="bands"><thead><tr>${['band', 'images', 'plates', 'pixel scale', 'unit', 'band from'].map((head) => html`<th aria-sort="none"><button type="button">${head}</button></th>`)}</tr></thead><tbody>${rows}</tbody></table></div>
<p>${SKY_PROJECTION}</p>${plotSky(coverage.dots, 'image')}
${mosaics(grid, coverage)}</section>`;
}

const arcsec = (scale: number): string => angleText(scale / ARCSEC_PER_DEGREE);

function mosaics(
  grid: SkyMap['grid'],
  { images, plates, outlined, cells }: SkyMap['coverage'],
): Html {
  if (images > MAX_OUTLINED || plates > MAX_OUTLINED) {
    return html`<p class="note">Outlines are drawn for up to ${count(MAX_OUTLINED)} images and plates; here are ${count(images)} and ${count(plates)}.</p>`;
  }
  const found = mosaicsOf(outlined);
  const figures = found.flatMap((mosaic) =>
    grid.bands.flatMap((band) => mosaicFigure(mosaic, band, grid, cells) ?? []),
  );
  const inMosaics = found.reduce((sum, mosaic) => sum + mosaic.images.length, 0);
  const shown =
    figures.length > MAX_FIGURES && ` ${MAX_FIGURES} of ${count(figures.length)} are drawn.`;
  const large =
    inMosaics < images &&
    ` ${counted(images - inMosaics, 'image')} in mosaics of more than ${MAX_FIELD_RADIUS_DEG}° radius only on the map above.`;
  return html`<h3>Images and plates</h3><p>Images that hang together on their tangent plane (ICRS), north up, east left, a drawing for each band; in grey the plates with their numbers.${shown}${large}</p><div class="fields mosaics">${figures.slice(0, MAX_FIGURES)}</div>`;
}
