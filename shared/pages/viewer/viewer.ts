import { Html, html } from '../../core/markup/html.ts';
import { pageHead } from '../page-head.ts';
import { VIEWER_SCRIPT_HASH, viewerScript } from './viewer-script.ts';
import { viewerStyle } from './viewer-style.ts';

/** A HiPS that the viewer offers. */
export interface ViewerSurvey {
  /** short, unique; the page's address ends in #id to open with it */
  readonly id: string;
  readonly title: string;
  /** the HiPS's folder, relative to the page */
  readonly path: string;
  readonly formats: readonly ('fits' | 'png' | 'jpeg')[];
  readonly colour: boolean;
  /**
   * values shown black and white at first, where there are FITS tiles; else what `properties` says
   */
  readonly cut?: readonly [number, number];
}

/** What the page of a sky shows. */
export interface ViewerInput {
  readonly title: string;
  /** in the order of the list; the first one is shown */
  readonly surveys: readonly ViewerSurvey[];
  /** ICRS degrees */
  readonly centre: { readonly ra: number; readonly dec: number };
  /** degrees */
  readonly fov: number;
  /**
   * sources to mark: what `Overlay` writes, relative to the page. The page's address may name
   * another one: `?catalogue=catalogue.tsv`
   */
  readonly catalogueUrl?: string;
  /**
   * of FITS tiles at first; log when left out: between the limits of a whole sky a linear one is
   * dark
   */
  readonly stretch?: 'linear' | 'sqrt' | 'log' | 'asinh' | 'pow2';
  /**
   * the unmodified aladin.js of the package aladin-lite (GPL-3), served beside its licence;
   * `aladin.js` when left out
   */
  readonly aladinUrl?: string;
}

/**
 * The page that shows surveys in Aladin Lite. It refers to aladin.js as a file of its own and holds
 * nothing of it. Its content security policy lets nothing be asked for but from its own server, so
 * that it works, and works the same, without a network.
 */
export function renderViewer({
  title,
  surveys,
  centre,
  fov,
  catalogueUrl,
  stretch = 'log',
  aladinUrl = 'aladin.js',
}: ViewerInput): string {
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' '${VIEWER_SCRIPT_HASH}'; style-src 'unsafe-inline'; img-src 'self' data: blob:; font-src data:; connect-src 'self' data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'`;
  const settings = {
    surveys,
    centre: { ra: plain(centre.ra), dec: plain(centre.dec) },
    fov,
    catalogueUrl,
    stretch,
    aladinUrl: ownUrl(aladinUrl),
  };
  return html`${pageHead({ title, policy, scheme: 'dark', style: viewerStyle, hasEmptyIcon: true })}
<body>
<div id="sky"></div>
${panel(title)}
<section id="alone" hidden>
<h1>${title}</h1>
<p>A browser shows this sky only from a web server, not from a file that was opened by a double click. In the folder of this page type</p>
<pre>npx starfan serve .</pre>
<p>or, where Starfan is not installed, <code>python3 -m http.server 8000</code>, and open <code>http://localhost:8000/sky.html</code>. It has these surveys:</p>
<div>${surveys.map((survey) => html`<figure><a href="./${survey.path}/index.html"><img src="./${survey.path}/preview.jpg" width="256" height="256" alt=""></a><figcaption>${survey.title}</figcaption></figure>`)}</div>
</section>
<noscript><p id="noscript">The sky needs JavaScript.</p></noscript>
<script type="application/json" id="settings">${dataOf(settings)}</script>
<script type="module">${viewerScript}</script>
</body>
</html>
`.markup;
}

/** What is chosen on the page; the script fills it. */
const panel = (title: string): Html => html`<form id="panel" aria-label="Surveys">
<h1>${title}</h1>
<fieldset id="surveys"><legend>Survey</legend></fieldset>
<fieldset id="stretch" hidden><legend>Stretch</legend>
<label id="format" hidden><span>Tiles</span><select name="format"></select></label>
<label><span>Black</span><input name="low" type="number" step="any"></label>
<label><span>White</span><input name="high" type="number" step="any"></label>
<label id="function"><span>Curve</span><select name="function"><option>linear</option><option>sqrt</option><option>log</option><option>asinh</option><option>pow2</option></select></label>
<button type="button" name="reset">Reset</button>
</fieldset>
<fieldset id="catalogue" hidden><legend>Catalogue</legend>
<label><input name="sources" type="checkbox" checked><span id="count"></span></label>
<label><span id="limit"></span><input name="faintest" type="number" step="any" placeholder="by zoom"></label>
<p id="brightest"></p>
</fieldset>
<p id="source" role="status"></p>
</form>`;

/**
 * Aladin takes a number with an exponent for the name of an object, and asks the network for it.
 */
const plain = (angle: number): number => Number(angle.toFixed(6));

/** JSON that stays inside its element whatever it holds. */
const dataOf = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );

/** A module's address must not look like a package's name. */
const ownUrl = (url: string): string => (/^(\.{0,2}\/|https?:)/.test(url) ? url : `./${url}`);
