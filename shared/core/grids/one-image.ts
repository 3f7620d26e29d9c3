import type { CardToWrite } from '../fits/write.ts';
import { ARCSEC_PER_DEGREE, cosDegrees, DEGREES_PER_RADIAN, sinDegrees } from '../sphere/angle.ts';
import { unit, type Vector, vectorToLonLat } from '../sphere/vector.ts';
import { projections } from '../wcs/projections.ts';
import { frameCards, type GridFrame, icrsToFrame } from './frames.ts';
import { type ImageGrid, wcsOfCards } from './image-grid.ts';

/** How one image is laid on the sky. */
export interface ImageLayout {
  readonly projection: string;
  readonly frame: GridFrame;
  /** degrees, east of north: position angle of the y axis */
  readonly rotate: number;
  /** longitude and latitude of its middle in its frame, degrees */
  readonly centre?: readonly [number, number] | undefined;
  /** of both sides: degrees, or pixels */
  readonly size?:
    | { readonly degrees: readonly [number, number] }
    | { readonly pixels: readonly [number, number] }
    | undefined;
  /** arcsec */
  readonly scale?: number | undefined;
}

/** Projections in which CRVAL2 stays 0, so that the map is linear in latitude. */
const linear: ReadonlySet<string> = new Set(['CAR']);

/** An image of a given centre, size and scale: N = round(size/scale), CRPIX = (N + 1)/2. */
export function imageAt(
  layout: ImageLayout & { centre: readonly [number, number] },
  size: readonly [number, number],
  scale: number,
): ImageGrid {
  const { centre, rotate, frame, projection } = layout;
  const step = scale / ARCSEC_PER_DEGREE;
  const isLinear = linear.has(projection);
  const turn = angleInPlane(rotate, isLinear ? cosDegrees(centre[1]) : (aspects[projection] ?? 1));
  const [c, s] = [step * cosDegrees(turn), step * sinDegrees(turn)];
  // The pixel of (lon, 0) in a map that is linear in latitude.
  const [dx, dy] = isLinear ? [(s * centre[1]) / step ** 2, (c * centre[1]) / step ** 2] : [0, 0];
  const cards: CardToWrite[] = [
    ...frameCards(frame, projection),
    { keyword: 'CRPIX1', value: (size[0] + 1) / 2 - dx },
    { keyword: 'CRPIX2', value: (size[1] + 1) / 2 - dy },
    { keyword: 'CRVAL1', value: centre[0] },
    { keyword: 'CRVAL2', value: isLinear ? 0 : centre[1] },
    ...(rotate === 0
      ? [
          { keyword: 'CDELT1', value: -step },
          { keyword: 'CDELT2', value: step },
        ]
      : [
          { keyword: 'CD1_1', value: -c },
          { keyword: 'CD1_2', value: s },
          { keyword: 'CD2_1', value: s },
          { keyword: 'CD2_2', value: c },
        ]),
  ];
  const wcs = cards.map(({ keyword, value }) => [keyword, value] as [string, string | number]);
  return { kind: 'image', width: size[0], height: size[1], wcs };
}

/** How far a step along x goes on the sky at the reference point, in steps along y. */
const aspects: Readonly<Record<string, number>> = { MOL: Math.PI ** 2 / 8 };

/** Degrees by which a map is turned, so that its y axis has a position angle on the sky. */
const angleInPlane = (rotate: number, aspect: number): number =>
  Math.atan2(sinDegrees(rotate), cosDegrees(rotate) * aspect) * DEGREES_PER_RADIAN;

/** Pixels along both sides; undefined where the layout does not say it. */
export function sizeIn({ size }: ImageLayout, scale: number): [number, number] | undefined {
  if (size === undefined) return undefined;
  if ('pixels' in size) return [size.pixels[0], size.pixels[1]];
  const pixels = (degrees: number): number => Math.round((degrees * ARCSEC_PER_DEGREE) / scale);
  return [pixels(size.degrees[0]), pixels(size.degrees[1])];
}

/** Passes until the middle of the box is the middle of the projection. */
const PASSES = 4;
/** Parts of a pixel that are rounding. */
const ROUNDING = 1e-4;

/**
 * An image around points of the sky (ICRS), as far as its layout does not say it: about their
 * middle, just large enough. undefined where the points are too far apart for the projection.
 */
export function imageAround(
  points: readonly Vector[],
  finest: number,
  layout: ImageLayout,
): ImageGrid | undefined {
  const scale = layout.scale ?? finest;
  const own = points.map((point) => icrsToFrame(layout.frame, point));
  let centre = layout.centre ?? middleOf(own);
  let size = sizeIn(layout, scale);
  for (let pass = 0; pass < PASSES; pass++) {
    const spec = imageAt({ ...layout, centre }, size ?? [1, 1], scale);
    if (layout.centre && size) return spec;
    const wcs = wcsOfCards(spec.wcs.map(([keyword, value]) => ({ keyword, value })));
    const at = own.map((point) => wcs.skyToPixel(...vectorToLonLat(...point)));
    const [left, right] = rangeOf(at.map(([x]) => x));
    const [bottom, top] = rangeOf(at.map(([, y]) => y));
    if (!Number.isFinite(left + right + bottom + top)) return undefined;
    const middle = wcs.pixelToSky((left + right) / 2, (bottom + top) / 2);
    if (pass === PASSES - 1 || layout.centre) {
      const side = (length: number): number => Math.max(1, Math.ceil(length - ROUNDING));
      // About a given centre as far as the furthest point, on both sides.
      const [x0, y0] = [(spec.width - 1) / 2, (spec.height - 1) / 2];
      size ??= layout.centre
        ? [side(2 * Math.max(right - x0, x0 - left)), side(2 * Math.max(top - y0, y0 - bottom))]
        : [side(right - left), side(top - bottom)];
      return imageAt({ ...layout, centre }, size, scale);
    }
    centre = [rounded(middle[0], scale), rounded(middle[1], scale)];
  }
  return undefined;
}

/** Of a pixel: what the order of the images, and those within their border, do not change. */
const PART_OF_PIXEL = 1e-5;

/** Degrees with the decimals that a part of a pixel of `scale` arcsec has. */
function rounded(degrees: number, scale: number): number {
  const decimals = -Math.floor(Math.log10((scale / ARCSEC_PER_DEGREE) * PART_OF_PIXEL));
  return Number(degrees.toFixed(Math.min(15, Math.max(0, decimals))));
}

/** The least and the most of very many values; NaN where one is. */
function rangeOf(values: readonly number[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

/** The mean direction of points, as longitude and latitude. */
function middleOf(points: readonly Vector[]): [number, number] {
  const sum = points.reduce<Vector>(
    (all, point) => [all[0] + point[0], all[1] + point[1], all[2] + point[2]],
    [0, 0, 0],
  );
  return vectorToLonLat(...unit(sum));
}

/** Whether a projection of this code can be written. */
export const isProjection = (code: string): boolean =>
  Object.hasOwn(projections, code) &&
  !['AZP', 'COE', 'HPX', 'PAR', 'TPV', 'TSC', 'ZPN'].includes(code);
