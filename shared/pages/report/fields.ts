import { DEGREES_PER_RADIAN } from '../../core/sphere/angle.ts';
import { furthest, lonLatToVector, separation, type Vector } from '../../core/sphere/vector.ts';
import { meanDirection } from './projections.ts';
import type { PlacedHdu } from './sky-images.ts';

/** Images near each other, to be drawn together. */
export interface SkyField {
  ra: number;
  dec: number;
  images: PlacedHdu[];
  sources: number;
}

/**
 * An image larger than this (degrees from its centre to its furthest corner) is for the map of the
 * whole sky only.
 */
export const MAX_FIELD_RADIUS_DEG = 20;

/**
 * Fields, those with the most sources first. In their order, each image joins the first field whose
 * first image is near: within twice the sum of their radii and a degree, or overlapping. Those too
 * large for a field are left out.
 */
export function skyFieldsOf(images: readonly PlacedHdu[]): SkyField[] {
  const seeds: { at: Vector; dec: number; radius: number; images: PlacedHdu[] }[] = [];
  for (const image of images) {
    const at = lonLatToVector(image.sky.ra, image.sky.dec);
    const radius = furthestPlace(at, image.sky.footprint);
    if (radius > MAX_FIELD_RADIUS_DEG) continue;
    const near = seeds.find((seed) => {
      const sum = seed.radius + radius;
      const limit = Math.min(2 * sum, Math.max(1, sum));
      return (
        Math.abs(seed.dec - image.sky.dec) <= limit &&
        separation(seed.at, at) * DEGREES_PER_RADIAN <= limit
      );
    });
    if (near) near.images.push(image);
    else seeds.push({ at, dec: image.sky.dec, radius, images: [image] });
  }
  return seeds
    .map(({ images: members }) => fieldOf(members))
    .sort((a, b) => b.sources - a.sources || a.ra - b.ra || a.dec - b.dec);
}

/** Degrees from a direction to the furthest of places. */
export const furthestPlace = (at: Vector, places: PlacedHdu['sky']['footprint']): number =>
  furthest(
    at,
    places.map(([ra, dec]) => lonLatToVector(ra, dec)),
  ) * DEGREES_PER_RADIAN;

/** A field's centre is the mean direction of its images' corners. */
function fieldOf(images: PlacedHdu[]): SkyField {
  const places = images.flatMap(({ sky }) => [...sky.footprint, [sky.ra, sky.dec] as const]);
  return {
    ...meanDirection(places),
    images,
    sources: images.reduce((n, image) => n + image.sources, 0),
  };
}
