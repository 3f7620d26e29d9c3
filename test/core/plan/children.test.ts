import { describe, expect, it } from 'vitest';
import { inChildren, secondsTogether, tasksPerChild } from '../../../shared/core/plan/children.ts';
import { seededRandom } from '../../../shared/core/random.ts';

/** Tasks like the plates of a sky: most take four seconds, those at its poles a minute. */
function sky(count: number) {
  const { uniform } = seededRandom(3);
  return Array.from({ length: count }, (_, place) => ({
    place,
    seconds: place % 12_000 < 12 ? 20 + 40 * uniform() : 1 + 6 * uniform(),
  }));
}

describe('tasks of a map for each child', () => {
  it('are one where there are few, and what the input says at least', () => {
    expect(tasksPerChild(2_000, 1, 1)).toBe(1);
    expect(tasksPerChild(2_001, 1, 1)).toBe(2);
    expect(tasksPerChild(0, 0, 1)).toBe(1);
    expect(tasksPerChild(10, 1_000, 7)).toBe(7);
  });

  it('take half a minute on average, however many', () => {
    for (const each of [0.1, 1, 4, 20, 300]) {
      const size = tasksPerChild(150_000, 150_000 * each, 1);
      expect(size).toBe(Math.max(1, Math.min(50, Math.floor(30 / each))));
    }
  });

  it('take a minute at most, or what one of them takes and little more; each is there once', () => {
    const tasks = sky(150_000);
    const size = tasksPerChild(tasks.length, secondsTogether(tasks), 1);
    const order = inChildren(tasks, size);
    expect(order.map(({ place }) => place).sort((a, b) => a - b)).toEqual(tasks.map((_, i) => i));
    let alongTheSky = 0;
    for (let first = 0; first < order.length; first += size) {
      const child = order.slice(first, first + size);
      const longest = Math.max(...child.map(({ seconds }) => seconds));
      expect(secondsTogether(child)).toBeLessThan(Math.max(60, longest + (size - 1) * 2));
      if (child.at(-1)!.place - child[0]!.place < 2 * size) alongTheSky++;
    }
    expect(alongTheSky / (order.length / size)).toBeGreaterThan(0.95);
    expect(order[0]!.seconds).toBe(tasks.reduce((most, { seconds }) => Math.max(most, seconds), 0));
  });

  it('stay together where all are too long', () => {
    const tasks = Array.from({ length: 10 }, (_, place) => ({ place, seconds: 50 + place }));
    const order = inChildren(tasks, 4);
    expect(new Set(order).size).toBe(10);
    expect(order[0]!.place).toBe(9);
  });
});
