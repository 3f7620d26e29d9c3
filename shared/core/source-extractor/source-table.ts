import type { Parameter } from './parameters/table.ts';

/** A column that is asked for. */
export interface RequestedColumn {
  parameter: Parameter;
  /** sides of a row's array: [] of a scalar, [3] of FLUX_APER(3), [51, 51] of VIGNET(51,51) */
  sides: readonly number[];
}

/** Elements of a row of a column. */
export const lengthOf = ({ sides }: RequestedColumn): number =>
  sides.reduce((product, side) => product * side, 1);

/**
 * The cells of a column, row after row, the elements of a row together: in an array of the
 * parameter's type.
 */
export type Cells = Int16Array | Int32Array | Float32Array | Float64Array;

/** A column that was asked for, with its cells. */
export interface MeasuredColumn extends RequestedColumn {
  cells: Cells;
}

const arrays = { I: Int16Array, J: Int32Array, E: Float32Array, D: Float64Array } as const;

/** The cells of a column, empty. */
export const makeCells = ({ parameter: { type } }: RequestedColumn, length: number): Cells =>
  new arrays[type](length);

/** Bytes of a row of a column. */
export const bytesOfRow = (column: RequestedColumn): number =>
  lengthOf(column) * arrays[column.parameter.type].BYTES_PER_ELEMENT;

/** What stands in the headers of catalogues about one searched image. */
export interface ImageFacts {
  width: number;
  height: number;
  /**
   * mean of the background, its rms, and the threshold above it (of detection; of analysis), in the
   * unit of the pixels
   */
  background: number;
  rms: number;
  threshold: number;
  analysisThreshold: number;
  /** e-/ADU; 0: without end */
  gain: number;
  saturation: number;
  /** arcsec a pixel */
  pixelScale: number;
  /** factor of the weights of the detection image, 1 without */
  weightScale: number;
  /** sources before and after cleaning */
  detected: number;
  extracted: number;
}

/** The sources of one image, columns in the order in which they were asked for. */
export interface SourceTable {
  rows: number;
  columns: readonly MeasuredColumn[];
  facts: ImageFacts;
}

/** An image that CHECKIMAGE_TYPE asks for. */
export interface CheckImage {
  /** its place in CHECKIMAGE_TYPE and CHECKIMAGE_NAME */
  index: number;
  width: number;
  height: number;
  pixels: Float32Array | Int32Array;
  /**
   * width and height of a pixel in pixels of the image: not 1 for MINIBACKGROUND and MINIBACK_RMS
   */
  binning: readonly [x: number, y: number];
}
