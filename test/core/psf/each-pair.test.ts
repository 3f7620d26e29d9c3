import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eachPair, type StarPlaces } from '../../../shared/core/psf/groups.ts';

/** The same by looking at every two, in the order of x. */
function allPairs(members: readonly number[], { x, y }: StarPlaces, distance: number): string[] {
  const sorted = [...members].sort((a, b) => x[a]! - x[b]! || a - b);
  return sorted.flatMap((a, k) =>
    sorted
      .slice(k + 1)
      .filter((b) => (x[a]! - x[b]!) ** 2 + (y[a]! - y[b]!) ** 2 <= distance * distance)
      .map((b) => `${a} ${b}`),
  );
}

it('stars near each other are found in strips, in the order that looking at all of them has', () => {
  // a grid, so that many are exactly as far apart as is asked for
  const at = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -9, max: 9, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(at, at, fc.boolean()), { maxLength: 60 }),
      fc.constantFrom(1, 2, 0.3, 7.5, 40),
      (stars, distance) => {
        const places = {
          x: Float64Array.from(stars, ([x]) => x),
          y: Float64Array.from(stars, ([, y]) => y),
        };
        const members = stars.flatMap(([, , isMember], i) => (isMember ? [i] : []));
        const found: string[] = [];
        eachPair(members, places, distance, (a, b) => found.push(`${a} ${b}`));
        expect(found).toEqual(allPairs(members, places, distance));
      },
    ),
  );
});
