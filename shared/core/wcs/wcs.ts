import { DataError, type Where } from '../errors.ts';
import { DEGREES_PER_RADIAN, RADIANS_PER_DEGREE } from '../sphere/angle.ts';
import { type Matrix3, multiply, transpose } from '../sphere/rotation.ts';
import { CHUNK, Chunk } from './chunk.ts';
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
 * A celestial world coordinate system. Pixel coordinates count from 0: (0, 0) is the centre of the
 * first pixel, FITS pixel (1, 1). Sky coordinates are degrees, longitudes in [0, 360). A point
 * without counterpart (off the map, beyond the horizon, NaN) becomes NaN.
 *
 * The plural forms convert whole arrays without allocating; output arrays may be the input arrays.
 * "Sky" is the header's own frame, "Icrs" costs the same (the two rotations are one), FK4 excepted.
 */
export class Wcs {
  readonly projection: string;
  readonly frame: string;
  readonly equinox: number | undefined;
  readonly axes: readonly [number, number];
  /**
   * arcsec per pixel at the reference pixel: the square root of a pixel's area, distortion left out
   */
  readonly pixelScale: number;
  /** arcsec from one column to the next, and from one row to the next, at the reference pixel */
  readonly pixelScales: readonly [number, number];
  /**
   * true where the sky is seen from outside: longitude grows to the right when latitude grows
   * upwards
   */
  readonly isMirrored: boolean;
  readonly #parts: WcsParts;
  readonly #toPlane: Matrix2;
  readonly #toPixel: Matrix2;
  readonly #nativeToSky: Matrix3;
  readonly #skyToNative: Matrix3;
  readonly #nativeToIcrs: Matrix3 | undefined;
  readonly #icrsToNative: Matrix3 | undefined;
  /** overwritten by every conversion: they are synchronous and never nest */
  readonly #chunk = new Chunk();

  constructor(parts: WcsParts) {
    const { frame, matrix, nativeToSky } = parts;
    this.#parts = parts;
    this.projection = parts.projectionCode;
    this.frame = frame.name;
    this.equinox = frame.equinox;
    this.axes = parts.axes;
    const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
    this.pixelScale = 3600 * Math.sqrt(Math.abs(determinant));
    this.pixelScales = [
      3600 * Math.hypot(matrix[0], matrix[2]),
      3600 * Math.hypot(matrix[1], matrix[3]),
    ];
    this.isMirrored = determinant > 0;
    const unit = parts.plane ? 1 : RADIANS_PER_DEGREE;
    this.#toPlane = [matrix[0] * unit, matrix[1] * unit, matrix[2] * unit, matrix[3] * unit];
    this.#toPixel = invert(this.#toPlane);
    this.#nativeToSky = nativeToSky;
    this.#skyToNative = transpose(nativeToSky);
    if (frame.toIcrs) {
      this.#nativeToIcrs = frame.aberration ? frame.toIcrs : multiply(frame.toIcrs, nativeToSky);
      this.#icrsToNative = transpose(this.#nativeToIcrs);
    }
  }

  /**
   * Whether the header's frame can be converted to ICRS; if not, the Icrs methods throw
   * UnsupportedWcs.
   */
  get hasIcrs(): boolean {
    return this.#nativeToIcrs !== undefined;
  }

  /** [lon, lat] of a pixel in the header's frame. */
  pixelToSky(x: number, y: number): [number, number] {
    const [one, other] = [Float64Array.of(x), Float64Array.of(y)];
    this.pixelsToSky(one, other, one, other);
    return [one[0]!, other[0]!];
  }

  /** [x, y] of a position in the header's frame. */
  skyToPixel(lon: number, lat: number): [number, number] {
    const [one, other] = [Float64Array.of(lon), Float64Array.of(lat)];
    this.skyToPixels(one, other, one, other);
    return [one[0]!, other[0]!];
  }

  /** [ra, dec] of a pixel. Throws UnsupportedWcs unless hasIcrs. */
  pixelToIcrs(x: number, y: number): [number, number] {
    const [one, other] = [Float64Array.of(x), Float64Array.of(y)];
    this.pixelsToIcrs(one, other, one, other);
    return [one[0]!, other[0]!];
  }

  /** [x, y] of a position. Throws UnsupportedWcs unless hasIcrs. */
  icrsToPixel(ra: number, dec: number): [number, number] {
    const [one, other] = [Float64Array.of(ra), Float64Array.of(dec)];
    this.icrsToPixels(one, other, one, other);
    return [one[0]!, other[0]!];
  }

  /** All of (x, y), which are of one length, to (lon, lat). */
  pixelsToSky(x: Float64Array, y: Float64Array, lon: Float64Array, lat: Float64Array): void {
    for (let from = 0; from < x.length; from += CHUNK) {
      const count = Math.min(CHUNK, x.length - from);
      this.#pixelsToNative(from, count, x, y);
      this.#chunk.rotate(this.#nativeToSky, count);
      this.#chunk.putAngles(from, count, lon, lat);
    }
  }

  pixelsToIcrs(x: Float64Array, y: Float64Array, ra: Float64Array, dec: Float64Array): void {
    for (let from = 0; from < x.length; from += CHUNK) {
      const count = Math.min(CHUNK, x.length - from);
      this.#pixelsToIcrsChunk(from, count, x, y);
      this.#chunk.putAngles(from, count, ra, dec);
    }
  }

