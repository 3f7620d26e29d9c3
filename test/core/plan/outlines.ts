import type { HipsFrame } from '../../../shared/core/hips/frame.ts';
import type { ImageOutline } from '../../../shared/core/plan/image-outline.ts';
import { SkyImages } from '../../../shared/core/plan/sky-images.ts';
import { RADIANS_PER_DEGREE, toRadians } from '../../../shared/core/sphere/angle.ts';
import { lonLatToVector, vectorToLonLat } from '../../../shared/core/sphere/vector.ts';

/** A list of images. */
export function skyImages(
  images: Iterable<ImageOutline>,
  frame: HipsFrame = 'equatorial',
): SkyImages {
  const sky = new SkyImages(frame);
  for (const image of images) sky.add(image);
  return sky;
}

/** An image by its place on the sky. */
export interface Placed {
  band?: string;
  ra: number;
  dec: number;
  width?: number;
  height?: number;
  /** arcsec */
  scale?: number;
  /** degrees */
  turn?: number;
}

/** A position on a tangent plane at (ra, dec): radians east and north of it, turned. */
export function fromPlane({ ra, dec, turn = 0 }: Placed, x: number, y: number): [number, number] {
  const [c, s] = [Math.cos(turn * RADIANS_PER_DEGREE), Math.sin(turn * RADIANS_PER_DEGREE)];
  const [east, north] = [x * c - y * s, x * s + y * c];
  const [px, py, pz] = lonLatToVector(ra, dec);
  const [sinRa, cosRa] = [Math.sin(ra * RADIANS_PER_DEGREE), Math.cos(ra * RADIANS_PER_DEGREE)];
  const [sinDec, cosDec] = [Math.sin(dec * RADIANS_PER_DEGREE), Math.cos(dec * RADIANS_PER_DEGREE)];
  return vectorToLonLat(
    px - east * sinRa - north * sinDec * cosRa,
    py + east * cosRa - north * sinDec * sinRa,
    pz + north * cosDec,
  );
}

/** An image in the tangential projection. */
export function outline(placed: Placed): ImageOutline {
  const { band = 'k', ra, dec, width = 512, height = 1024, scale = 1 } = placed;
  const step = toRadians(scale / 3600);
  const [a, b] = [(width / 2) * step, (height / 2) * step];
  const around: [number, number][] = [
    [-a, -b],
    [0, -b],
    [a, -b],
    [a, 0],
    [a, b],
    [0, b],
    [-a, b],
    [-a, 0],
  ];
  const points = around.map(([x, y]) => fromPlane(placed, x, y));
  return {
    band,
    width,
    height,
    pixelScale: scale,
    footprint: { ra: points.map(([lon]) => lon), dec: points.map(([, lat]) => lat) },
    centre: { ra, dec },
  };
}
