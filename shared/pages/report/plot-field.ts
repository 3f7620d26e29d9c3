import { type Html, html } from '../../core/markup/html.ts';
import type { Sky } from './input.ts';
import { type PlotBox, plotFrame } from './plot-frame.ts';
import { type Point, skyToGnomonic } from './projections.ts';
import { angleText, drawn } from './quantities.ts';
import { roundTicks, tickLabel } from './ticks.ts';

const box: PlotBox = { left: 60, top: 10, right: 380, bottom: 330 };
const side = box.right - box.left;

/** What is drawn of a field; all places are on the tangent plane of its centre. */
export interface FieldDrawing {
  /** what it is, for those who do not see it */
  label: string;
  /** what must fit in, about the centre */
  extent: readonly Point[];
  /** polygons below the outlines, named where they can be seen; those beyond the sides are cut */
  cells?: readonly { corners: readonly Point[]; name: string }[];
  outlines: readonly { corners: readonly Point[]; tip: string }[];
  dots: readonly { at: Point; r: number; open: boolean }[];
}

/**
 * A field on its tangent plane, north up, east left: footprints of the images, sources as dots,
 * cells of the sky in grey.
 */
export function plotField({ label, extent, cells = [], outlines, dots }: FieldDrawing): Html {
  const half = halfWidth(extent);
  const x = (xi: number) => box.left + side / 2 - (xi / half) * (side / 2);
  const y = (eta: number) => box.top + side / 2 - (eta / half) * (side / 2);
  const pointsOf = (corners: readonly Point[]) =>
    corners.map(([xi, eta]) => `${drawn(x(xi))},${drawn(y(eta))}`).join(' ');
  // so that many do not hide what is in them
  const wash = drawn(Math.max(0.01, 0.25 / (3 + outlines.length)));
  const footprints = outlines.map(
    ({ corners, tip }) =>
      html`<polygon class="footprint" fill-opacity="${wash}" points="${pointsOf(corners)}" data-tip="${tip}"/>`,
  );
  const circles = dots.map(({ at: [xi, eta], r, open }) =>
    Math.max(Math.abs(xi), Math.abs(eta)) <= half
      ? html`<circle class="${open ? 'source open' : 'source'}" cx="${drawn(x(xi))}" cy="${drawn(y(eta))}" r="${r}"/>`
      : null,
  );
  const seen = cells.flatMap(({ corners, name }) => {
    const inside = cutToSquare(corners, half);
    return inside.length > 2 ? [{ corners, inside, name }] : [];
  });
  const named = seen.length <= MAX_NAMES;
  const borders = seen.map(
    ({ corners }) => html`<polygon class="cell" points="${pointsOf(corners)}"/>`,
  );
  // A drawing in the drawing cuts at its sides.
  const grid = html`<svg x="${box.left}" y="${box.top}" width="${side}" height="${side}" viewBox="${box.left} ${box.top} ${side} ${side}">${borders}</svg>`;
  const names = seen.map(({ inside, name }) => {
    const [xi, eta] = middleOf(inside);
    if (x(xi) > box.right - 60 && y(eta) < box.top + 70) return null; // there is the compass
    return html`<text x="${drawn(x(xi))}" y="${drawn(y(eta) + 4)}" text-anchor="middle">${name}</text>`;
  });
  return html`<svg class="plot" viewBox="0 0 400 376" role="img" aria-label="${label}">${frameOf(half, x, y)}${seen.length > 0 && grid}${footprints}${named && names.length > 0 && html`<g class="over">${names}</g>`}${circles}${scaleAndCompass(half)}</svg>`;
}

/** more names than this would hide the images */
const MAX_NAMES = 24;

/** Positions on the plane; those on the far side of the sky are left out. */
export const onPlane = (centre: { ra: number; dec: number }, places: Sky['footprint']): Point[] =>
  places.flatMap(([ra, dec]) => {
    const at = skyToGnomonic(ra, dec, centre);
    return at ? [at] : [];
  });

/** What of a polygon lies in the square of ±half (Sutherland & Hodgman 1974). */
function cutToSquare(corners: readonly Point[], half: number): Point[] {
  let kept: Point[] = [...corners];
  for (const axis of [0, 1] as const) {
    for (const sign of [1, -1]) {
      const depth = (p: Point) => half - sign * p[axis];
      kept = kept.flatMap((p, k) => {
        const from = kept[(k + kept.length - 1) % kept.length]!;
        const [a, b] = [depth(from), depth(p)];
        const t = a / (a - b);
        const crossing: Point = [from[0] + t * (p[0] - from[0]), from[1] + t * (p[1] - from[1])];
        return [...(a < 0 !== b < 0 ? [crossing] : []), ...(b < 0 ? [] : [p])];
      });
    }
  }
  return kept;
}

const middleOf = (points: readonly Point[]): Point => [
  points.reduce((sum, [xi]) => sum + xi, 0) / points.length,
  points.reduce((sum, [, eta]) => sum + eta, 0) / points.length,
];

/** Half the width of the drawing, degrees, with a margin. */
const halfWidth = (points: readonly Point[]): number =>
  1.2 * points.reduce((most, [xi, eta]) => Math.max(most, Math.abs(xi), Math.abs(eta)), 1 / 3600);

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
const barLengths = [1 / 3600, 1 / 60, 1].flatMap((unit) =>
  [1, 2, 5, 10, 20, 30].map((n) => n * unit),
);

function scaleAndCompass(half: number): Html {
  const length = barLengths.filter((l) => l <= 0.6 * half).at(-1) ?? barLengths[0]!;
  const pixels = drawn((length / half) * (side / 2));
  const [x, y] = [box.left + 14, box.bottom - 14];
  const [cx, cy] = [box.right - 16, box.top + 46];
  return html`<g class="scale"><path d="M${x} ${y - 4}v4h${pixels}v-4"/><text x="${drawn(x + pixels / 2)}" y="${y - 9}" text-anchor="middle">${angleText(length)}</text><path d="M${cx} ${cy}v-24m-3 5l3 -5l3 5M${cx} ${cy}h-24m5 -3l-5 3l5 3"/><text x="${cx}" y="${cy - 28}" text-anchor="middle">N</text><text x="${cx - 29}" y="${cy + 4}" text-anchor="end">E</text></g>`;
}
