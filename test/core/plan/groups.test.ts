import { describe, expect, it } from 'vitest';
import { overlapGroups } from '../../../shared/core/plan/groups.ts';
import type { PlanImage } from '../../../shared/core/plan/sky-images.ts';

const imageOf = (cell: number, side: number): PlanImage =>
  ({ name: `${cell}`, band: 'J', width: side, height: side, cell }) as unknown as PlanImage;

/** n images of which every two overlap. */
function crowd(n: number, side: number) {
  const images = Array.from({ length: n }, (_, k) => imageOf(k, side));
  const pairs: [number, number][] = [];
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) pairs.push([i, j]);
  return { images, pairs };
}

const key = ([i, j]: readonly [number, number]): string => `${i}-${j}`;

describe('groups of images that a task compares', () => {
  const crowds = [
    { called: "311 scans that meet at a pole of 2MASS's", n: 311, side: 724 },
    { called: '80 exposures of one field, of 16 megapixels', n: 80, side: 4096 },
    { called: 'a handful', n: 5, side: 512 },
  ];
  it.each(crowds)('$called: each pair once, each own sky once', ({ n, side }) => {
    const { images, pairs } = crowd(n, side);
    const groups = [...overlapGroups(images, pairs)];
    const compared = groups.flatMap((group) => group.pairs.map(key));
    expect(compared.toSorted()).toEqual(pairs.map(key).toSorted());
    const members = groups.flatMap((group) => group.members);
    expect(members.toSorted((a, b) => a - b)).toEqual(images.map((_, place) => place));
  });

  it.each(crowds)('$called: no task has more than it can do in a minute', ({ n, side }) => {
    const { images, pairs } = crowd(n, side);
    for (const group of overlapGroups(images, pairs)) {
      expect(group.pairs.length).toBeLessThanOrEqual(1024);
      const read = new Set([...group.members, ...group.pairs.flat()]);
      // What a task reads, and its own members: at a rate of some 20 megapixels a second.
      expect(read.size * side ** 2).toBeLessThanOrEqual(2 ** 28 + 2 ** 25);
    }
  });

  it('reads an image of a crowd in few tasks, not once for each of its pairs', () => {
    const { images, pairs } = crowd(311, 724);
    // The rest of the survey, each image beside the next: so large, it is compared in full groups.
    for (let k = 311; k < 2400; k++) {
      images.push(imageOf(k, 724));
      pairs.push([k - 1, k]);
    }
    const groups = [...overlapGroups(images, pairs)];
    const reads = groups.reduce(
      (sum, { members, pairs: own }) => sum + new Set([...members, ...own.flat()]).size,
      0,
    );
    // In blocks of 32 × 32 pairs, 64 images each: a sixteenth.
    expect(reads - images.length).toBeLessThan(pairs.length / 10);
  });
});
