import { ARCSEC_PER_DEGREE, toDegrees, toRadians } from '../../core/sphere/angle.ts';
import { j2000ToB1950 } from '../../core/wcs/b1950.ts';
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

/** Places of pixels (from 0) in a frame; the pixels themselves where there is no WCS. */
export function placesOf(
  wcs: Wcs | undefined,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  frame: CoordinateFrame,
): Places {
  const [px, py] = [Float64Array.from(x), Float64Array.from(y)];
  if (!wcs) return { lon: px, lat: py };
  const [lon, lat] = [new Float64Array(px.length), new Float64Array(px.length)];
  if (frame === 'SKY' || isJ2000(wcs) || !wcs.hasIcrs) wcs.pixelsToSky(px, py, lon, lat);
  else wcs.pixelsToIcrs(px, py, lon, lat);
  if (frame === 'B1950') j2000ToB1950(lon, lat);
  return { lon, lat };
}

/** SExtractor takes ICRS and FK5 of 2000 as one. */
const isJ2000 = (wcs: Wcs): boolean =>
  wcs.frame === 'ICRS' || (wcs.frame === 'FK5' && wcs.equinox === 2000);

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

/** Those at pixels (from 0). Without a WCS the identity. */
export function jacobiansOf(
  wcs: Wcs | undefined,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): Jacobians {
  const n = x.length;
  if (!wcs) {
    const constant = (value: number) => new Float64Array(n).fill(value);
    return { xx: constant(1), xy: constant(0), yx: constant(0), yy: constant(1) };
  }
  const moved = (dx: number, dy: number) =>
    placesOf(
      wcs,
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
  return {
    xx: along(left, right),
    xy: along(low, high),
    yx: across(left, right),
    yy: across(low, high),
  };
}

/** A difference of longitudes without whole turns. */
const turned = (degrees: number): number => degrees - 360 * Math.round(degrees / 360);

/** Those at the barycentres. */
export const jacobians = once((scene: Scene) =>
  jacobiansOf(measurementWcs(scene), scene.objects.x, scene.objects.y),
);

/** Square degrees of a pixel at each barycentre; without a WCS those of PIXEL_SCALE. */
export const pixelAreas = once((scene: Scene) => {
  if (!measurementWcs(scene))
    return new Float64Array(scene.rows).fill((scene.facts.pixelScale / ARCSEC_PER_DEGREE) ** 2);
  const { xx, xy, yx, yy } = jacobians(scene);
  return xx.map((value, row) => Math.abs(value * yy[row]! - xy[row]! * yx[row]!));
});

/**
 * By how much a direction east of north of B1950 is larger than one of the header's frame, degrees.
 */
export function turnToB1950(
  wcs: Wcs | undefined,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): Float64Array {
  if (!wcs) return new Float64Array(x.length);
  const sky = placesOf(wcs, x, y, 'SKY');
  const [lon, lat] = [sky.lon.slice(), sky.lat.map((value) => value + NORTH)];
  const here = { lon: sky.lon.slice(), lat: sky.lat.slice() };
  j2000ToB1950(here.lon, here.lat);
  j2000ToB1950(lon, lat);
  return lon.map((value, row) => {
    const east = turned(value - here.lon[row]!) * Math.cos(toRadians(here.lat[row]!));
    return toDegrees(Math.atan2(east, lat[row]! - here.lat[row]!));
  });
}

/** A small step to the north, degrees. */
const NORTH = 1e-3;
