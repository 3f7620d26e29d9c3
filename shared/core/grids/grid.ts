import type { CardToWrite } from '../fits/write.ts';
import type { Circle } from '../sphere/circle.ts';
import type { Wcs } from '../wcs/wcs.ts';

/** Which tile of a grid: two whole numbers that mean something to the grid alone. */
export type TilePlace = readonly [number, number];

/** An image of a grid: its WCS, its shape and its name. */
export interface GridTile {
  readonly place: TilePlace;
  /** a file's name without its ending */
  readonly name: string;
  /** of a tile at the seam of a grid, the name that it has when it is counted from the other end */
  readonly alias?: string | undefined;
  readonly width: number;
  readonly height: number;
  /** its own WCS as cards of a header */
  readonly cards: readonly CardToWrite[];
  /**
   * Of the whole grid: pixel (0, 0) is its column 0 and row 0. Tiles that share it share pixels,
   * and positions in both come from the same whole numbers.
   */
  readonly wcs: Wcs;
  /** column and row of the tile's first pixel in the whole grid */
  readonly origin: readonly [number, number];
  /** columns after which the whole grid comes round to its own beginning */
  readonly period?: number | undefined;
}

/** A list of tiles, made by a pure function and asked for by place or by region. */
export interface Grid {
  /** in words, for headers and reports */
  readonly title: string;
  /** Throws RangeError for a place that the grid has not. */
  tile(place: TilePlace): GridTile;
  /** the places of all tiles that may touch a circle (ICRS), each once, in rising order */
  near(circle: Circle): TilePlace[];
}
