import type { Projection, ProjectionPoints } from '../projection.ts';

const QUARTER_PI = Math.PI / 4;

/**
 * Tangential spherical cube: Paper II §5.6.1. Face 1 is the centre of the map, 2 to 4 follow to
 * larger x, 0 and 5 are the poles.
 */
export class Tsc implements Projection {
  readonly theta0 = 0;

  deproject(count: number, points: ProjectionPoints): void {
    const { x, y } = points;
    for (let i = 0; i < count; i++) {
      let u = x[i]! / QUARTER_PI;
      const v = y[i]! / QUARTER_PI;
      // The map is a cross; a row of faces may begin left of the middle one.
      if (!(Math.abs(u) <= 1 ? Math.abs(v) <= 3 : Math.abs(u) <= 7 && Math.abs(v) <= 1))
        u = Number.NaN;
      if (u < -1) u += 8;
      if (v > 1) set(points, i, 2 - v, u, 1);
      else if (v < -1) set(points, i, v + 2, u, -1);
      else if (u > 5) set(points, i, u - 6, -1, v);
      else if (u > 3) set(points, i, -1, 4 - u, v);
      else if (u > 1) set(points, i, 2 - u, 1, v);
      else set(points, i, 1, u, Number.isNaN(u) ? u : v);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const [a, b, c] = [l[i]!, m[i]!, n[i]!];
      const zeta = Math.max(Math.abs(a), Math.abs(b), Math.abs(c));
      let u: number;
      let v = c / zeta;
      if (a === zeta) u = b / zeta;
      else if (b === zeta) u = 2 - a / zeta;
      else if (a === -zeta) u = 4 - b / zeta;
      else if (b === -zeta) u = 6 + a / zeta;
      else {
        u = b / zeta;
        v = c > 0 ? 2 - a / zeta : -2 + a / zeta;
      }
      x[i] = u * QUARTER_PI;
      y[i] = v * QUARTER_PI;
    }
  }
}

/** A point of the cube, scaled to the sphere. */
function set({ l, m, n }: ProjectionPoints, i: number, a: number, b: number, c: number): void {
  const scale = 1 / Math.sqrt(a * a + b * b + c * c);
  l[i] = a * scale;
  m[i] = b * scale;
  n[i] = c * scale;
}
