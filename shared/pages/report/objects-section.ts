import { summarise } from '../../core/light-curve/summary.ts';
import { periodWords } from '../../core/light-curve/words.ts';
import { type Html, html } from '../../core/markup/html.ts';
import type { VariableObject } from '../../core/matching/most-variable.ts';
import { magnitudePlot } from '../light-curve/plots.ts';
import { plotDensity } from './plot-density.ts';
import { count, counted } from './quantities.ts';

/** What a match came to. */
export interface MatchedSky {
  /** places of objects were given, and not found */
  isGiven: boolean;
  /** arcsec */
  radius: number;
  images: number;
  objects: number;
  measurements: number;
  /** detections without a place on the sky */
  unplaced: number;
  /** objects of one detection; near others; that move; that vary */
  matched: { single: number; divided: number; moving: number; variable: number };
  /** the most variable one */
  variable: VariableObject | null;
  /** objects in HEALPix pixels (nested) of an order */
  order: number;
  counts: ReadonlyMap<number, number>;
  /** of each band its column, and the objects found in it */
  bands: readonly { name: string; column: string; objects: number }[];
}

/** Objects of all images: how many of which kind, and where they are. */
export function objectsSection({ matched, bands, ...sky }: MatchedSky): Html {
  const found: [string, number][] = [
    ['found once', matched.single],
    ['with detections of other objects within the radius', matched.divided],
    ['that move further than the radius', matched.moving],
  ];
  const kinds: [string, number][] = [
    ...(sky.isGiven ? [['measured once', matched.single] as [string, number]] : found),
    ['variable: χ² per degree of freedom above 5 in a band', matched.variable],
  ];
  const notes = [
    sky.unplaced > 0 &&
      `${counted(sky.unplaced, 'detection')} without a place on the sky belong to no object.`,
  ].filter((note) => note !== false);
  return html`<section id="objects"><h2>Objects</h2>
<p>${
    sky.isGiven
      ? html`${counted(sky.measurements, 'measurement')} at ${counted(sky.objects, 'given place')} in ${counted(sky.images, 'image')}`
      : html`${counted(sky.objects, 'object')} of ${counted(sky.measurements, 'detection')} in ${counted(sky.images, 'image')}, matched within ${sky.radius}″`
  }. Tables: <a href="photometry/collection.properties">photometry/</a>, a HATS collection.</p>
${notes.map((note) => html`<p class="note">${note}</p>`)}
<table><thead><tr><th>objects</th><th></th></tr></thead><tbody>${kinds.map(([words, n]) => html`<tr><td>${count(n)}</td><td>${words}</td></tr>`)}</tbody></table>
<table><thead><tr><th>band</th><th>columns</th><th>objects</th><th>density</th></tr></thead><tbody>${bands.map(({ name, column, objects }) => html`<tr><td>${name}</td><td><code>${column}_mag</code> …</td><td>${count(objects)}</td><td><a href="photometry/objects/skymap_${column}.fits">skymap_${column}.fits</a></td></tr>`)}</tbody></table>
<h3>Density</h3>${plotDensity(sky.order, sky.counts)}
${sky.variable ? lightCurve(sky.variable) : ''}</section>`;
}

/** The light curve of an object, and folded where it has a period. */
function lightCurve({ objid, ra, dec, chi2Dof, measurements }: VariableObject): Html {
  const { bands, periodogram } = summarise(measurements);
  const period = periodogram.value?.peaks[0]?.period;
  return html`<h3>The most variable object</h3>
<p><code>${objid}</code> at ${ra.toFixed(5)}, ${dec.toFixed(5)}: χ² per degree of freedom ${chi2Dof.toPrecision(3)}. Its page: <code>starfan lightcurve RUN --objid ${objid} --out star.html</code>.</p>
${magnitudePlot(bands, undefined)}
${
  period === undefined || !periodogram.value
    ? ''
    : html`<p>Folded with ${periodWords({ bands }, periodogram.value)}</p>
${magnitudePlot(bands, period)}`
}`;
}
