import type { SkyRows } from './sky-rows.ts';

/** Square of the chord between two rows; for the angles meant here the angle. */
export function distance2({ vectors }: SkyRows, a: number, b: number): number {
  const x = vectors[3 * a]! - vectors[3 * b]!;
  const y = vectors[3 * a + 1]! - vectors[3 * b + 1]!;
  const z = vectors[3 * a + 2]! - vectors[3 * b + 2]!;
  return x * x + y * y + z * z;
}

/**
 * Square of the distance up to which two rows are one source: the radii of their pictures added in
 * quadrature.
 */
export const radius2 = ({ radius }: SkyRows, a: number, b: number): number =>
  radius[a]! ** 2 + radius[b]! ** 2;

/** Whether every two rows of both are near enough to be one source. */
const areNear = (rows: SkyRows, one: readonly number[], other: readonly number[]): boolean =>
  one.every((a) => other.every((b) => distance2(rows, a, b) <= radius2(rows, a, b)));

/** Whether a picture is in both: they can never be one source. */
function sharePicture({ pictures: one }: Cluster, { pictures: other }: Cluster): boolean {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  for (const picture of few) if (many.has(picture)) return true;
  return false;
}

/** Whether a chain of neighbours is one source as it stands. */
export function isOneSource(rows: SkyRows, members: readonly number[]): boolean {
  if (new Set(members.map((row) => rows.picture[row])).size < members.length) return false;
  return members.every((a, i) => {
    for (let j = 0; j < i; j++) {
      if (distance2(rows, a, members[j]!) > radius2(rows, a, members[j]!)) return false;
    }
    return true;
  });
}

/**
 * The sources that a chain of neighbours is made of: two rows are joined, the nearest two first,
 * where all that are then together are of different pictures and within the radius of one another.
 * Of pairs equally far apart the one that comes first in the table is first. `alsoOne`: what may be
 * together though it is further apart; none of it in one picture twice.
 */
export function splitChain(
  rows: SkyRows,
  members: readonly number[],
  alsoOne?: (members: readonly number[]) => boolean,
): number[][] {
  const { pairs, order } = pairsByDistance(rows, members);
  const clusterOf = new Map<number, Cluster>();
  for (const row of members)
    clusterOf.set(row, {
      rows: [row],
      pictures: new Set([rows.picture[row]!]),
      apart: new Set(),
    });
  for (const at of order) {
    const i = Math.floor(pairs[at]! / members.length);
    const j = pairs[at]! - i * members.length;
    const [one, other] = [clusterOf.get(members[i]!)!, clusterOf.get(members[j]!)!];
    if (one === other || one.apart.has(other)) continue;
    if (sharePicture(one, other)) keepApart(one, other);
    else if (areNear(rows, one.rows, other.rows) || alsoOne?.([...one.rows, ...other.rows])) {
      one.rows.push(...other.rows);
      for (const picture of other.pictures) one.pictures.add(picture);
      for (const row of other.rows) clusterOf.set(row, one);
      for (const far of other.apart) keepApart(one, far);
    } else if (!alsoOne) keepApart(one, other);
  }
  return [...new Set(clusterOf.values())].map((cluster) => cluster.rows);
}

/** Rows that are together, and those clusters that can never join them. */
interface Cluster {
  readonly rows: number[];
  readonly pictures: Set<number>;
  readonly apart: Set<Cluster>;
}

function keepApart(one: Cluster, other: Cluster): void {
  one.apart.add(other);
  other.apart.add(one);
}

/**
 * The pairs of members that are near enough to be one source, as i × members + j of their places i
 * < j, and the order of their distances; the first pair of the table first.
 */
function pairsByDistance(
  rows: SkyRows,
  members: readonly number[],
): { pairs: Float64Array; order: Uint32Array } {
  const most = (members.length * (members.length - 1)) / 2;
  const pairs = new Float64Array(most);
  const distances = new Float64Array(most);
  let count = 0;
  for (const [i, a] of members.entries())
    for (let j = i + 1; j < members.length; j++) {
      const b = members[j]!;
      const distance = distance2(rows, a, b);
      if (distance > radius2(rows, a, b)) continue;
      pairs[count] = i * members.length + j;
      distances[count++] = distance;
    }
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  order.sort((p, q) => distances[p]! - distances[q]! || p - q);
  return { pairs, order };
}
