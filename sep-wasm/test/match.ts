export interface Places {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface Matches {
  /** indices into the first and the second list */
  pairs: [number, number][];
  distances: number[];
}

/**
 * The index of the nearest place of `to` for each of `from`, and how far it is; places lie in
 * squares of side 8.
 */
function nearest(from: Places, to: Places): { index: number; distance: number }[] {
  const squares = new Map<string, number[]>();
  const square = (x: number, y: number) => `${Math.floor(x / 8)},${Math.floor(y / 8)}`;
  for (let j = 0; j < to.x.length; j++) {
    const key = square(to.x[j]!, to.y[j]!);
    squares.set(key, [...(squares.get(key) ?? []), j]);
  }
  return Array.from(from.x, (x, i) => {
    const y = from.y[i]!;
    let [index, distance] = [-1, Number.POSITIVE_INFINITY];
    for (const dx of [-8, 0, 8]) {
      for (const dy of [-8, 0, 8]) {
        for (const j of squares.get(square(x + dx, y + dy)) ?? []) {
          const far = Math.hypot(to.x[j]! - x, to.y[j]! - y);
          if (far < distance) [index, distance] = [j, far];
        }
      }
    }
    return { index, distance };
  });
}

/**
 * Pairs of places that are each other's nearest, not farther apart than `radius` (at most 8
 * pixels).
 */
export function matchPositions(a: Places, b: Places, radius: number): Matches {
  const forth = nearest(a, b);
  const back = nearest(b, a);
  const kept = forth
    .map(({ index, distance }, i) => ({ i, index, distance }))
    .filter(({ i, index, distance }) => distance <= radius && back[index]!.index === i);
  return {
    pairs: kept.map(({ i, index }) => [i, index]),
    distances: kept.map(({ distance }) => distance),
  };
}

/** The value that so many per cent of the values do not pass. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((p, q) => p - q);
  return sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))]!;
}
