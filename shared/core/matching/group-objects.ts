import { healpix29 } from '../healpix/pixel.ts';
import { lonLatToVector, vectorToLonLat } from '../sphere/vector.ts';
import type { Detections, MatchedPicture } from './detections.ts';
import type { Matched } from './match-detections.ts';
import type { GivenPlaces } from './match-places.ts';
import { fitMotion, meanPlace, type TimedPlace } from './motion.ts';

/** An object of the sky: what its detections say of its place. */
export interface SkyObject {
  /** `_healpix_29` of its place */
  readonly healpix: bigint;
  /** `_healpix_29` of its first detection, plus a small number where that is taken */
  objid: bigint;
  /** rows of its detections, its first one in time first, in the order (MJD, image, HDU, number) */
  readonly members: readonly number[];
  /** degrees */
  readonly ra: number;
  readonly dec: number;
  /** errors of the place on the sky, arcsec; NaN where not known */
  readonly raErr: number;
  readonly decErr: number;
  /** the time that the place is of; NaN where not known */
  readonly posMjd: number;
  /** proper motion, mas a Julian year, and its errors; NaN where epochs do not allow it */
  readonly pmRA: number;
  readonly pmDec: number;
  readonly pmRAErr: number;
  readonly pmDecErr: number;
  /** bits of `matchFlags` */
  readonly matchFlags: number;
}

/** Shorter spans of time say nothing of a proper motion; days. */
const SHORTEST_SPAN = 30;

const MAS = 1000;

/** The objects of some matched detections, in the order of `_healpix_29` and objid. */
export function groupObjects(
  detections: Detections,
  pictures: readonly MatchedPicture[],
  { objectOf, flags }: Matched,
  places?: GivenPlaces,
): SkyObject[] {
  const groups = new Map<number, number[]>();
  for (const [row, first] of objectOf.entries()) {
    const group = groups.get(first);
    if (group) group.push(row);
    else groups.set(first, [row]);
  }
  const { number } = detections.columns;
  const pictureOf = (row: number) => pictures[detections.picture[row]!]!;
  const inTime = (a: number, b: number): number => {
    const [one, other] = [pictureOf(a), pictureOf(b)];
    return (
      compareTimes(one.mjd, other.mjd) ||
      one.image - other.image ||
      one.hdu - other.hdu ||
      number[a]! - number[b]!
    );
  };
  const objects = [...groups.values()].map((rows) => {
    const members = rows.sort(inTime);
    const matched = members.reduce((all, row) => all | flags[row]!, 0);
    return places
      ? objectAt(detections, members)
      : objectOfMembers(detections, members, pictureOf, matched);
  });
  if (places?.areObjects) keepIds(objects, detections);
  else giveIds(objects, detections.healpix, inTime);
  return objects.sort((a, b) => compare(a.healpix, b.healpix) || compare(a.objid, b.objid));
}

const compare = (a: bigint, b: bigint): number => Number(a > b) - Number(a < b);

/** Unknown times come last. */
const compareTimes = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b;

function objectOfMembers(
  { columns: { ra, dec, raErr, decErr } }: Detections,
  members: readonly number[],
  pictureOf: (row: number) => MatchedPicture,
  matched: number,
): SkyObject {
  const places = members.map(
    (row): TimedPlace => ({
      place: lonLatToVector(ra[row]!, dec[row]!),
      mjd: pictureOf(row).mjd,
      fwhm: pictureOf(row).fwhm,
      raErr: raErr[row]!,
      decErr: decErr[row]!,
    }),
  );
  const [lon, lat] =
    members.length === 1
      ? [ra[members[0]!]!, dec[members[0]!]!]
      : vectorToLonLat(...meanPlace(places));
  const dated = places.filter(({ mjd }) => !Number.isNaN(mjd));
  const first = dated[0]?.mjd ?? Number.NaN;
  const last = dated.at(-1)?.mjd ?? Number.NaN;
  const motion = last - first >= SHORTEST_SPAN ? fitMotion(dated) : undefined;
  const errorOfMean = (errors: readonly number[]) =>
    Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0)) / errors.length;
  return {
    healpix: healpix29(lon, lat),
    objid: 0n,
    members,
    ra: lon,
    dec: lat,
    raErr: errorOfMean(places.map((one) => one.raErr)),
    decErr: errorOfMean(places.map((one) => one.decErr)),
    posMjd: dated.length === places.length ? meanMjd(dated, first) : Number.NaN,
    pmRA: MAS * (motion?.ra ?? Number.NaN),
    pmDec: MAS * (motion?.dec ?? Number.NaN),
    pmRAErr: MAS * (motion?.raErr ?? Number.NaN),
    pmDecErr: MAS * (motion?.decErr ?? Number.NaN),
    matchFlags: matched,
  };
}

/** Mean of times, added up from the first of them. */
const meanMjd = (dated: readonly TimedPlace[], first: number): number =>
  first + dated.reduce((sum, { mjd }) => sum + (mjd - first), 0) / dated.length;

/** An object whose place was given, of no epoch, and without errors. */
function objectAt({ columns, healpix }: Detections, members: readonly number[]): SkyObject {
  const first = members[0]!;
  const unknown = Number.NaN;
  return {
    healpix: healpix[first]!,
    objid: 0n,
    members,
    ra: columns.ra[first]!,
    dec: columns.dec[first]!,
    ...{ raErr: unknown, decErr: unknown, posMjd: unknown, matchFlags: 0 },
    ...{ pmRA: unknown, pmDec: unknown, pmRAErr: unknown, pmDecErr: unknown },
  };
}

/** objid is the id that was given, or, where a place has none, `_healpix_29`. */
function keepIds(objects: readonly SkyObject[], { ids = [], healpix }: Detections): void {
  for (const object of objects) {
    const id = ids[object.members[0]!];
    object.objid = typeof id === 'bigint' ? id : healpix[object.members[0]!]!;
  }
}

/**
 * objid is `_healpix_29` of the object's first detection. Of two in one pixel of order 29 (0.4 mas)
 * the later one gets the next number.
 */
function giveIds(
  objects: readonly SkyObject[],
  healpix: BigInt64Array,
  inTime: (a: number, b: number) => number,
): void {
  const founder = ({ members }: SkyObject) => members[0]!;
  const founded = [...objects].sort(
    (a, b) => compare(healpix[founder(a)]!, healpix[founder(b)]!) || inTime(founder(a), founder(b)),
  );
  let last = -1n;
  for (const object of founded) {
    const own = healpix[founder(object)]!;
    last = own <= last ? last + 1n : own;
    object.objid = last;
  }
}

/**
 * A number from 0 to 999,999 that goes with an id at random: for samples that are the same again
 * (the finaliser of SplitMix64; Steele, Lea & Flood 2014).
 */
export function randomId(id: bigint): number {
  let z = BigInt.asUintN(64, id + 0x9e3779b97f4a7c15n);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return Number((z ^ (z >> 31n)) % 1_000_000n);
}
