import { cellSide } from '../healpix/cell-size.ts';
import { cellOf } from '../healpix/face.ts';
import { nestedPixel } from '../healpix/pixel.ts';
import { RADIANS_PER_DEGREE } from '../sphere/angle.ts';
import { vectorToLonLat } from '../sphere/vector.ts';
import type { View } from './coverage.ts';
import { type HipsFrame, icrsToHips } from './frame.ts';

/** Which pixels of which tiles make a preview. */
export interface PreviewPlan {
  readonly width: number;
  /**
   * of the tiles: the coarsest whose pixels are not larger than the preview's, or the survey's
   * deepest
   */
  readonly order: number;
  /** the tiles wanted, each once, ascending; not every one needs to be there */
  readonly tiles: readonly number[];
  /** for every pixel, row by row from the top: an index of `tiles`; −1 off the sky */
  readonly tileOf: Int32Array;
  /** for every pixel: which pixel of the tile, counted row by row from the top */
  readonly pixelOf: Int32Array;
}

/**
 * A square picture of a survey as one sees the sky, north up and east to the left (tiles are turned
 * and mirrored): its view in the azimuthal equal-area projection (ZEA), which holds the whole sky
 * too.
 */
export function planPreview(
  survey: { view: View; frame: HipsFrame; order: number; tileWidth: number },
  width = 256,
): PreviewPlan {
  const { view, frame, order: deepest, tileWidth } = survey;
  // Radius in the plane is 2 sin(θ/2).
  const scale = (4 * Math.sin((view.fov * RADIANS_PER_DEGREE) / 4)) / width;
  const pixel = cellSide(0) / tileWidth;
  const order = Math.max(0, Math.min(deepest, Math.ceil(Math.log2(pixel / scale))));
  const nside = 2 ** order * tileWidth;
  const index = new Map<number, number>();
  const tileOf = new Int32Array(width * width).fill(-1);
  const pixelOf = new Int32Array(width * width);
  const half = (width - 1) / 2;
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) {
      const position = unproject(view, (half - column) * scale, (half - row) * scale);
      const cell = position && cellOf(nside, ...icrsToHips(frame, ...position));
      if (!cell) continue;
      const [face, x, y] = cell;
      const ipix = nestedPixel(order, face, Math.floor(x / tileWidth), Math.floor(y / tileWidth));
      let at = index.get(ipix);
      if (at === undefined) {
        at = index.size;
        index.set(ipix, at);
      }
      tileOf[row * width + column] = at;
      // A picture tile has the face's x down and its y to the right.
      pixelOf[row * width + column] = (x % tileWidth) * tileWidth + (y % tileWidth);
    }
  }
  const found = [...index.keys()];
  const tiles = found.toSorted((a, b) => a - b);
  const places = found.map((ipix) => tiles.indexOf(ipix));
  for (let i = 0; i < tileOf.length; i++) if (tileOf[i]! >= 0) tileOf[i] = places[tileOf[i]!]!;
  return { width, order, tiles, tileOf, pixelOf };
}

/**
 * RGB of the preview; RGBA tiles come by their index in the plan, those that are not there as
 * undefined. No data is black.
 */
export function paintPreview(
  plan: PreviewPlan,
  tileAt: (index: number) => Uint8Array | undefined,
): Uint8Array {
  const rgb = new Uint8Array(3 * plan.tileOf.length);
  const tiles = plan.tiles.map((_, index) => tileAt(index));
  for (let i = 0; i < plan.tileOf.length; i++) {
    const tile = tiles[plan.tileOf[i]!];
    const from = 4 * plan.pixelOf[i]!;
    if (!tile || tile[from + 3] === 0) continue;
    rgb.set(tile.subarray(from, from + 3), 3 * i);
  }
  return rgb;
}

/**
 * [ra, dec] of a point of the plane (Calabretta & Greisen 2002, §5.1.7): xi to the east, eta to the
 * north.
 */
function unproject({ ra, dec }: View, xi: number, eta: number): [number, number] | undefined {
  const radius = Math.hypot(xi, eta);
  if (radius > 2) return undefined;
  const c = 2 * Math.asin(radius / 2);
  const [sinDec, cosDec] = [Math.sin(dec * RADIANS_PER_DEGREE), Math.cos(dec * RADIANS_PER_DEGREE)];
  const share = radius === 0 ? 1 : Math.sin(c) / radius;
  const [east, north, out] = [xi * share, eta * share, Math.cos(c)];
  const [lon, lat] = vectorToLonLat(
    out * cosDec - north * sinDec,
    east,
    out * sinDec + north * cosDec,
  );
  return [(lon + ra) % 360, lat];
}
