import type { DrawnEllipses } from '../../../shared/core/pictures/ellipses.ts';
import type { Strip } from '../../../shared/core/pictures/strip.ts';

/**
 * Distance to the ellipse i from a point, by trying points all along the ellipse and then around
 * the nearest.
 */
export function slowDistance(e: DrawnEllipses, i: number, px: number, py: number): number {
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
): DrawnEllipses => ({
  x: rows.map((r) => r.x),
  y: rows.map((r) => r.y),
  a: rows.map((r) => r.a),
  b: rows.map((r) => r.b),
  theta: rows.map((r) => r.theta),
});

/** A whole picture, black. */
export const blackStrip = (width: number, height: number): Strip => ({
  pixels: new Int32Array(width * height),
  width,
  height,
  top: 0,
  rows: height,
});

/** Red, green and blue of a pixel. */
export const colourAt = (
  { pixels, width, top }: Strip,
  x: number,
  row: number,
): [number, number, number] => {
  const colour = pixels[(row - top) * width + x]!;
  return [colour & 255, (colour >> 8) & 255, colour >> 16];
};

/** Numbers in [0, 1), the same in every run (Numerical Recipes' linear congruence). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
