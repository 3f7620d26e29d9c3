import { DEGREES_PER_RADIAN, RADIANS_PER_DEGREE } from '../sphere/angle.ts';
import type { Matrix3 } from '../sphere/rotation.ts';
import type { ProjectionPoints } from './projection.ts';

/**
 * Points that travel together through the steps: five arrays of this length stay in the first-level
 * cache.
 */
export const CHUNK = 256;

/**
 * Points on their way between pixels and sky: (x, y) on a plane, (l, m, n) on the unit sphere. The
 * first `count` are meant.
 */
export class Chunk implements ProjectionPoints {
  readonly x = new Float64Array(CHUNK);
  readonly y = new Float64Array(CHUNK);
  readonly l = new Float64Array(CHUNK);
  readonly m = new Float64Array(CHUNK);
  readonly n = new Float64Array(CHUNK);

  /** (x, y) multiplied. */
  scale(count: number, factor: number): void {
    const { x, y } = this;
    for (let i = 0; i < count; i++) {
      x[i] = x[i]! * factor;
      y[i] = y[i]! * factor;
    }
  }

  /** (x, y) moved. */
  shift(count: number, dx: number, dy: number): void {
    const { x, y } = this;
    for (let i = 0; i < count; i++) {
      x[i] = x[i]! + dx;
      y[i] = y[i]! + dy;
    }
  }

  /** (l, m, n) turned. */
  rotate([xx, xy, xz, yx, yy, yz, zx, zy, zz]: Matrix3, count: number): void {
    const { l, m, n } = this;
    for (let i = 0; i < count; i++) {
      const x = l[i]!;
      const y = m[i]!;
      const z = n[i]!;
      l[i] = xx * x + xy * y + xz * z;
      m[i] = yx * x + yy * y + yz * z;
      n[i] = zx * x + zy * y + zz * z;
    }
  }

  /**
   * (l, m, n) as longitude and latitude, degrees, from a place on. The arctangent keeps the
   * latitude exact near the poles.
   */
  putAngles(from: number, count: number, lon: Float64Array, lat: Float64Array): void {
    const { l, m, n } = this;
    for (let i = 0; i < count; i++) {
      const x = l[i]!;
      const y = m[i]!;
      const angle = Math.atan2(y, x) * DEGREES_PER_RADIAN;
      // A tiny negative angle plus 360 rounds to 360.
      const positive = angle < 0 ? angle + 360 : angle;
      lon[from + i] = positive === 360 ? 0 : positive;
      lat[from + i] = Math.atan2(n[i]!, Math.sqrt(x * x + y * y)) * DEGREES_PER_RADIAN;
    }
  }

  /** (l, m, n) of longitude and latitude, degrees, from a place on. */
  takeAngles(from: number, count: number, lon: Float64Array, lat: Float64Array): void {
    const { l, m, n } = this;
    for (let i = 0; i < count; i++) {
      const theta = lat[from + i]! * RADIANS_PER_DEGREE;
      const phi = lon[from + i]! * RADIANS_PER_DEGREE;
      const cosTheta = Math.cos(theta);
      l[i] = cosTheta * Math.cos(phi);
      m[i] = cosTheta * Math.sin(phi);
      n[i] = Math.sin(theta);
    }
  }
}
