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
 * with more is cut in four. A pixel of that order with more rows is cut by `crowds`, what is known
 * of such pixels. Cells without rows are left out but for those of a pixel that is cut; they come
 * in the order of the sky.
 */
export function cutCells(
  counts: ReadonlyMap<number, number>,
  countOrder: number,
  most: number,
  crowds: ReadonlyMap<number, Crowd> = new Map(),
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
      for (const { deeper, place, rows: own } of cutPixel(rows, most, crowds.get(npix)))
        cells.push({ order: order + deeper, npix: npix * 4 ** deeper + place, rows: own });
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

/** Orders deeper that the rows of a crowded pixel are counted in as well, and pixels there. */
export const CROWD_DEEPER = 3;
const CROWD = 4 ** CROWD_DEEPER;

/** Rows of a pixel in its 64 smaller ones three orders deeper, of those rows that were counted. */
export type Crowd = Float64Array;

/** Adds rows to one of the smaller pixels, given by its number on the sky. */
export function addToCrowd(crowds: Map<number, Crowd>, smaller: number, rows: number): void {
  const pixel = Math.floor(smaller / CROWD);
  const crowd = crowds.get(pixel) ?? new Float64Array(CROWD);
  crowds.set(pixel, crowd);
  crowd[smaller - pixel * CROWD]! += rows;
}

/** A smaller pixel: so many orders deeper, which of those in the pixel, and its rows. */
export interface SmallerPixel {
  readonly deeper: number;
  readonly place: number;
  readonly rows: number;
}

/**
 * Cuts a pixel into smaller ones of at most `most` rows, in their order. The rows that `crowd` does
 * not tell of are taken to lie evenly, as those in one of its pixels.
 */
export function cutPixel(rows: number, most: number, crowd?: Crowd): SmallerPixel[] {
  if (rows <= most) return [{ deeper: 0, place: 0, rows }];
  const told = crowd?.reduce((sum, count) => sum + count, 0) ?? 0;
  const before = new Float64Array(CROWD + 1);
  for (let i = 0; i < CROWD; i++)
    before[i + 1] = before[i]! + (crowd?.[i] ?? 0) + (rows - told) / CROWD;
  const upTo = (part: number): number => {
    const at = Math.min(CROWD - 1, Math.floor(part * CROWD));
    return Math.floor(before[at]! + (part * CROWD - at) * (before[at + 1]! - before[at]!));
  };
  const cells: SmallerPixel[] = [];
  const visit = (deeper: number, place: number): void => {
    const own = upTo((place + 1) / 4 ** deeper) - upTo(place / 4 ** deeper);
    if (own <= most || deeper === MOST_DEEPER) cells.push({ deeper, place, rows: own });
    else for (let child = 0; child < 4; child++) visit(deeper + 1, 4 * place + child);
  };
  visit(0, 0);
  return cells;
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
