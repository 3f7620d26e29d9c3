import { NUMBER_ORDER } from '../healpix/pixel.ts';

/**
 * A piece of the sky as HEALPix cells (IVOA MOC 2.0): ranges [start, end) of nested pixels of
 * `order`, ascending, disjoint, not touching. The form is unique, so that unions are the same to
 * the last bit whatever their order and grouping.
 */
export interface Moc {
  /** resolution, 0 to 24 */
  readonly order: number;
  /** start, end, start, end … */
  readonly ranges: Float64Array;
}

/** A HEALPix cell. */
export interface HealpixCell {
  /** HEALPix order, from 0: 12 · 4^order cells cover the sky */
  readonly order: number;
  /** number of the cell in that order, nested scheme */
  readonly ipix: number;
}

/** No sky: the neutral element of `unionMocs`. */
export const emptyMoc = (order = 0): Moc => ({
  order: checked(order),
  ranges: new Float64Array(0),
});

/**
 * The cells of one order, in any order and any number of times. Throws RangeError for pixels that
 * the order has not.
 */
export function mocOfCells(order: number, cells: Iterable<number>): Moc {
  const sorted = Float64Array.from(cells).sort();
  const end = 12 * 4 ** checked(order);
  for (const ipix of sorted) {
    if (!(Number.isInteger(ipix) && ipix >= 0 && ipix < end))
      throw new RangeError(`no pixel of order ${order}: ${ipix}`);
  }
  const ranges = new Ranges(sorted.length);
  for (const ipix of sorted) ranges.add(ipix, ipix + 1);
  return { order, ranges: ranges.done() };
}

/** All that is in either; of the finer resolution of the two. Associative and commutative. */
export function unionMocs(a: Moc, b: Moc): Moc {
  const order = Math.max(a.order, b.order);
  const x = toOrder(a, order);
  const y = toOrder(b, order);
  const ranges = new Ranges((x.length + y.length) / 2);
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (j >= y.length || (i < x.length && x[i]! <= y[j]!)) {
      ranges.add(x[i]!, x[i + 1]!);
      i += 2;
    } else {
      ranges.add(y[j]!, y[j + 1]!);
      j += 2;
    }
  }
  return { order, ranges: ranges.done() };
}

/** The fewest cells that make it up, by order, then pixel: no four siblings stand together. */
export function mocCells({ order, ranges }: Moc): HealpixCell[] {
  const cells: HealpixCell[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    let at = ranges[i]!;
    const end = ranges[i + 1]!;
    while (at < end) {
      let up = 0;
      while (up < order && at % 4 ** (up + 1) === 0 && at + 4 ** (up + 1) <= end) up++;
      cells.push({ order: order - up, ipix: at / 4 ** up });
      at += 4 ** up;
    }
  }
  return cells.sort((a, b) => a.order - b.order || a.ipix - b.ipix);
}

/** Every cell of its own order, ascending. */
export function* mocPixels({ ranges }: Moc): Generator<number> {
  for (let i = 0; i < ranges.length; i += 2)
    for (let p = ranges[i]!; p < ranges[i + 1]!; p++) yield p;
}

/** How many cells of its own order. */
export function countPixels({ ranges }: Moc): number {
  let count = 0;
  for (let i = 0; i < ranges.length; i += 2) count += ranges[i + 1]! - ranges[i]!;
  return count;
}

/** From 0 to 1. */
export const skyFraction = (moc: Moc): number => countPixels(moc) / (12 * 4 ** moc.order);

/**
 * Whether any of a cell (of the MOC's order or a coarser one) is in the MOC. Throws RangeError for
 * a finer one.
 */
export function touchesCell({ order, ranges }: Moc, cell: HealpixCell): boolean {
  if (cell.order > order)
    throw new RangeError(`a cell of order ${cell.order} is finer than the MOC's ${order}`);
  const scale = 4 ** (order - cell.order);
  const start = cell.ipix * scale;
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[2 * middle + 1]! <= start) low = middle + 1;
    else high = middle;
  }
  return 2 * low < ranges.length && ranges[2 * low]! < start + scale;
}

function toOrder(moc: Moc, order: number): Float64Array {
  const scale = 4 ** (order - moc.order);
  return scale === 1 ? moc.ranges : moc.ranges.map((pixel) => pixel * scale);
}

function checked(order: number): number {
  if (Number.isInteger(order) && order >= 0 && order <= NUMBER_ORDER) return order;
  throw new RangeError(`order ${order}: a MOC has an order from 0 to ${NUMBER_ORDER} here`);
}

/** Ranges that come in the order of their starts; those that overlap or touch become one. */
class Ranges {
  readonly #ranges: Float64Array;
  #length = 0;

  constructor(most: number) {
    this.#ranges = new Float64Array(2 * most);
  }

  add(start: number, end: number): void {
    if (this.#length > 0 && start <= this.#ranges[this.#length - 1]!) {
      this.#ranges[this.#length - 1] = Math.max(end, this.#ranges[this.#length - 1]!);
      return;
    }
    this.#ranges[this.#length++] = start;
    this.#ranges[this.#length++] = end;
  }

  done(): Float64Array {
    return this.#ranges.slice(0, this.#length);
  }
}
