import { DataError } from '../errors.ts';
import { type Matrix3, multiply, transpose } from '../sphere/rotation.ts';
import { CHUNK, Chunk } from './chunk.ts';
import { NativePixels, type WcsParts } from './native-pixels.ts';

/**
 * A celestial world coordinate system. Pixel coordinates count from 0: (0, 0) is the centre of the
 * first pixel, FITS pixel (1, 1). Sky coordinates are degrees, longitudes in [0, 360). A point
 * without counterpart (off the map, beyond the horizon, NaN) becomes NaN.
 *
 * The plural forms convert whole arrays without allocating; output arrays may be the input arrays.
 * "Sky" is the header's own frame, "Icrs" costs the same (the two rotations are one), FK4 excepted.
 */
export class Wcs {
  /** its code in CTYPE, such as TAN */
  readonly projection: string;
  /** ICRS, FK5, FK4, FK4-NO-E, Galactic, or what the header says of one without way to ICRS */
  readonly frame: string;
  /** Julian year of FK5, Besselian of FK4; undefined where the frame has none */
  readonly equinox: number | undefined;
  /** FITS axis numbers of x and y; [1, 2] but for cubes whose celestial axes stand elsewhere */
  readonly axes: readonly [number, number];
  /** FITS axis number of longitude, and CRVAL there, degrees, of any turn */
  readonly longitude: { readonly axis: number; readonly crval: number };
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
  readonly #pixels: NativePixels;
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
    this.longitude = parts.longitude;
    const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
    this.pixelScale = 3600 * Math.sqrt(Math.abs(determinant));
    this.pixelScales = [
      3600 * Math.hypot(matrix[0], matrix[2]),
      3600 * Math.hypot(matrix[1], matrix[3]),
    ];
    this.isMirrored = determinant > 0;
    this.#pixels = new NativePixels(parts, this.#chunk);
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
      this.#pixels.toNative(from, count, x, y);
      this.#chunk.rotate(this.#nativeToSky, count);
      this.#chunk.putAngles(from, count, lon, lat);
    }
  }

  /** All of (x, y) to (ra, dec). Throws UnsupportedWcs unless hasIcrs. */
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

  /** All of (lon, lat), which are of one length, to (x, y). */
  skyToPixels(lon: Float64Array, lat: Float64Array, x: Float64Array, y: Float64Array): void {
    for (let from = 0; from < lon.length; from += CHUNK) {
      const count = Math.min(CHUNK, lon.length - from);
      this.#chunk.takeAngles(from, count, lon, lat);
      this.#chunk.rotate(this.#skyToNative, count);
      this.#pixels.toPixels(from, count, x, y);
    }
  }

  /** All of (ra, dec) to (x, y). Throws UnsupportedWcs unless hasIcrs. */
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
    this.#pixels.toNative(from, count, x, y);
    if (aberration) {
      chunk.rotate(this.#nativeToSky, count);
      aberration.remove(count, chunk.l, chunk.m, chunk.n);
    }
    chunk.rotate(toIcrs, count);
  }

  #icrsChunkToPixels(from: number, count: number, x: Float64Array, y: Float64Array): void {
    const chunk = this.#chunk;
    chunk.rotate(this.#icrs(this.#icrsToNative), count);
    const { aberration } = this.#parts.frame;
    if (aberration) {
      aberration.add(count, chunk.l, chunk.m, chunk.n);
      chunk.rotate(this.#skyToNative, count);
    }
    this.#pixels.toPixels(from, count, x, y);
  }
}
