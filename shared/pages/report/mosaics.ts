import { DEGREES_PER_RADIAN } from '../../core/sphere/angle.ts';
import { lonLatToVector, separation } from '../../core/sphere/vector.ts';
import { UnionFind } from '../../core/union-find.ts';
import type { MappedImage } from './coverage.ts';
import { furthestPlace, MAX_FIELD_RADIUS_DEG } from './fields.ts';
import { meanDirection } from './projections.ts';

/** Images that hang together on the sky. */
export interface Mosaic {
  ra: number;
  dec: number;
  images: MappedImage[];
}

/**
 * Images linked by the circles around them, whatever their bands: the mosaics with the most images
 * first. Those too large for one drawing are left out.
 */
export function mosaicsOf(images: readonly MappedImage[]): Mosaic[] {
  const circles = images.map(({ sky }) => {
    const at = lonLatToVector(sky.ra, sky.dec);
    return { at, dec: sky.dec, radius: furthestPlace(at, sky.footprint) };
  });
  const linked = new UnionFind(images.length);
  for (const [i, a] of circles.entries()) {
    for (let j = 0; j < i; j++) {
      const b = circles[j]!;
      const reach = a.radius + b.radius;
      if (Math.abs(a.dec - b.dec) > reach || linked.rootOf(i) === linked.rootOf(j)) continue;
      if (separation(a.at, b.at) * DEGREES_PER_RADIAN <= reach) linked.join(i, j);
    }
  }
  const members = new Map<number, MappedImage[]>();
  for (const [i, image] of images.entries()) {
    const root = linked.rootOf(i);
    const group = members.get(root);
    if (group) group.push(image);
    else members.set(root, [image]);
  }
  return [...members.values()]
    .map((group) => ({
      ...meanDirection(group.flatMap(({ sky }) => sky.footprint)),
      images: group,
    }))
    .filter(({ ra, dec, images: group }) => {
      const at = lonLatToVector(ra, dec);
      return group.every(({ sky }) => furthestPlace(at, sky.footprint) <= MAX_FIELD_RADIUS_DEG);
    })
    .sort((a, b) => b.images.length - a.images.length || a.ra - b.ra || a.dec - b.dec);
}
