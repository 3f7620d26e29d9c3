import { type Html, html } from '../../core/markup/html.ts';
import { galacticEquator, type Point, skyToMollweide } from './projections.ts';
import { counted, drawn, sexagesimalDec, sexagesimalRa } from './quantities.ts';

const RA_CENTRE = 180;
const centre: Point = [360, 184];
const RADIUS = 172;
/** images nearer than this on the map, in its pixels, are one dot */
const CELL = 4;
/** more dots than this are drawn as squares */
const MAX_DOTS = 1500;

/** What stands on one spot of the map. */
interface Dot {
  at: Point;
  sources: number;
  images: number;
  first: DotImage;
}

/** Images on the map of the whole sky, by their place in the drawing. */
export type SkyDots = Map<string, Dot>;

/** What the map shows of an image. */
interface DotImage {
  label: string;
  /** of the list */
  line: number;
  sources: number;
  sky: { ra: number; dec: number };
}

/**
 * Adds an image to the map: one dot for each cell that has images, at the place of its first, so
 * that the page stays small.
 */
export function addDot(dots: SkyDots, image: DotImage): void {
  const at = onMap(image.sky.ra, image.sky.dec);
  const key = `${Math.floor(at[0] / CELL)} ${Math.floor(at[1] / CELL)}`;
  const dot = dots.get(key);
  if (dot) {
    dot.sources += image.sources;
    dot.images++;
    if (isBefore(image, dot.first)) [dot.first, dot.at] = [image, at];
  } else {
    dots.set(key, { at, sources: image.sources, images: 1, first: image });
  }
}

/** Adds to a map what stands on another. */
export function addDots(dots: SkyDots, others: SkyDots): void {
  for (const [key, other] of others) {
    const dot = dots.get(key);
    if (!dot) dots.set(key, { ...other });
    else {
      dot.sources += other.sources;
      dot.images += other.images;
      if (isBefore(other.first, dot.first)) [dot.first, dot.at] = [other.first, other.at];
    }
  }
}

/**
 * All images on a Mollweide map of the whole sky (ICRS, RA to the left): a dot's area is by its
 * number of sources, or of images; the Galactic plane is drawn for orientation.
 */
export function plotSky(dots: SkyDots, by: 'source' | 'image'): Html {
  const weightOf = (dot: Dot) => (by === 'source' ? dot.sources : dot.images);
  const all = [...dots.values()];
  const most = all.reduce((top, dot) => Math.max(top, weightOf(dot)), 1);
  const mark = all.length > MAX_DOTS ? squareOf(most) : circleOf(most, all.length);
  const marks = all
    .sort((a, b) => weightOf(b) - weightOf(a) || a.at[0] - b.at[0] || a.at[1] - b.at[1])
    .map((dot) => {
      const { label, sky } = dot.first;
      const where = `${sexagesimalRa(sky.ra)} ${sexagesimalDec(sky.dec)}`;
      const what =
        dot.images === 1 ? label : `${counted(dot.images, 'image')}, ${label} among them`;
      const found = by === 'source' ? `${counted(dot.sources, 'source')}, ` : '';
      return mark(dot.at, weightOf(dot), `${what}: ${found}${where}`);
    });
  const images = all.reduce((sum, dot) => sum + dot.images, 0);
  const legend = all.some((dot) => weightOf(dot) > 0) && legendOf(most, by, mark);
  return html`<svg class="plot" viewBox="0 0 720 400" role="img" aria-label="All-sky map of ${counted(images, 'image')}">${graticule()}${marks}${all.length > MAX_DOTS && galacticPath()}${labels()}${legend}</svg>`;
}

/** So that the same images make the same map in any order. */
const isBefore = (a: DotImage, b: DotImage): boolean =>
  a.line - b.line < 0 || (a.line === b.line && a.label < b.label);

/** How a spot of some weight is drawn. */
type Mark = (at: Point, weight: number, tip: string | false) => Html;

/** By its area; the more there are, the smaller. */
function circleOf(most: number, dots: number): Mark {
  const largest = Math.max(2, 8 * Math.min(1, Math.sqrt(40 / dots)));
  return ([x, y], weight, tip) => {
    const r = drawn(2 + largest * Math.sqrt(weight / most));
    return html`<circle class="dot" cx="${drawn(x)}" cy="${drawn(y)}" r="${r}"${tip && html` data-tip="${tip}"`}/>`;
  };
}

/** By its darkness: its cell, where circles would hide one another. */
function squareOf(most: number): Mark {
  return ([x, y], weight, tip) => {
    const shade = drawn(0.15 + 0.75 * Math.sqrt(weight / most));
    return html`<rect class="spot" fill-opacity="${shade}" x="${CELL * Math.floor(x / CELL)}" y="${CELL * Math.floor(y / CELL)}" width="${CELL}" height="${CELL}"${tip && html` data-tip="${tip}"`}/>`;
  };
}

function onMap(ra: number, dec: number): Point {
  const [x, y] = skyToMollweide(ra, dec, RA_CENTRE);
  return [centre[0] + RADIUS * x, centre[1] - RADIUS * y];
}

function graticule(): Html {
  const lines = [-60, -30, 0, 30, 60].map((dec) =>
    line(range(0.001, 359.999, 90).map((ra) => onMap(ra, dec))),
  );
  const meridians = range(60, 300, 4).map((ra) =>
    line(range(-90, 90, 60).map((dec) => onMap(ra, dec))),
  );
  const limb = html`<ellipse class="limb" cx="${centre[0]}" cy="${centre[1]}" rx="${2 * RADIUS}" ry="${RADIUS}"/>`;
  return html`<g class="frame">${limb}<path class="grid" d="${[...lines, ...meridians].join('')}"/>${galacticPath()}</g>`;
}

function galacticPath(): Html {
  const plane = range(0, 360, 180).map((l) => galacticEquator(l));
  return html`<path class="galactic" d="${line(plane.map(({ ra, dec }) => onMap(ra, dec)))}"/>`;
}

/** Right ascensions along the equator, declinations at the eastern limb. */
function labels(): Html {
  const hours = [22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2].map((hour) => {
    const [x, y] = onMap(hour * 15, 0);
    return html`<text x="${drawn(x)}" y="${y - 5}" text-anchor="middle">${hour}h</text>`;
  });
  const degrees = [-60, -30, 30, 60].map((dec) => {
    const [x, y] = onMap(359.999, dec);
    const label = `${dec < 0 ? '−' : '+'}${Math.abs(dec)}°`;
    return html`<text x="${drawn(x - 6)}" y="${drawn(y + (dec < 0 ? 12 : -3))}" text-anchor="end">${label}</text>`;
  });
  return html`<g class="over">${hours}${degrees}</g>`;
}

/** A path through points, interrupted where it leaps from one limb to the other. */
function line(points: readonly Point[]): string {
  return points
    .map(([x, y], i) => {
      const leap = i === 0 || Math.abs(x - points[i - 1]![0]) > RADIUS;
      return `${leap ? 'M' : 'L'}${drawn(x)} ${drawn(y)}`;
    })
    .join('');
}

const range = (from: number, to: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);

function legendOf(most: number, by: string, mark: Mark): Html {
  const power = 10 ** Math.floor(Math.log10(most));
  const shown = [...new Set([power, Math.max(1, power / 10)])];
  const dots = shown.map(
    (n, i) =>
      html`${mark([24, 360 + 22 * i], n, false)}<text x="40" y="${364 + 22 * i}">${counted(n, by)}</text>`,
  );
  return html`<g class="frame">${dots}<path class="galactic" d="M560 382h28"/><text x="596" y="386">Galactic plane</text></g>`;
}
