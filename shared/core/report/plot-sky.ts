import { type Html, html } from './html.ts';
import { galacticPlane, type Point, skyToMollweide } from './projections.ts';
import { count, counted, drawn, sexagesimalDec, sexagesimalRa } from './quantities.ts';
import type { SkyImage } from './sky-images.ts';

const raCentre = 180;
const centre: Point = [360, 184];
const radius = 172;
/** images nearer than this on the map, in its pixels, are one dot */
const cell = 4;

/**
 * All images on a Mollweide map of the whole sky (ICRS, RA to the left): a dot's area is by its number of sources, the
 * Galactic plane is drawn for orientation.
 */
export function plotSky(images: readonly SkyImage[]): Html {
  const dots = mergedDots(images);
  const sources = dots.reduce((sum, dot) => sum + dot.sources, 0);
  const most = dots.reduce((top, { sources }) => Math.max(top, sources), 1);
  const largest = Math.max(2, 8 * Math.min(1, Math.sqrt(40 / dots.length)));
  const size = (sources: number) => drawn(2 + largest * Math.sqrt(sources / most));
  const circles = dots
    .sort((a, b) => b.sources - a.sources || a.at[0] - b.at[0] || a.at[1] - b.at[1])
    .map(({ at, sources: found, images: n, first: { label, sky } }) => {
      const where = `${sexagesimalRa(sky.ra)} ${sexagesimalDec(sky.dec)}`;
      const what = n === 1 ? label : `${counted(n, 'image')}, ${label} among them`;
      return html`<circle class="dot" cx="${drawn(at[0])}" cy="${drawn(at[1])}" r="${size(found)}" data-tip="${what}: ${counted(found, 'source')}, ${where}"/>`;
    });
  return html`<svg class="plot" viewBox="0 0 720 400" role="img" aria-label="All-sky map of ${counted(images.length, 'image')}">${graticule()}${circles}${labels()}${sources > 0 && legend(most, size)}</svg>`;
}

function onMap(ra: number, dec: number): Point {
  const [x, y] = skyToMollweide(ra, dec, raCentre);
  return [centre[0] + radius * x, centre[1] - radius * y];
}

interface Dot {
  at: Point;
  sources: number;
  images: number;
  first: SkyImage;
}

/** One dot for each cell of the map that has images, at the place of its first, so that the page stays small. */
function mergedDots(images: readonly SkyImage[]): Dot[] {
  const dots = new Map<string, Dot>();
  for (const image of images) {
    const at = onMap(image.sky.ra, image.sky.dec);
    const key = `${Math.floor(at[0] / cell)} ${Math.floor(at[1] / cell)}`;
    const dot = dots.get(key);
    if (dot) {
      dot.sources += image.sources;
      dot.images++;
    } else {
      dots.set(key, { at, sources: image.sources, images: 1, first: image });
    }
  }
  return [...dots.values()];
}

function graticule(): Html {
  const lines = [-60, -30, 0, 30, 60].map((dec) =>
    line(range(0.001, 359.999, 90).map((ra) => onMap(ra, dec))),
  );
  const meridians = range(60, 300, 4).map((ra) => line(range(-90, 90, 60).map((dec) => onMap(ra, dec))));
  const plane = range(0, 360, 180).map((l) => galacticPlane(l));
  const galactic = line(plane.map(({ ra, dec }) => onMap(ra, dec)));
  const limb = html`<ellipse class="limb" cx="${centre[0]}" cy="${centre[1]}" rx="${2 * radius}" ry="${radius}"/>`;
  return html`<g class="frame">${limb}<path class="grid" d="${[...lines, ...meridians].join('')}"/><path class="galactic" d="${galactic}"/></g>`;
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
      const leap = i === 0 || Math.abs(x - points[i - 1]![0]) > radius;
      return `${leap ? 'M' : 'L'}${drawn(x)} ${drawn(y)}`;
    })
    .join('');
}

const range = (from: number, to: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);

function legend(most: number, size: (sources: number) => number): Html {
  const power = 10 ** Math.floor(Math.log10(most));
  const shown = [...new Set([power, Math.max(1, power / 10)])];
  const dots = shown.map(
    (n, i) =>
      html`<circle class="dot" cx="${24}" cy="${360 + 22 * i}" r="${size(n)}"/><text x="40" y="${364 + 22 * i}">${counted(n, 'source')}</text>`,
  );
  return html`<g class="frame">${dots}<path class="galactic" d="M560 382h28"/><text x="596" y="386">Galactic plane</text></g>`;
}

/** What the map shows, in a sentence. */
export function skySentence(images: readonly SkyImage[]): string {
  const sources = images.reduce((sum, image) => sum + image.sources, 0);
  return `${counted(images.length, 'image')} with ${count(sources)} sources. Mollweide, ICRS, right ascension increases to the left.`;
}
