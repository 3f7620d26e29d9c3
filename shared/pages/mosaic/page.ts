import { type Content, type Html, html } from '../../core/markup/html.ts';
import type { Rgb } from '../../core/pictures/tile-colour.ts';
import type { Stretch } from '../../core/stretch/stretch.ts';
import { pageHead } from '../page-head.ts';
import { safeKey } from '../report/links.ts';
import { onPlane, plotField } from '../report/plot-field.ts';
import { count, counted, percent, sexagesimalDec, sexagesimalRa } from '../report/quantities.ts';
import { stretchSentence } from '../report/stretch-section.ts';
import { tickLabel, valueLabel } from '../report/ticks.ts';
import { MOSAIC_STYLE_HASH, mosaicStyle } from './style.ts';

/** Rows of the table and outlines on the page; the file has all of them. */
const MAX_IMAGES = 200;

/** What the page of one mosaic shows. All text in it comes from lists, headers and file names. */
export interface MosaicPage {
  readonly band: string;
  readonly name: string;
  readonly unit: string;
  /** what else is known, a word or two and its value */
  readonly facts: readonly (readonly [string, string])[];
  readonly width: number;
  readonly height: number;
  /** pixels with a value */
  readonly values: number;
  /** its middle, degrees; undefined where that is not on the sky */
  readonly centre: { readonly ra: number; readonly dec: number } | undefined;
  /** around the mosaic, [ra, dec]; NaN where that is not on the sky */
  readonly border: readonly (readonly [number, number])[];
  readonly stretch: Stretch;
  /** bands of the picture in colour, where there is one */
  readonly colour: Rgb<string> | undefined;
  /** the rows of the table INPUTS */
  readonly images: readonly MosaicInput[];
}

/** An image of a mosaic. */
export interface MosaicInput {
  readonly name: string;
  readonly footprint: readonly [number, number][];
  /** UTC of its beginning, or '' */
  readonly date: string;
  readonly weight: number;
  /** false where it could not be read */
  readonly isUsed: boolean;
  readonly factor: number;
  /** what was subtracted: level at the centre, slopes across its width and height */
  readonly plane: readonly [number, number, number];
}

/**
 * The page of one mosaic, which stands beside its file and its picture: how it looks, what it is,
 * and what it is made of. It needs nothing else and runs no script.
 */
export function mosaicPage(page: MosaicPage): string {
  const { band, name } = page;
  const policy = `default-src 'none'; img-src 'self' file:; style-src '${MOSAIC_STYLE_HASH}'; base-uri 'none'; form-action 'none'`;
  return html`${pageHead({ title: `${name}, band ${band}`, policy, scheme: 'light dark', style: mosaicStyle })}
<body>
<nav><a href="../../report.html">Report of the run</a><a href="${safeKey(`${name}.fits`)}">${name}.fits</a></nav>
<main>
<header><p class="kicker">Starfan <span>mosaic</span></p><h1>${name}, band ${band}</h1></header>
${picturesOf(page)}
<section><h2>What it is</h2>${factsOf(page)}</section>
<section><h2>Images</h2>${imagesOf(page)}</section>
</main>
</body>
</html>
`.markup;
}

function picturesOf({ band, name, stretch, colour }: MosaicPage): Html {
  const file = safeKey(`${name}.jpg`);
  const own = html`<figure><a href="${file}"><img src="${file}" alt="Mosaic ${name} in band ${band}"></a><figcaption>${stretchSentence(stretch)} The scale is that of all mosaics of the band.</figcaption></figure>`;
  if (!colour) return html`<div class="looks">${own}</div>`;
  const other = safeKey(`colour/${name}.jpg`);
  const pages = colour.map((one, k) => {
    const href = safeKey(`${one}/${name}.html`);
    const text = `${['red', 'green', 'blue'][k]} ${one}`;
    return html`${k > 0 && ', '}${one === band ? text : html`<a href="../${href}">${text}</a>`}`;
  });
  return html`<div class="looks">${own}<figure><a href="../${other}"><img src="../${other}" alt="${name} in colour"></a><figcaption>In colour: ${pages}, each by its own scale.</figcaption></figure></div>`;
}

function factsOf({ unit, facts, width, height, values, centre }: MosaicPage): Html {
  const rows: (readonly [string, Content])[] = [
    [
      'Pixels',
      `${count(width)} × ${count(height)}, ${percent(values, width * height)} with a value`,
    ],
    ...(centre
      ? [
          [
            'Centre',
            `${sexagesimalRa(centre.ra)} ${sexagesimalDec(centre.dec)} (${centre.ra.toFixed(5)} ${tickLabel(Number(centre.dec.toFixed(5)))})`,
          ] as const,
        ]
      : []),
    ['Unit', unit || 'as the images have it: their headers name none'],
    ...facts,
  ];
  return html`<div class="scroll"><table class="parameters"><tbody>${rows.map(([what, value]) => html`<tr><th>${what}</th><td>${value}</td></tr>`)}</tbody></table></div>`;
}

function imagesOf(page: MosaicPage): Html {
  const { images } = page;
  const shown = images.slice(0, MAX_IMAGES);
  const more = images.length - shown.length;
  const figure = figureOf(page, shown);
  const rows = shown.map(
    ({ name: image, isUsed, date, weight, factor, plane: [level, across, up] }, row) =>
      html`<tr><td>${row}</td><td>${image}${isUsed ? '' : ' (could not be read)'}</td><td>${date || '–'}</td><td>${valueLabel(weight, 5)}</td><td>${valueLabel(factor, 6)}</td><td>${valueLabel(level, 6)}</td><td>${valueLabel(across, 4)}</td><td>${valueLabel(up, 4)}</td></tr>
`,
  );
  return html`<p>${counted(images.length, 'image')}, numbered as the bits of CTX and the rows of INPUTS. Of each a background was subtracted: a level at its centre, and what that changes across its width and height, in the unit of the mosaic.${more > 0 && ` ${counted(more, 'more image is', 'more images are')} in INPUTS alone.`}</p>
<div class="${figure ? 'beside' : ''}"><div class="scroll"><table class="inputs"><thead><tr>${['', 'image', 'begun (UTC)', 'weight', 'factor', 'level', 'across', 'up'].map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>${figure && html`<div>${figure}</div>`}</div>`;
}

/** Outlines of the images about that of the mosaic; null where it reaches too far round the sky. */
function figureOf(
  { band, name, border, centre }: MosaicPage,
  images: readonly MosaicInput[],
): Html | null {
  const frame = centre ? onPlane(centre, border) : [];
  const isDrawn = frame.length === border.length && !frame.flat().some(Number.isNaN);
  if (!centre || !isDrawn) return null;
  const outlines = images.flatMap((image) => {
    const corners = onPlane(centre, image.footprint);
    return corners.length > 2 ? [{ corners, tip: image.name }] : [];
  });
  return plotField({
    label: `Images of mosaic ${name} in band ${band}`,
    extent: [...frame, ...outlines.flatMap(({ corners }) => corners)],
    cells: [{ corners: frame, name: '' }],
    outlines,
    dots: [],
  });
}
