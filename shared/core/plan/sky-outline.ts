import { ARCSEC_PER_DEGREE, RADIANS_PER_DEGREE } from '../sphere/angle.ts';
import { WIDEST } from '../sphere/circle.ts';
import { lonLatToVector, separation } from '../sphere/vector.ts';
import type { Wcs } from '../wcs/wcs.ts';
import { squareBorder } from './outline.ts';
import { type SeenPixel, type SkyCells, skyCells } from './sky-cells.ts';

/**
 * ICRS degrees: eight points around an image, its middle, and the HEALPix cells that it touches
 * where its border does not say.
 */
export interface SkyOutline {
  footprint: { ra: number[]; dec: number[] };
  centre: { ra: number; dec: number };
  cells?: SkyCells;
}

/** Pixels along a side that are looked up of an image whose border does not say where it lies. */
const LOOKED_UP = 96;
/** To the edge of the sky within a 65,536th of the image. */
const HALVINGS = 16;

/**
 * Where an image lies on the sky, for a plan. The border of most images says. Of one that covers
 * more than a sixth of the sky or whose border is partly off the sky (the corners of an all-sky
 * map) pixels are looked up, and the cells they lie in are named as well; its border points are
 * then the last ones on the sky on the way from its middle. undefined: no pixel is on the sky.
 */
export function skyOutlineOf(wcs: Wcs, width: number, height: number): SkyOutline | undefined {
  const { ra, dec } = wcs.footprint(width, height);
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [centreRa, centreDec] = wcs.pixelToIcrs(middleX, middleY);
  const middle = lonLatToVector(centreRa, centreDec);
  const reach = ra.reduce(
    (most, lon, k) => Math.max(most, separation(middle, lonLatToVector(lon, dec[k]!))),
    0,
  );
  // A map may come round to its own beginning: its pixels say how far it reaches.
  const span = (wcs.pixelScale / ARCSEC_PER_DEGREE) * RADIANS_PER_DEGREE * Math.max(width, height);
  if (reach < WIDEST && span < 2 * Math.PI) {
    return {
      footprint: { ra: Array.from(ra), dec: Array.from(dec) },
      centre: { ra: centreRa, dec: centreDec },
    };
  }
  const seen = pixelsOnSky(wcs, width, height);
  const first = seen[0];
  if (!first) return undefined;
  // The middle, or the pixel on the sky that is next to it.
  const from = seen.reduce(
    (best, pixel) => (fromMiddle(pixel) < fromMiddle(best) ? pixel : best),
    first,
  );
  function fromMiddle({ x, y }: SeenPixel): number {
    return Math.hypot(x - middleX, y - middleY);
  }
  return {
    footprint: borderOnSky(wcs, width, height, from),
    centre: { ra: from.ra, dec: from.dec },
    cells: skyCells(wcs, width, height, seen),
  };
}

/**
 * A grid of pixels, the outermost ones and the middle among them, without those that are off the
 * sky.
 */
function pixelsOnSky(wcs: Wcs, width: number, height: number): SeenPixel[] {
  const columns = Math.min(width, LOOKED_UP);
  const rows = Math.min(height, LOOKED_UP);
  const x = new Float64Array(columns * rows + 1).fill((width - 1) / 2);
  const y = new Float64Array(columns * rows + 1).fill((height - 1) / 2);
  for (let k = 0; k < columns * rows; k++) {
    if (columns > 1) x[k] = ((k % columns) * (width - 1)) / (columns - 1);
    if (rows > 1) y[k] = (Math.floor(k / columns) * (height - 1)) / (rows - 1);
  }
  const [ra, dec] = [new Float64Array(x.length), new Float64Array(x.length)];
  wcs.pixelsToIcrs(x, y, ra, dec);
  return Array.from(x, (_, k) => ({ x: x[k]!, y: y[k]!, ra: ra[k]!, dec: dec[k]! })).filter(
    ({ ra, dec }) => Number.isFinite(ra + dec),
  );
}

/**
 * The eight points around an image as `Wcs.footprint` has them; of one off the sky the last on the
 * way to it that is not.
 */
function borderOnSky(
  wcs: Wcs,
  width: number,
  height: number,
  from: SeenPixel,
): SkyOutline['footprint'] {
  const points = squareBorder.map(([u, v]): [number, number] => {
    const place = (part: number) =>
      wcs.pixelToIcrs(
        from.x + part * (u * width - 0.5 - from.x),
        from.y + part * (v * height - 0.5 - from.y),
      );
    const end = place(1);
    if (Number.isFinite(end[0])) return end;
    let [on, off] = [0, 1];
    for (let step = 0; step < HALVINGS; step++) {
      const half = (on + off) / 2;
      if (Number.isFinite(place(half)[0])) on = half;
      else off = half;
    }
    return place(on);
  });
  return { ra: points.map(([ra]) => ra), dec: points.map(([, dec]) => dec) };
}
