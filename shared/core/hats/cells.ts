import { neighbours, orderAround } from '../healpix/neighbours.ts';
import { NUMBER_ORDER, nestedPixel, split } from '../healpix/pixel.ts';

/** A HEALPix pixel (nested) whose rows make one file. */
export interface HatsCell {
  readonly order: number;
  readonly npix: number;
}

/** A cell and the rows that are counted in it. */
export interface CountedCell extends HatsCell {
  readonly rows: number;
}

/** `Norder=5/Dir=10000/Npix=12345` (IVOA Note HATS 1.0, §2.3). */
export const cellPath = ({ order, npix }: HatsCell): string =>
  `Norder=${order}/Dir=${Math.floor(npix / 10_000) * 10_000}/Npix=${npix}`;

/** A name for a cell that sorts nowhere and is unique. */
export const cellName = ({ order, npix }: HatsCell): string => `${order}-${npix}`;

/**
 * Cuts the sky into cells of at most `most` rows by exact counts in pixels of one order: a cell
 * with more is cut in four. Of a pixel of that order with more rows each quarter is taken to have
 * as many. Cells without rows are left out; the others come in the order of the sky.
 */
export function cutCells(
  counts: ReadonlyMap<number, number>,
  countOrder: number,
  most: number,
): CountedCell[] {
  const pixels = [...counts].sort(([a], [b]) => a - b);
  const cells: CountedCell[] = [];
  const cut = (order: number, npix: number, from: number, to: number): void => {
    let rows = 0;
    for (let i = from; i < to; i++) rows += pixels[i]![1];
    if (rows === 0) return;
    if (rows <= most) {
      cells.push({ order, npix, rows });
      return;
    }
    if (order === countOrder) {
      const [deeper, quarters] = finer(rows, most);
      for (let i = 0; i < quarters; i++)
        cells.push({
          order: order + deeper,
          npix: npix * quarters + i,
          rows: Math.ceil(rows / quarters),
        });
      return;
    }
    const size = 4 ** (countOrder - order - 1);
    for (let child = 4 * npix, at = from; child < 4 * npix + 4; child++) {
      let end = at;
      while (end < to && pixels[end]![0] < (child + 1) * size) end++;
      cut(order + 1, child, at, end);
      at = end;
    }
  };
  const face = 4 ** countOrder;
  for (let npix = 0, at = 0; npix < 12; npix++) {
    let end = at;
    while (end < pixels.length && pixels[end]![0] < (npix + 1) * face) end++;
    cut(0, npix, at, end);
    at = end;
  }
  return cells;
}

/** Orders that a pixel is cut deeper, at most. */
export const MOST_DEEPER = 6;

/** How many orders deeper a pixel of so many rows is cut, and into how many cells. */
export function finer(rows: number, most: number): [orders: number, cells: number] {
  const orders = Math.min(MOST_DEEPER, Math.ceil(Math.log2(rows / most) / 2));
  return [orders, 4 ** orders];
}

/** A range [from, to) of nested pixels of order 29. */
export type HealpixRange = readonly [from: bigint, to: bigint];

const rangeOf = (order: number, npix: number): HealpixRange => {
  const bits = BigInt(2 * (29 - order));
  return [BigInt(npix) << bits, BigInt(npix + 1) << bits];
};

/** The pixels of order 29 in a cell. */
export const cellRange = ({ order, npix }: HatsCell): HealpixRange => rangeOf(order, npix);

/** How much finer than a cell the pixels are that make its surroundings: a 1/256 of its side. */
const FINER = 8;

/**
 * The pixels of order 29 in and around a cell, as ranges in their order that do not touch: all that
 * is nearer than `reach` (radians), and what else lies in the same small pixels.
 */
export function rangesAround({ order, npix }: HatsCell, reach: number): HealpixRange[] {
  const around = Math.min(orderAround(reach), order + FINER, NUMBER_ORDER);
  if (around < 0) return [[0n, 12n << 58n]];
  const pixels = new Set<number>();
  if (around <= order) {
    const own = Math.floor(npix / 4 ** (order - around));
    for (const pixel of [own, ...neighbours(around, own)]) if (pixel >= 0) pixels.add(pixel);
    return joined([...pixels].map((pixel) => rangeOf(around, pixel)));
  }
  const [face, x, y] = split(order, npix);
  const side = 2 ** (around - order);
  const cells = 4 ** (around - order);
  const isOwn = (pixel: number) => Math.floor(pixel / cells) === npix;
  const look = (i: number, j: number) => {
    const pixel = nestedPixel(around, face, x * side + i, y * side + j);
    for (const near of neighbours(around, pixel)) if (near >= 0 && !isOwn(near)) pixels.add(near);
  };
  for (let i = 0; i < side; i++) {
    look(i, 0);
    look(i, side - 1);
    look(0, i);
    look(side - 1, i);
  }
  return joined([rangeOf(order, npix), ...[...pixels].map((pixel) => rangeOf(around, pixel))]);
}

function joined(ranges: HealpixRange[]): HealpixRange[] {
  const inOrder = ranges.sort(([a], [b]) => Number(a > b) - Number(a < b));
  const whole: [bigint, bigint][] = [];
  for (const [from, to] of inOrder) {
    const last = whole.at(-1);
    if (last && from <= last[1]) last[1] = to > last[1] ? to : last[1];
    else whole.push([from, to]);
  }
  return whole;
}

/** Whether any of [least, most] lies in the ranges. */
export function meets(ranges: readonly HealpixRange[], least: bigint, most: bigint): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]![1] <= least) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]![0] <= most;
}
