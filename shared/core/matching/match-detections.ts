import { type ChainRule, matchRows, reachOf } from '../catalogue/match-rows.ts';
import { NUMBER_ORDER } from '../healpix/pixel.ts';
import { RADIANS_PER_ARCSEC } from '../sphere/angle.ts';
import { lonLatToVector, type Vector } from '../sphere/vector.ts';
import type { Detections, MatchedPicture } from './detections.ts';
import { isStraightMotion, type TimedPlace } from './motion.ts';

/** The largest radius that detections are matched with, arcsec. */
export const LARGEST_RADIUS = 60;

/** Bits of the column matchFlags. */
export const matchFlags = {
  /** detections within the radius of its own belong to other objects */
  divided: 1,
  /** it moves further than the radius, straight in time */
  moving: 2,
} as const;

/** Which detections are of one object. */
export interface Matched {
  /** for each row the first row of its object */
  readonly objectOf: Int32Array;
  /** for each row bits of `matchFlags` */
  readonly flags: Uint8Array;
}

/** Two radii are added in quadrature. */
const share = (radius: number): number => (radius * RADIANS_PER_ARCSEC) / Math.SQRT2;

/**
 * How far from an object's place detections may lie that decide which are its own, radians: a chain
 * that begins at one of its members. `radius` in arcsec.
 */
export const matchReach = (radius: number): number => 2 * reachOf(share(radius));

/**
 * Matches detections within a radius (arcsec). A chain of neighbours is one object if no picture is
 * in it twice and no two of its members are further apart than the radius, or if all lie on one
 * straight motion in time; else two by two are joined, the nearest first, while that holds.
 */
export function matchDetections(
  { rows, healpix, picture, columns }: Detections,
  pictures: readonly MatchedPicture[],
  radius: number,
): Matched {
  const { ra, dec, raErr, decErr } = columns;
  const vectors = new Float64Array(3 * rows);
  for (let i = 0; i < rows; i++) {
    const place = lonLatToVector(ra[i]!, dec[i]!);
    for (let axis = 0; axis < 3; axis++) vectors[3 * i + axis] = place[axis]!;
  }
  const placeOf = (row: number): TimedPlace => ({
    place: [vectors[3 * row]!, vectors[3 * row + 1]!, vectors[3 * row + 2]!] satisfies Vector,
    mjd: pictures[picture[row]!]!.mjd,
    fwhm: pictures[picture[row]!]!.fwhm,
    raErr: raErr[row]!,
    decErr: decErr[row]!,
  });
  const flags = new Uint8Array(rows);
  const mark = (members: readonly number[], flag: number) => {
    for (const row of members) flags[row]! |= flag;
  };
  const rule: ChainRule = {
    alsoOne: (members) =>
      new Set(members.map((row) => picture[row])).size === members.length &&
      isStraightMotion(members.map(placeOf), radius),
    divided: (members) => mark(members, matchFlags.divided),
    moving: (members) => mark(members, matchFlags.moving),
  };
  const toNumber = BigInt(2 * (29 - NUMBER_ORDER));
  const objectOf = matchRows(
    {
      vectors,
      pixel: Float64Array.from(healpix, (index) => Number(index >> toNumber)),
      picture,
      radius: new Float64Array(rows).fill(share(radius)),
    },
    rule,
  );
  return { objectOf, flags };
}
