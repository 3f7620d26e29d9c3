/** RGB bytes, three a pixel, first row at the top: what a PNG encoder takes. */
export interface Picture {
  rgb: Uint8Array;
  width: number;
  height: number;
}
