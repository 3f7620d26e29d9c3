import { noPlace } from '../sphere/position-text.ts';
import { constant } from './constant.ts';
import { refused } from './refuse.ts';
import type { Expression } from './tree.ts';

/** A place on the sky in a query: two values in degrees, ICRS. */
export type Place = readonly [ra: Expression, dec: Expression];

/** A circle on the sky in a query; the radius in degrees. */
export interface CircleOf {
  readonly centre: Place;
  readonly radius: Expression;
}

type Write = (value: Expression) => string;

/** A geometry of ADQL 2.1 (§4.2) or of q3c that gives a number or a truth. Throws RefusedQuery. */
export function geometrySql(name: string, args: readonly Expression[], write: Write): string {
  if (name === 'contains') {
    const within = containedIn(args);
    if (within) return `(CASE WHEN ${withinSql(within, write)} THEN 1 ELSE 0 END)`;
    throw refused('CONTAINS is read of a point in a circle: CONTAINS(POINT(ra, dec), CIRCLE(…))');
  }
  if (name === 'q3c_radial_query') return `(${withinSql(radialQuery(args)!, write)})`;
  const pair = distanceOf(name, args);
  if (pair) return separationSql(...pair, write);
  throw refused(`${name.toUpperCase()} is no value by itself: it stands in CONTAINS or DISTANCE`);
}

/** The point and the circle of CONTAINS(POINT(…), CIRCLE(…)). */
export function containedIn(
  args: readonly Expression[],
): { place: Place; circle: CircleOf } | undefined {
  const place = placeOf(args[0]);
  const circle = circleOf(args[1]);
  return place && circle && { place, circle };
}

/** The same of q3c_radial_query(ra, dec, ra0, dec0, radius). */
export function radialQuery(
  args: readonly Expression[],
): { place: Place; circle: CircleOf } | undefined {
  const [ra, dec, ra0, dec0, radius] = args;
  if (!ra || !dec || !ra0 || !dec0 || !radius) return undefined;
  return { place: [ra, dec], circle: { centre: [ra0, dec0], radius } };
}

/** The two places of DISTANCE(POINT, POINT), DISTANCE(ra, dec, ra, dec) or q3c_dist. */
export function distanceOf(
  name: string,
  args: readonly Expression[],
): readonly [Place, Place] | undefined {
  if (name !== 'distance' && name !== 'q3c_dist') return undefined;
  const [a, b, c, d] = args;
  if (a && b && c && d)
    return [
      [a, b],
      [c, d],
    ];
  const places = [placeOf(a), placeOf(b)] as const;
  return places[0] && places[1] && args.length === 2 ? [places[0], places[1]] : undefined;
}

function placeOf(value: Expression | undefined): Place | undefined {
  if (value?.kind !== 'call' || value.name !== 'point') return undefined;
  const [ra, dec] = withoutFrame(value.args, 2);
  return ra && dec && [ra, dec];
}

function circleOf(value: Expression | undefined): CircleOf | undefined {
  if (value?.kind !== 'call' || value.name !== 'circle') return undefined;
  const args = withoutFrame(value.args, 3);
  const centre = placeOf(args[0]);
  if (centre && args[1] && args.length === 2) return { centre, radius: args[1] };
  const [ra, dec, radius] = args;
  return ra && dec && radius && { centre: [ra, dec], radius };
}

/** ADQL 2.0 says the frame first, and 2.1 leaves it out. */
function withoutFrame(args: readonly Expression[], count: number): readonly Expression[] {
  const [first] = args;
  if (first?.kind !== 'literal' || typeof first.value !== 'string') return args;
  if (!/^(icrs)?( geocenter| barycenter)?$/i.test(first.value.trim()))
    throw refused(`places are in ICRS, and ${first.value} is another frame: convert them`);
  return args.slice(1, 1 + count);
}

/** Throws RefusedQuery where the centre is written, and is no place. */
function withinSql({ place, circle }: { place: Place; circle: CircleOf }, write: Write): string {
  const [ra, dec] = circle.centre.map(constant);
  const why = noPlace(Number(ra ?? 0), Number(dec ?? 0));
  if (why !== undefined) throw refused(`the centre of a circle: ${why}`);
  return `${haversineSql(place, circle.centre, write)} <= power(sin(radians(${write(circle.radius)}) / 2), 2)`;
}

/** Of null it is null, and what rounds to a little more than half of a circle is no error. */
function separationSql(a: Place, b: Place, write: Write): string {
  const haversine = haversineSql(a, b, write);
  return `(2 * degrees(atan2(sqrt(abs(${haversine})), sqrt(abs(1 - ${haversine})))))`;
}

/** sin² of half the angle between two places: exact for small angles too (Sinnott 1984). */
function haversineSql([ra1, dec1]: Place, [ra2, dec2]: Place, write: Write): string {
  const [a1, d1, a2, d2] = [ra1, dec1, ra2, dec2].map(write);
  return `(power(sin(radians(${d2} - ${d1}) / 2), 2) + cos(radians(${d1})) * cos(radians(${d2})) * power(sin(radians(${a2} - ${a1}) / 2), 2))`;
}
