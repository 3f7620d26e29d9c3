import type { Ellipses } from '../../../shared/core/pictures/ellipses.ts';

/** Percentile by sorting, as numpy's default. */
export function sortedPercentile(pixels: ArrayLike<number>, percentile: number): number {
  const sorted = Array.from(pixels)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const position = (percentile / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! * (1 - (position - below)) + sorted[above]! * (position - below);
}

/** Distance to the ellipse i from a point, by trying points all along the ellipse and then around the nearest. */
export function slowDistance(e: Ellipses, i: number, px: number, py: number): number {
  const distance = (t: number): number => {
    const u = e.a[i]! * Math.cos(t);
    const v = e.b[i]! * Math.sin(t);
    const x = e.x[i]! + u * Math.cos(e.theta[i]!) - v * Math.sin(e.theta[i]!);
    const y = e.y[i]! + u * Math.sin(e.theta[i]!) + v * Math.cos(e.theta[i]!);
    return Math.hypot(px - x, py - y);
  };
  const step = (2 * Math.PI) / 720;
  let nearest = 0;
  for (let k = 1; k < 720; k++) if (distance(k * step) < distance(nearest)) nearest = k * step;
  let best = Number.POSITIVE_INFINITY;
  for (let k = -100; k <= 100; k++) best = Math.min(best, distance(nearest + (k / 100) * step));
  return best;
}

/** Ellipses from rows, as a test writes them. */
export const ellipses = (
  ...rows: { x: number; y: number; a: number; b: number; theta: number }[]
): Ellipses => ({
  x: rows.map((r) => r.x),
  y: rows.map((r) => r.y),
  a: rows.map((r) => r.a),
  b: rows.map((r) => r.b),
  theta: rows.map((r) => r.theta),
});

/** Numbers in [0, 1), the same in every run (Numerical Recipes' linear congruence). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
