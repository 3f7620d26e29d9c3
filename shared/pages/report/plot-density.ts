import { cellSide } from '../../core/healpix/cell-size.ts';
import { healpixToLonLat } from '../../core/healpix/pixel.ts';
import { type Html, html } from '../../core/markup/html.ts';
import { toDegrees, toRadians } from '../../core/sphere/angle.ts';
import { meanDirection, skyToGnomonic, skyToMollweide } from './projections.ts';
import { angleText, counted, drawn } from './quantities.ts';

/** Pixels that are drawn; of more, four make one. */
const MOST = 3_000;
/** Of fewer a map says nothing that the sentence does not. */
const FEWEST = 12;
const SIZE = 360;
/**
 * A field with pixels more than 40 degrees from its middle is drawn as the whole sky; degrees on
 * the tangent plane.
 */
const WIDEST = toDegrees(Math.tan(toRadians(40)));

/**
 * Objects per HEALPix pixel, north up and east left: on the tangent plane at their middle, or on a
 * Mollweide map of the sky. The more, the darker, by the square root. Of few pixels a sentence.
 */
export function plotDensity(order: number, counts: ReadonlyMap<number, number>): Html {
  let [pixels, level] = [counts, order];
  while (pixels.size > MOST && level > 0) {
    const coarse = new Map<number, number>();
    for (const [pixel, n] of pixels)
      coarse.set(Math.floor(pixel / 4), (coarse.get(Math.floor(pixel / 4)) ?? 0) + n);
    [pixels, level] = [coarse, level - 1];
  }
  if (pixels.size === 0) return html`<p class="note">There is no object.</p>`;
  const most = [...pixels.values()].reduce((a, b) => Math.max(a, b));
  const side = angleText(toDegrees(cellSide(level)));
  if (pixels.size < FEWEST)
    return html`<p>The objects lie in ${counted(pixels.size, 'HEALPix pixel')} of order ${level} (${side}), too few for a map; the fullest has ${counted(most, 'object')}.</p>`;
  const marks = onSky(
    [...pixels].sort(([a], [b]) => a - b),
    level,
  );
  const { left, right, top, bottom } = boxOf(marks);
  const scale = SIZE / Math.max(right - left, bottom - top);
  const squares = marks.map(({ x, y, size, n, ra, dec }) => {
    const shade = drawn(0.15 + 0.85 * Math.sqrt(n / most));
    const tip = `${counted(n, 'object')} at ${ra.toFixed(3)} ${dec.toFixed(3)}`;
    return html`<rect class="column" fill-opacity="${shade}" x="${drawn((x - left - size / 2) * scale)}" y="${drawn((y - top - size / 2) * scale)}" width="${drawn(size * scale)}" height="${drawn(size * scale)}" data-tip="${tip}"/>`;
  });
  const [width, height] = [drawn((right - left) * scale), drawn((bottom - top) * scale)];
  return html`<p>Objects in HEALPix pixels of order ${level} (${side}); the darkest has ${counted(most, 'object')}.</p>
<svg class="plot" viewBox="0 0 ${width} ${height}" style="max-width:${width}px" role="img" aria-label="Density of objects on the sky">${squares}</svg>`;
}

interface Mark {
  x: number;
  y: number;
  size: number;
  n: number;
  ra: number;
  dec: number;
}

/** Where pixels of an order are drawn; y grows downwards. */
function onSky(pixels: readonly (readonly [number, number])[], order: number): Mark[] {
  const side = toDegrees(cellSide(order));
  const places = pixels.map(([pixel, n]) => {
    const [ra, dec] = healpixToLonLat(order, pixel);
    return { n, ra, dec };
  });
  const middle = meanDirection(places.map(({ ra, dec }) => [ra, dec] as const));
  const field = places.flatMap(({ n, ra, dec }) => {
    const at = skyToGnomonic(ra, dec, middle);
    if (at === null || Math.hypot(...at) > WIDEST) return [];
    return [{ n, ra, dec, x: -at[0], y: -at[1], size: side }];
  });
  if (field.length === places.length) return field;
  return places.map(({ n, ra, dec }) => {
    const [x, y] = skyToMollweide(ra, dec, 180);
    return { n, ra, dec, x, y: -y, size: toRadians(side) };
  });
}

function boxOf(marks: readonly Mark[]) {
  const box = {
    left: Number.POSITIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
    bottom: Number.NEGATIVE_INFINITY,
  };
  for (const { x, y, size } of marks) {
    box.left = Math.min(box.left, x - size / 2);
    box.right = Math.max(box.right, x + size / 2);
    box.top = Math.min(box.top, y - size / 2);
    box.bottom = Math.max(box.bottom, y + size / 2);
  }
  return box;
}
