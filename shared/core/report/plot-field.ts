import type { Field } from './fields.ts';
import { type Html, html } from './html.ts';
import type { Sky } from './input.ts';
import { type Box, plotFrame } from './plot-frame.ts';
import { type Point, skyToGnomonic } from './projections.ts';
import { angle, counted, drawn, sexagesimalDec, sexagesimalRa } from './quantities.ts';
import type { SkyImage } from './sky-images.ts';
import { roundTicks, tickLabel } from './ticks.ts';

const box: Box = { left: 60, top: 10, right: 380, bottom: 330 };
const side = box.right - box.left;
const mostDots = 500;
const mostImages = 100;

/** A field on its tangent plane, north up, east left: footprints of the images, and the brightest sources as dots. */
export function plotField(field: Field): Html {
  const shown = field.images.slice(0, mostImages);
  const footprints = shown.map(({ label, sources, sky }) => ({
    label,
    sources,
    corners: onPlane(field, sky.footprint),
  }));
  const half = halfWidth(footprints.flatMap(({ corners }) => corners));
  const x = (xi: number) => box.left + side / 2 - (xi / half) * (side / 2);
  const y = (eta: number) => box.top + side / 2 - (eta / half) * (side / 2);
  const wash = drawn(Math.max(0.01, 0.25 / (3 + footprints.length))); // so that many do not hide what is in them
  const outlines = footprints.map(({ label, sources, corners }) => {
    const points = corners.map(([xi, eta]) => `${drawn(x(xi))},${drawn(y(eta))}`).join(' ');
    return html`<polygon class="footprint" fill-opacity="${wash}" points="${points}" data-tip="${label}: ${counted(sources, 'source')}"/>`;
  });
  const dots = brightestOf(field, shown);
  const circles = dots.map(({ at: [xi, eta], r, mag }) =>
    Math.max(Math.abs(xi), Math.abs(eta)) <= half
      ? html`<circle class="${mag === null ? 'source open' : 'source'}" cx="${drawn(x(xi))}" cy="${drawn(y(eta))}" r="${r}"/>`
      : null,
  );
  const centre = `${sexagesimalRa(field.ra)} ${sexagesimalDec(field.dec)}`;
  const left = field.images.length - shown.length;
  return html`<figure class="field"><figcaption><b>${centre}</b><span>${counted(field.images.length, 'image')}, ${counted(field.sources, 'source')}; ${dotSentence(dots)}${left > 0 && `; ${counted(left, 'more image is', 'more images are')} not drawn`}</span></figcaption><svg class="plot" viewBox="0 0 400 376" role="img" aria-label="Field at ${centre}">${frameOf(half, x, y)}${outlines}${circles}${scaleAndCompass(half)}</svg></figure>`;
}

const onPlane = (field: Field, places: Sky['footprint']): Point[] =>
  places.flatMap(([ra, dec]) => {
    const at = skyToGnomonic(ra, dec, field);
    return at ? [at] : [];
  });

/** Half the width of the drawing, degrees, with a margin. */
const halfWidth = (points: readonly Point[]): number =>
  1.2 * points.reduce((most, [xi, eta]) => Math.max(most, Math.abs(xi), Math.abs(eta)), 1 / 3600);

interface Dot {
  at: Point;
  mag: number | null;
  r: number;
}

/** The brightest of the images' brightest sources, those without a magnitude last; the radius falls with magnitude. */
function brightestOf(field: Field, images: readonly SkyImage[]): Dot[] {
  const all = images
    .flatMap(({ sky }) => sky.brightest)
    .sort((a, b) => (a[2] ?? 1e9) - (b[2] ?? 1e9) || a[0] - b[0] || a[1] - b[1])
    .slice(0, mostDots);
  const magnitudes = all.flatMap(([, , mag]) => mag ?? []);
  const [bright, faint] = [magnitudes[0] ?? 0, magnitudes.at(-1) ?? 0];
  const span = Math.max(1, faint - bright);
  return all.flatMap(([ra, dec, mag]) => {
    const at = skyToGnomonic(ra, dec, field);
    const r = mag === null ? 1.5 : drawn(1 + (2.8 * (faint - mag)) / span);
    return at ? [{ at, mag, r }] : [];
  });
}

function dotSentence(dots: readonly Dot[]): string {
  const magnitudes = dots.flatMap(({ mag }) => mag ?? []);
  const open = dots.length - magnitudes.length;
  const parts = [];
  if (magnitudes.length > 0) {
    const range = `mag ${magnitudes[0]!.toFixed(1)} to ${magnitudes.at(-1)!.toFixed(1)}`.replaceAll('-', '−');
    parts.push(`the brightest ${magnitudes.length} as dots, ${range}`);
  }
  if (open > 0) parts.push(`${open} without a magnitude as rings`);
  return parts.join(', ') || 'no source to draw';
}

function frameOf(half: number, x: (xi: number) => number, y: (eta: number) => number): Html {
  const [name, perDegree] = half >= 1.5 ? ['°', 1] : half >= 1.5 / 60 ? ['′', 60] : ['″', 3600];
  const ticks = roundTicks(-half * perDegree, half * perDegree, 6).map((value) => ({
    value: value / perDegree,
    label: tickLabel(value),
  }));
  return plotFrame(
    box,
    { at: x, ticks, title: `offset east (${name})` },
    { at: y, ticks, title: `offset north (${name})` },
  );
}

/** Lengths a scale bar may have, degrees. */
const barLengths = [1 / 3600, 1 / 60, 1].flatMap((unit) => [1, 2, 5, 10, 20, 30].map((n) => n * unit));

function scaleAndCompass(half: number): Html {
  const length = barLengths.filter((l) => l <= 0.6 * half).at(-1) ?? barLengths[0]!;
  const pixels = drawn((length / half) * (side / 2));
  const [x, y] = [box.left + 14, box.bottom - 14];
  const [cx, cy] = [box.right - 16, box.top + 46];
  return html`<g class="scale"><path d="M${x} ${y - 4}v4h${pixels}v-4"/><text x="${drawn(x + pixels / 2)}" y="${y - 9}" text-anchor="middle">${angle(length)}</text><path d="M${cx} ${cy}v-24m-3 5l3 -5l3 5M${cx} ${cy}h-24m5 -3l-5 3l5 3"/><text x="${cx}" y="${cy - 28}" text-anchor="middle">N</text><text x="${cx - 29}" y="${cy + 4}" text-anchor="end">E</text></g>`;
}
