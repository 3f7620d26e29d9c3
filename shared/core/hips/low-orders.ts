import type { TileKind } from './pixel-kind.ts';

/** A square tile with its address. */
export interface TilePixels<Pixels> {
  readonly order: number;
  readonly ipix: number;
  readonly pixels: Pixels;
}

interface Open<Pixels> {
  ipix: number;
  pixels: Pixels;
}

/**
 * The parents of all tiles of one order, up to order 0, as soon as each is whole: every pixel the
 * mean of its 2 × 2 children that have data. The tiles come with ascending ipix, so that one parent
 * of each order is open at a time and nothing else is held. Throws RangeError for tiles out of turn
 * or of another order.
 */
export async function* lowOrders<Pixels>(
  order: number,
  width: number,
  tiles: AsyncIterable<TilePixels<Pixels>> | Iterable<TilePixels<Pixels>>,
  kind: TileKind<Pixels>,
): AsyncGenerator<TilePixels<Pixels>> {
  const open: (Open<Pixels> | undefined)[] = new Array(order);
  let last = -1;

  /** Puts a whole tile into its parent. */
  const ascend = (level: number, ipix: number, pixels: Pixels): void => {
    const above = level - 1;
    const parent = Math.floor(ipix / 4);
    const into = open[above] ?? { ipix: parent, pixels: kind.blank(width, width) };
    open[above] = into;
    const [column, row] = quadrant(ipix % 4, kind.isBottomUp);
    const half = width / 2;
    const place = { pixels: into.pixels, width, column: column * half, row: row * half };
    kind.shrink({ pixels, width }, 2, place);
  };
  /** Ends the open parent of an order, which then goes into its own. */
  const close = (level: number): TilePixels<Pixels> => {
    const { ipix, pixels } = open[level]!;
    open[level] = undefined;
    if (level > 0) ascend(level, ipix, pixels);
    return { order: level, ipix, pixels };
  };

  for await (const { order: level, ipix, pixels } of tiles) {
    if (level !== order)
      throw new RangeError(`a tile of order ${level} among those of order ${order}`);
    if (ipix <= last) throw new RangeError(`tile ${ipix} comes after tile ${last}`);
    last = ipix;
    // The deepest first: closing one may open the one above it.
    for (
      let up = order - 1, parent = Math.floor(ipix / 4);
      up >= 0;
      up--, parent = Math.floor(parent / 4)
    ) {
      const held = open[up];
      if (held && held.ipix !== parent) yield close(up);
    }
    if (order > 0) ascend(order, ipix, pixels);
  }
  for (let up = order - 1; up >= 0; up--) if (open[up]) yield close(up);
}

/**
 * Column and row (in the order of the rows) of child 0 to 3 in its parent: seen from the top, 0 2
 * above 1 3.
 */
export const quadrant = (child: number, isBottomUp: boolean): [column: number, row: number] => [
  child >> 1,
  isBottomUp ? 1 - (child & 1) : child & 1,
];
