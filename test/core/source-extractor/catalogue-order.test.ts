import { describe, expect, it } from 'vitest';
import { catalogueOrder } from '../../../shared/core/source-extractor/catalogue-order.ts';

/** Objects in the order in which they end: first and last row, and the one they are dropped for. */
function orderOf(
  bars: [ymin: number, ymax: number, heir?: number][],
  height = 200,
  rows = 1024,
  stack = 3000,
  reach = 0,
) {
  const candidates = {
    length: bars.length,
    ymin: bars.map(([ymin]) => ymin),
    ymax: bars.map(([, ymax]) => ymax),
    centre: bars.map(([ymin, ymax]) => (ymin + ymax) >> 1),
    end: bars.map(([, ymax]) => ymax),
    heir: bars.map(([, , heir], i) => heir ?? i),
  };
  return catalogueOrder(candidates, height, rows, stack, reach);
}

// Numbers of source-extractor 2.25 for bars of these rows side by side (FILTER N, CLEAN N).
describe('the order of numbers', () => {
  it('from the last on where nothing has left the buffer', () => {
    expect(
      orderOf(
        [
          [10, 20],
          [30, 40],
          [50, 60],
        ].map(([a, b]) => [a!, b!]),
      ),
    ).toEqual([0, 2, 1]);
  });

  it('what reaches down to the first row goes before the rest', () => {
    expect(
      orderOf([
        [10, 20],
        [15, 40],
        [50, 60],
        [55, 80],
      ]),
    ).toEqual([3, 1, 0, 2]);
    expect(
      orderOf([
        [10, 20],
        [30, 40],
        [35, 60],
        [70, 80],
        [90, 95],
      ]),
    ).toEqual([2, 0, 3, 4, 1]);
  });

  it('what has an aperture or vignette that reaches down to the first row does so, too', () => {
    const bars = [5, 15, 29, 30, 40].map((row): [number, number] => [row, row + 5]);
    // PHOT_APERTURES 60: 30 pixels and the row after them
    expect(orderOf(bars, 200, 1024, 3000, 31)).toEqual([2, 1, 0, 4, 3]);
  });

  it('the order of the image where the buffer is small', () => {
    expect(
      orderOf(
        [
          [20, 26],
          [60, 66],
          [100, 106],
          [140, 146],
        ],
        256,
        64,
      ),
    ).toEqual([0, 1, 2, 3]);
  });

  it('a full list drops what ends first', () => {
    const bars = Array.from({ length: 56 }, (_, k): [number, number] => [3 * k + 5, 3 * k + 7]);
    const order = orderOf(bars, 200, 1024, 50);
    expect(order.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 49, 55]);
    expect([...order].sort((a, b) => a - b)).toEqual([...bars.keys()]);
  });

  it('what is dropped leaves its place to the last, and its rows to its heir', () => {
    expect(
      orderOf([
        [40, 44],
        [60, 64, 3],
        [80, 84],
        [90, 100],
      ]),
    ).toEqual([3, 0, 2]);
    expect(
      orderOf([
        [8, 10, 2],
        [60, 64],
        [66, 70],
        [80, 84],
      ]),
    ).toEqual([2, 1, 3]);
  });
});
