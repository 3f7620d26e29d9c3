import { ARCSEC_PER_DEGREE, toDegrees, toRadians } from '../../core/sphere/angle.ts';
import { j2000ToB1950 } from '../../core/wcs/b1950.ts';
import { toMean2000, turnPlaces } from '../../core/wcs/mean-2000.ts';
import { type PlainAxes, parsePlainAxes } from '../../core/wcs/plain-axes.ts';
import type { Wcs } from '../../core/wcs/wcs.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';

/** The frames in which places are given: the header's own (SKY), J2000 and B1950. */
export type CoordinateFrame = 'SKY' | 'J2000' | 'B1950';

/** Longitudes and latitudes, degrees. */
export interface Places {
  lon: Float64Array;
  lat: Float64Array;
}

/** The WCS that counts: that of the measurement image. */
export const measurementWcs = ({ sky }: Scene): Wcs | undefined => sky.wcs;

/** Whether the header's first axis is the latitude. */
export function isLatitudeFirst(scene: Scene): boolean {
  const wcs = measurementWcs(scene);
  return wcs !== undefined && wcs.longitude.axis !== wcs.axes[0];
}

/** Places by the header's axes, first and second. */
export const byAxis = (scene: Scene, { lon, lat }: Places): [Float64Array, Float64Array] =>
  isLatitudeFirst(scene) ? [lat, lon] : [lon, lat];

/** Axes that count where there is no WCS. */
const plainAxes = once(({ sky }: Scene) => parsePlainAxes(sky.header));
type Axes = Pick<PlainAxes, 'matrix' | 'crpix' | 'crval'>;
const pixelAxes: Axes = { matrix: [1, 0, 0, 1], crpix: [1, 1], crval: [0, 0] };
const axesOf = (scene: Scene): Axes => plainAxes(scene) ?? pixelAxes;

/**
 * Places of pixels (from 0) in a frame; without a WCS by the header's matrix alone, and without a
 * matrix the pixels themselves.
 */
export function placesOf(
  scene: Scene,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  frame: CoordinateFrame,
): Places {
  const wcs = measurementWcs(scene);
  if (!wcs) {
    const [crval1, crval2] = axesOf(scene).crval;
    const { lon, lat } = inPlane(scene, x, y);
    return { lon: lon.map((value) => value + crval1), lat: lat.map((value) => value + crval2) };
  }
  const [lon, lat] = [Float64Array.from(x), Float64Array.from(y)];
  wcs.pixelsToSky(lon, lat, lon, lat);
  const turn = isEquatorial(wcs) && frame === 'SKY' ? undefined : toMean2000(wcs);
  if (turn) turnPlaces(turn, lon, lat);
  // by a negative CRVAL longitudes are from -360 to 0
  else if (wcs.longitude.crval < 0)
    for (let i = 0; i < lon.length; i++) if (lon[i]! > 0) lon[i]! -= 360;
  if (frame === 'B1950') j2000ToB1950(lon, lat, wcs.equinox);
  return { lon, lat };
}

/** Pixels (from 0) in the plane of projection, degrees or the header's units. */
export function inPlane(scene: Scene, x: ArrayLike<number>, y: ArrayLike<number>): Places {
  const wcs = measurementWcs(scene);
  const { matrix, crpix } = axesOf(scene);
  const [lon, lat] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! + 1 - crpix[0], y[i]! + 1 - crpix[1]];
    [lon[i], lat[i]] = wcs
      ? wcs.pixelToPlane(x[i]!, y[i]!)
      : [matrix[0] * dx + matrix[1] * dy, matrix[2] * dx + matrix[3] * dy];
  }
  return { lon, lat };
}

/** Galactic and ecliptic places are turned to equatorial ones even as SKY and WORLD. */
const isEquatorial = ({ frame }: Wcs): boolean => frame === 'ICRS' || frame.startsWith('FK');

/**
 * How the plane of the sky (deg; x along longitude, y along latitude) changes with the pixel: rows
 * x and y, columns of pixels x and y.
 */
export interface Jacobians {
  xx: Float64Array;
  xy: Float64Array;
  yx: Float64Array;
  yy: Float64Array;
}

/**
 * Those at pixels (from 0). Without a WCS the header's matrix, or the identity. Where the latitude
 * is the header's first axis, columns x and y are exchanged, as SExtractor has it (found from its
 * moments): shapes and angles are those of a mirrored sky.
 */
