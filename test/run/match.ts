/** Positions of sources, pixels. */
export interface Places {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** A matched pair: indices into both lists, and how far apart they are. */
export interface Pair {
  a: number;
  b: number;
  distance: number;
}

/** Pairs of which each is the other's nearest and which are within `radius` pixels. */
export function match(a: Places, b: Places, radius: number): Pair[] {
  const toB = nearest(a, b, radius);
  const toA = nearest(b, a, radius);
  return toB.flatMap((found, i) =>
    found && toA[found.index]?.index === i ? [{ a: i, b: found.index, distance: found.distance }] : [],
  );
}

/** For each source of `from` the nearest of `to`, if any is within `radius`. */
function nearest(
  from: Places,
  to: Places,
  radius: number,
): ({ index: number; distance: number } | undefined)[] {
  const cells = new Map<string, number[]>();
  const cellOf = (x: number, y: number) => `${Math.floor(x / radius)} ${Math.floor(y / radius)}`;
  for (let i = 0; i < to.x.length; i++) {
    const cell = cellOf(to.x[i]!, to.y[i]!);
    cells.set(cell, [...(cells.get(cell) ?? []), i]);
  }
  return Array.from({ length: from.x.length }, (_, i) => {
    const [x, y] = [from.x[i]!, from.y[i]!];
    let best: { index: number; distance: number } | undefined;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const index of cells.get(cellOf(x + dx * radius, y + dy * radius)) ?? []) {
          const distance = Math.hypot(to.x[index]! - x, to.y[index]! - y);
          if (distance <= radius && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
            best = { index, distance };
        }
      }
    }
    return best;
  });
}

/** Linear interpolation between order statistics, as numpy's percentile. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (percent / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}
