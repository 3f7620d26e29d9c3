/** Rows of a catalogue with a position, in the order of `_healpix_29`, image, HDU and number. */
export interface SkyRows {
  /** unit vectors of the positions: x, y, z of each row */
  readonly vectors: Float64Array;
  /** `_healpix_29` in whole numbers: the nested pixel of order 24 */
  readonly pixel: Float64Array;
  /** which picture a row was found in: one number for each image and HDU */
  readonly picture: Int32Array;
  /** of the picture, radians: half the width of its stars */
  readonly radius: Float64Array;
}