export function jacobiansOf(scene: Scene, x: ArrayLike<number>, y: ArrayLike<number>): Jacobians {
  const n = x.length;
  if (!measurementWcs(scene)) {
    const constant = (value: number) => new Float64Array(n).fill(value);
    const [xx, xy, yx, yy] = axesOf(scene).matrix;
    return { xx: constant(xx), xy: constant(xy), yx: constant(yx), yy: constant(yy) };
  }
  const moved = (dx: number, dy: number) =>
    placesOf(
      scene,
      Float64Array.from(x, (value) => value + dx),
      Float64Array.from(y, (value) => value + dy),
      'SKY',
    );
  const [left, right, low, high] = [moved(-0.5, 0), moved(0.5, 0), moved(0, -0.5), moved(0, 0.5)];
  const along = (a: Places, b: Places) =>
    a.lon.map((lon, row) => {
      const cosine = Math.cos(toRadians((a.lat[row]! + b.lat[row]!) / 2));
      return turned(b.lon[row]! - lon) * cosine;
    });
  const across = (a: Places, b: Places) => a.lat.map((lat, row) => b.lat[row]! - lat);
  const [xBefore, xAfter, yBefore, yAfter] = isLatitudeFirst(scene)
    ? [low, high, left, right]
    : [left, right, low, high];
  return {
    xx: along(xBefore, xAfter),
    xy: along(yBefore, yAfter),
    yx: across(xBefore, xAfter),
    yy: across(yBefore, yAfter),
  };
}

/** A difference of longitudes without whole turns. */
const turned = (degrees: number): number => degrees - 360 * Math.round(degrees / 360);

/** Those at the barycentres. */
export const jacobians = once((scene: Scene) =>
  jacobiansOf(scene, scene.objects.x, scene.objects.y),
);

/** Square degrees of a pixel at each barycentre; without any axes those of PIXEL_SCALE. */
export const pixelAreas = once((scene: Scene) => {
  if (!measurementWcs(scene) && !plainAxes(scene))
    return new Float64Array(scene.rows).fill((scene.facts.pixelScale / ARCSEC_PER_DEGREE) ** 2);
  const { xx, xy, yx, yy } = jacobians(scene);
  return xx.map((value, row) => Math.abs(value * yy[row]! - xy[row]! * yx[row]!));
});

/**
 * Arcseconds of a pixel at each barycentre: PIXEL_SCALE, or where that is 0 the root of the pixel's
 * area on the sky, so that distortions count.
 */
export const pixelScales = once((scene: Scene): Float64Array => {
  const isGiven = scene.input.configuration.PIXEL_SCALE[0]! > 0 || !measurementWcs(scene);
  return isGiven
    ? new Float64Array(scene.rows).fill(scene.facts.pixelScale)
    : pixelAreas(scene).map((area) => Math.sqrt(area) * ARCSEC_PER_DEGREE);
});

/**
 * By how much a direction east of north of J2000 or B1950 is larger than one of SKY, degrees; of
 * B1950 against the sense of precession, as SExtractor has it.
 */
export function turnOfNorth(
  scene: Scene,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  frame: 'J2000' | 'B1950',
): Float64Array {
  const wcs = measurementWcs(scene);
  const precession = wcs && isEquatorial(wcs) ? toMean2000(wcs) : undefined;
  const toJ2000 =
    precession &&
    turnBetween(placesOf(scene, x, y, 'SKY'), (lon, lat) => turnPlaces(precession, lon, lat));
  const turn = toJ2000?.map((angle) => -angle) ?? new Float64Array(x.length);
  if (!wcs || frame === 'J2000') return turn;
  const toB1950 = turnBetween(placesOf(scene, x, y, 'J2000'), j2000ToB1950);
  return turn.map((angle, row) => angle - toB1950[row]!);
}

/** The position angle, in a frame, of the north of another, degrees. */
function turnBetween(
  { lon, lat }: Places,
  change: (lon: Float64Array, lat: Float64Array) => void,
): Float64Array {
  const here = { lon: lon.slice(), lat: lat.slice() };
  const there = { lon: lon.slice(), lat: lat.map((value) => value + NORTH) };
  change(here.lon, here.lat);
  change(there.lon, there.lat);
  return there.lon.map((value, row) => {
    const east = turned(value - here.lon[row]!) * Math.cos(toRadians(here.lat[row]!));
    return toDegrees(Math.atan2(east, there.lat[row]! - here.lat[row]!));
  });
}

/** A small step to the north, degrees. */
const NORTH = 1e-3;
