import type { TileKind } from './pixel-kind.ts';

/** Pixels across a tile inside an Allsky. */
const SMALL = 64;

/**
 * The order that gets an Allsky: 3, as clients expect; the deepest one of a survey that is
 * shallower. One of a deeper order would be larger than a tile's worth of download, one of a
 * coarser order nobody asks for.
 */
export const allskyOrder = (deepest: number): number => Math.min(3, deepest);

/** Tiles in a row, and rows: 27 × 29 at order 3. Tile 0 is at the top left. */
export function allskyShape(order: number): { columns: number; rows: number } {
  const tiles = 12 * 4 ** order;
  const columns = Math.floor(Math.sqrt(tiles));
  return { columns, rows: Math.ceil(tiles / columns) };
}

/**
 * All tiles of an order in one image, each made smaller by the mean of its pixels. They may come in
 * any order.
 */
export class Allsky<Pixels> {
  readonly width: number;
  readonly height: number;
  /** in the order of rows of the kind */
  readonly pixels: Pixels;
  readonly #kind: TileKind<Pixels>;
  readonly #tileWidth: number;
  readonly #small: number;
  readonly #shape: { columns: number; rows: number };

  constructor(order: number, tileWidth: number, kind: TileKind<Pixels>) {
    this.#kind = kind;
    this.#tileWidth = tileWidth;
    this.#small = Math.min(SMALL, tileWidth);
    this.#shape = allskyShape(order);
    this.width = this.#shape.columns * this.#small;
    this.height = this.#shape.rows * this.#small;
    this.pixels = kind.blank(this.width, this.height);
  }

  put(ipix: number, tile: Pixels): void {
    const { columns, rows } = this.#shape;
    const row = Math.floor(ipix / columns);
    const column = ipix % columns;
    const fromFirst = this.#kind.isBottomUp ? rows - 1 - row : row;
    const width = this.#tileWidth;
    this.#kind.shrink({ pixels: tile, width }, width / this.#small, {
      pixels: this.pixels,
      width: this.width,
      column: column * this.#small,
      row: fromFirst * this.#small,
    });
  }
}
