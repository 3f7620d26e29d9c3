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

/**
 * Whether the members of both are all of different pictures, and every two of them near enough to
 * be one source.
 */
function belongTogether(rows: SkyRows, one: readonly number[], other: readonly number[]): boolean {
  return one.every((a) =>
    other.every(
      (b) => rows.picture[a] !== rows.picture[b] && distance2(rows, a, b) <= radius2(rows, a, b),
    ),
  );
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
 * together though it is further apart.
 */
export function splitChain(
  rows: SkyRows,
  members: readonly number[],
  alsoOne: (members: readonly number[]) => boolean = () => false,
): number[][] {
  const pairs: { a: number; b: number; distance: number }[] = [];
  for (const [i, b] of members.entries()) {
    for (const a of members.slice(0, i)) {
      const distance = distance2(rows, a, b);
      if (distance <= radius2(rows, a, b)) pairs.push({ a, b, distance });
    }
  }
  pairs.sort((p, q) => p.distance - q.distance || p.a - q.a || p.b - q.b);
  const clusterOf = new Map(members.map((row) => [row, [row]]));
  for (const { a, b } of pairs) {
    const [one, other] = [clusterOf.get(a)!, clusterOf.get(b)!];
    if (one === other) continue;
    if (!belongTogether(rows, one, other) && !alsoOne([...one, ...other])) continue;
    one.push(...other);
    for (const row of other) clusterOf.set(row, one);
  }
  return [...new Set(clusterOf.values())];
}
