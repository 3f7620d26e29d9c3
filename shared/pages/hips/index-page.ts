import { hipsPixelScale } from '../../core/hips/pixel-scale.ts';
import type { HipsProperties } from '../../core/hips/properties.ts';
import { html } from '../../core/markup/html.ts';
import { countPixels } from '../../core/moc/moc.ts';
import { pageHead } from '../page-head.ts';
import { bytes, count } from '../report/quantities.ts';

const style = html`body { max-width: 720px; margin: 40px auto; padding: 0 20px; font: 15px/1.55 system-ui, sans-serif; } img { display: block; width: 256px; height: 256px; margin: 16px 0; border-radius: 6px; } th { text-align: left; font-weight: 400; opacity: 0.7; padding-right: 18px; vertical-align: top; white-space: nowrap; } td { overflow-wrap: anywhere; }`;

/**
 * The page index.html of a HiPS: its picture, what it is, and the way into the viewer (`viewer`:
 * relative to the HiPS, as `../../sky.html#ks`; a copy of the folder alone has no viewer, and says
 * how any HiPS client opens it). No script.
 */
export function renderIndex(survey: HipsProperties, viewer: string): string {
  const { title, view, order } = survey;
  const rows: [string, string | number][] = [
    ['Identifier', survey.id],
    ['Frame', survey.frame],
    [
      'Deepest order',
      `${order} (${hipsPixelScale(order, survey.tileWidth).toPrecision(3)}″ a pixel)`,
    ],
    ['Deepest tiles', count(countPixels(survey.tiles))],
    ['Tiles', `${survey.formats.join(', ')}; ${count(survey.files)} files, ${bytes(survey.bytes)}`],
    [
      'Centre',
      `${view.ra.toFixed(5)} ${view.dec.toFixed(5)} (ICRS), field ${Number(view.fov.toPrecision(3))}°`,
    ],
    ['Made of', survey.progenitor],
    ['Released', survey.released],
  ];
  const policy = html`default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return html`${pageHead({ title, policy, scheme: 'light dark', style, hasEmptyIcon: true })}
<body>
<h1>${title}</h1>
<p>${survey.description}</p>
<a href="${viewer}"><img src="preview.jpg" width="256" height="256" alt="The survey, north up, east to the left"></a>
<p><a href="${viewer}">Open in the viewer</a></p>
<table>${rows.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</table>
<p>This folder is a HiPS (Hierarchical Progressive Survey, an IVOA standard). Any HiPS client opens it by its address: Aladin, Aladin Lite, ESASky, Stellarium. <a href="properties">properties</a>, <a href="Moc.fits">Moc.fits</a>, <a href="metadata.xml">metadata.xml</a></p>
</body>
</html>
`.markup;
}