  /** As pixelsToIcrs, to unit vectors. */
  pixelsToIcrsVectors(
    x: Float64Array,
    y: Float64Array,
    vx: Float64Array,
    vy: Float64Array,
    vz: Float64Array,
  ): void {
    const { l, m, n } = this.#chunk;
    for (let from = 0; from < x.length; from += CHUNK) {
      const count = Math.min(CHUNK, x.length - from);
      this.#pixelsToIcrsChunk(from, count, x, y);
      for (let i = 0; i < count; i++) {
        vx[from + i] = l[i]!;
        vy[from + i] = m[i]!;
        vz[from + i] = n[i]!;
      }
    }
  }

  skyToPixels(lon: Float64Array, lat: Float64Array, x: Float64Array, y: Float64Array): void {
    for (let from = 0; from < lon.length; from += CHUNK) {
      const count = Math.min(CHUNK, lon.length - from);
      this.#chunk.takeAngles(from, count, lon, lat);
      this.#chunk.rotate(this.#skyToNative, count);
      this.#nativeToPixels(from, count, x, y);
    }
  }

  icrsToPixels(ra: Float64Array, dec: Float64Array, x: Float64Array, y: Float64Array): void {
    for (let from = 0; from < ra.length; from += CHUNK) {
      const count = Math.min(CHUNK, ra.length - from);
      this.#chunk.takeAngles(from, count, ra, dec);
      this.#icrsChunkToPixels(from, count, x, y);
    }
  }

  /**
   * As icrsToPixels, from unit vectors: a resampler that has them (HEALPix gives them cheaply)
   * saves four sines a point.
   */
  icrsVectorsToPixels(
    vx: Float64Array,
    vy: Float64Array,
    vz: Float64Array,
    x: Float64Array,
    y: Float64Array,
  ): void {
    const { l, m, n } = this.#chunk;
    for (let from = 0; from < vx.length; from += CHUNK) {
      const count = Math.min(CHUNK, vx.length - from);
      for (let i = 0; i < count; i++) {
        l[i] = vx[from + i]!;
        m[i] = vy[from + i]!;
        n[i] = vz[from + i]!;
      }
      this.#icrsChunkToPixels(from, count, x, y);
    }
  }

  /**
   * Intermediate world coordinates (Greisen & Calabretta 2002, eq. 1), degrees in the plane of
   * projection: distortions are left out.
   */
  pixelToPlane(x: number, y: number): [number, number] {
    const { crpix, matrix } = this.#parts;
    const [dx, dy] = [x + 1 - crpix[0], y + 1 - crpix[1]];
    return [matrix[0] * dx + matrix[1] * dy, matrix[2] * dx + matrix[3] * dy];
  }

  /**
   * ICRS degrees of the outline of an image of width × height pixels: the four corners of the area
   * (half a pixel outside the centres of the corner pixels) and the middles of the edges, eight
   * points in order around it.
   */
  footprint(width: number, height: number): { ra: Float64Array; dec: Float64Array } {
    const [left, middle, right] = [-0.5, (width - 1) / 2, width - 0.5];
    const [bottom, centre, top] = [-0.5, (height - 1) / 2, height - 0.5];
    const ra = Float64Array.of(left, middle, right, right, right, middle, left, left);
    const dec = Float64Array.of(bottom, bottom, bottom, centre, top, top, top, centre);
    this.pixelsToIcrs(ra, dec, ra, dec);
    return { ra, dec };
  }

  #icrs(matrix: Matrix3 | undefined): Matrix3 {
    if (matrix) return matrix;
    throw new DataError(
      'UnsupportedWcs',
      `Positions in the frame ${this.frame} cannot be converted to ICRS. Reproject the image to ICRS, FK5, FK4 or Galactic.`,
      { ...this.#parts.where, keyword: 'RADESYS' },
    );
  }

  /** x, y to ICRS: l, m, n. */
  #pixelsToIcrsChunk(from: number, count: number, x: Float64Array, y: Float64Array): void {
    const toIcrs = this.#icrs(this.#nativeToIcrs);
    const { aberration } = this.#parts.frame;
    const chunk = this.#chunk;
    this.#pixelsToNative(from, count, x, y);
    if (aberration) {
      chunk.rotate(this.#nativeToSky, count);
      aberration.remove(count, chunk.l, chunk.m, chunk.n);
    }
    chunk.rotate(toIcrs, count);
  }

  /** x, y to the native sphere: l, m, n. */
  #pixelsToNative(from: number, count: number, x: Float64Array, y: Float64Array): void {
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
  #nativeToPixels(from: number, count: number, x: Float64Array, y: Float64Array): void {
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

  #icrsChunkToPixels(from: number, count: number, x: Float64Array, y: Float64Array): void {
    const chunk = this.#chunk;
    chunk.rotate(this.#icrs(this.#icrsToNative), count);
    const { aberration } = this.#parts.frame;
    if (aberration) {
      aberration.add(count, chunk.l, chunk.m, chunk.n);
      chunk.rotate(this.#skyToNative, count);
    }
    this.#nativeToPixels(from, count, x, y);
  }
}
