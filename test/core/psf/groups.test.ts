import { describe, expect, it } from 'vitest';
import { groupStars, MAX_GROUP } from '../../../shared/core/psf/groups.ts';

const all = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('groups of overlapping stars', () => {
  it('are friends of friends within the distance', () => {
    const places = { x: Float64Array.of(0, 3, 6, 20), y: new Float64Array(4) };
    expect(groupStars(all(4), places, 4)).toEqual([[0, 1, 2], [3]]);
  });

  it('that are too large are parted by a shorter distance', () => {
    const places = {
      x: Float64Array.from(all(20), (i) => i + (i > 9 ? 1.5 : 0)),
      y: new Float64Array(20),
    };
    expect(groupStars(all(20), places, 3).map((group) => group.length)).toEqual([10, 10]);
  });

  it('of many stars in one place come to an end', () => {
    const n = 3 * MAX_GROUP + 1;
    const places = { x: new Float64Array(n), y: new Float64Array(n) };
    const groups = groupStars(all(n), places, 4);
    expect(groups.flat()).toEqual(all(n));
    for (const group of groups) expect(group.length).toBeLessThanOrEqual(MAX_GROUP);
  });
});
