/** A plane of pixels, FITS order: the first row is the lowest on the sky's usual picture. */
export interface PixelPlane {
  pixels: Float32Array;
  width: number;
  height: number;
}

/** The whole number by which a picture is reduced so that its longer side fits. */
export const reductionFactor = (width: number, height: number, maxSize: number): number =>
  Math.max(1, Math.ceil(Math.max(width, height) / maxSize));

/**
 * Where a 0-based pixel coordinate (0 = centre of the first pixel) falls in the plane reduced by
 * `factor`.
 */
export const reducedCoordinate = (x: number, factor: number): number => (x + 0.5) / factor - 0.5;
