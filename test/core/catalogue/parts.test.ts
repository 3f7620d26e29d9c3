import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCells, noCells, planParts } from '../../../shared/core/catalogue/parts.ts';

const counts = fc.record({
  cells: fc.dictionary(
    fc.integer({ min: 0, max: 49151 }).map(String),
    fc.integer({ min: 1, max: 900 }),
  ),
  crowds: fc.constant({}),
  noSky: fc.integer({ min: 0, max: 900 }),
});

describe('the parts of a catalogue', () => {
  it('hold every cell and every row once, in order, and no more rows than asked unless one cell has more', () => {
    fc.assert(
      fc.property(counts, (sum) => {
        const parts = planParts(sum, 1000);
        const total = Object.values(sum.cells).reduce((a, b) => a + b, 0) + sum.noSky;
        expect(parts.reduce((rows, part) => rows + part.rows, 0)).toBe(total);
        expect(parts.filter((part) => part.noSky)).toEqual([parts.at(-1)]);
        for (const [i, part] of parts.entries()) {
          expect(part.rows).toBeLessThanOrEqual(1000);
          expect(part.from).toBe(i === 0 ? 0 : parts[i - 1]?.to);
          const inside = Object.entries(sum.cells).filter(
            ([cell]) => Number(cell) >= part.from && Number(cell) < part.to,
          );
          const rows = inside.reduce((n, [, count]) => n + count, 0) + (part.noSky ? sum.noSky : 0);
          expect(part.rows).toBe(rows);
        }
      }),
    );
  });

  it('divide a cell with more rows, as if they were spread evenly', () => {
    const parts = planParts({ cells: { 7: 2001, 9: 10 }, crowds: {}, noSky: 0 }, 1000);
    expect(parts.map(({ from, to, rows }) => [from, to, rows])).toEqual([
      [0, 7.5, 1000],
      [7.5, 7.75, 500],
      [7.75, 10, 511],
    ]);
  });

  it('divide a crowded cell where its rows are', () => {
    const crowds = { [7 * 64]: 900, [7 * 64 + 1]: 101, [7 * 64 + 63]: 1000 };
    const parts = planParts({ cells: { 7: 2001, 9: 10 }, crowds, noSky: 0 }, 1000);
    expect(parts.map(({ from, to, rows }) => [from, to, rows])).toEqual([
      [0, 7 + 1 / 64, 900],
      [7 + 1 / 64, 7.75, 101],
      [7.75, 8, 1000],
      [8, 10, 10],
    ]);
  });

  it('are one when there is nothing', () => {
    expect(planParts(noCells(), 10)).toEqual([{ from: 0, to: 0, noSky: true, rows: 0 }]);
  });

  it('come from counts that add up in any order', () => {
    fc.assert(
      fc.property(fc.array(counts), (list) => {
        const forwards = noCells();
        const backwards = noCells();
        for (const more of list) addCells(forwards, more);
        for (const more of list.toReversed()) addCells(backwards, more);
        expect(forwards).toEqual(backwards);
      }),
    );
  });
});
