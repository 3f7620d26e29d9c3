/**
 * Some rows of a picture, those from row `top` (0 is the picture's first) on: what is drawn stays
 * in the processor's cache.
 */
export interface Strip {
  /** a word a pixel: red in its lowest byte, green, blue */
  pixels: Int32Array;
  width: number;
  top: number;
  rows: number;
  /** of the whole picture */
  height: number;
}
