import type { Where } from '../errors.ts';
import { DEGREES_PER_RADIAN, RADIANS_PER_DEGREE } from '../sphere/angle.ts';
import type { Matrix3 } from '../sphere/rotation.ts';
import type { Chunk } from './chunk.ts';
import type { PixelDistortion } from './distortion.ts';
import type { Frame } from './frame.ts';
import { invert, type Matrix2 } from './linear.ts';
import type { PlanePolynomial } from './plane-polynomial.ts';
import type { Projection } from './projection.ts';

/** The parts that parseWcs reads from a header. */
export interface WcsParts {
  projectionCode: string;
  projection: Projection;
  frame: Frame;
  /** FITS axis numbers of x and y; [1, 2] but for cubes whose celestial axes stand elsewhere */
  axes: readonly [number, number];
  /** FITS axis number of longitude, and its CRVAL, degrees */
  longitude: { axis: number; crval: number };
  /** pixel of the reference point, counted from 1 */
  crpix: readonly [number, number];
  /** degrees per pixel */
  matrix: Matrix2;
  /** projection plane coordinates of the fiducial point, degrees: not 0 only with PVi_0 */
  offset: readonly [number, number];
  distortion: PixelDistortion | undefined;
  /** TPV or a DSS plate solution */
  plane: PlanePolynomial | undefined;
  nativeToSky: Matrix3;
  where: Where;
}

/**
 * Pixels and the native sphere of the projection (Greisen & Calabretta 2002, figure 1): distortion,
 * the linear step, what is bent in the plane, the projection. Works on the points of a chunk.
 */
export class NativePixels {
  readonly #parts: WcsParts;
  readonly #toPlane: Matrix2;
  readonly #toPixel: Matrix2;
  readonly #chunk: Chunk;

  constructor(parts: WcsParts, chunk: Chunk) {
    const { matrix } = parts;
    const unit = parts.plane ? 1 : RADIANS_PER_DEGREE;
    this.#parts = parts;
    this.#toPlane = [matrix[0] * unit, matrix[1] * unit, matrix[2] * unit, matrix[3] * unit];
    this.#toPixel = invert(this.#toPlane);
    this.#chunk = chunk;
  }

  /** x, y to the native sphere: l, m, n. */
  toNative(from: number, count: number, x: Float64Array, y: Float64Array): void {
    const { crpix, distortion, plane, offset, projection } = this.#parts;
    const [a, b, c, d] = this.#toPlane;
    const chunk = this.#chunk;
    const { x: u, y: v } = chunk;
    for (let i = 0; i < count; i++) {
      u[i] = x[from + i]! + 1;
      v[i] = y[from + i]! + 1;
    }
    distortion?.apply(count, u, v);
    for (let i = 0; i < count; i++) {
      const dx = u[i]! - crpix[0];
      const dy = v[i]! - crpix[1];
      u[i] = a * dx + b * dy;
      v[i] = c * dx + d * dy;
    }
    if (plane) {
      plane.apply(count, u, v);
      chunk.scale(count, RADIANS_PER_DEGREE);
    }
    if (offset[0] !== 0 || offset[1] !== 0)
      chunk.shift(count, offset[0] * RADIANS_PER_DEGREE, offset[1] * RADIANS_PER_DEGREE);
    projection.deproject(count, chunk);
  }

  /** The native sphere, l, m, n, to x, y. */
  toPixels(from: number, count: number, x: Float64Array, y: Float64Array): void {
    const { crpix, distortion, plane, offset, projection } = this.#parts;
    const [a, b, c, d] = this.#toPixel;
    const chunk = this.#chunk;
    const { x: u, y: v } = chunk;
    projection.project(count, chunk);
    if (offset[0] !== 0 || offset[1] !== 0)
      chunk.shift(count, -offset[0] * RADIANS_PER_DEGREE, -offset[1] * RADIANS_PER_DEGREE);
    if (plane) {
      chunk.scale(count, DEGREES_PER_RADIAN);
      plane.invert(count, u, v);
    }
    for (let i = 0; i < count; i++) {
      const px = u[i]!;
      const py = v[i]!;
      u[i] = a * px + b * py + crpix[0];
      v[i] = c * px + d * py + crpix[1];
    }
    distortion?.invert(count, u, v);
    for (let i = 0; i < count; i++) {
      x[from + i] = u[i]! - 1;
      y[from + i] = v[i]! - 1;
    }
  }
}
