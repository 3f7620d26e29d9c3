import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { writeFits } from '../../../shared/core/fits/write.ts';
import { writeBinTable } from '../../../shared/core/fits/write-table.ts';
import {
  countPixels,
  emptyMoc,
  type Moc,
  mocCells,
  mocOfCells,
  mocPixels,
  skyFraction,
  touchesCell,
  unionMocs,
} from '../../../shared/core/moc/moc.ts';
import { readMoc, writeMoc } from '../../../shared/core/moc/moc-fits.ts';

const moc = fc
  .integer({ min: 0, max: 3 })
  .chain((order) =>
    fc
      .array(fc.integer({ min: 0, max: 12 * 4 ** order - 1 }))
      .map((cells) => mocOfCells(order, cells)),
  );

/** The slow twin: the set of pixels of order 3. */
const pixels = ({ order, ranges }: Moc): Set<number> => {
  const all = new Set<number>();
  const scale = 4 ** (3 - order);
  for (let i = 0; i < ranges.length; i += 2)
    for (let p = ranges[i]! * scale; p < ranges[i + 1]! * scale; p++) all.add(p);
  return all;
};

describe('MOC', () => {
  it('is a set: unions are associative, commutative, idempotent to the last bit, and lose nothing', () => {
    fc.assert(
      fc.property(moc, moc, moc, (a, b, c) => {
        const union = unionMocs(a, unionMocs(b, c));
        expect(unionMocs(unionMocs(a, b), c)).toEqual(union);
        expect(unionMocs(unionMocs(c, a), b)).toEqual(union);
        expect(unionMocs(a, a)).toEqual(a);
        expect(unionMocs(a, emptyMoc())).toEqual(a);
        expect(pixels(union)).toEqual(new Set([...pixels(a), ...pixels(b), ...pixels(c)]));
      }),
    );
  });

  it('is made of the fewest cells: disjoint, no four siblings, the same sky', () => {
    fc.assert(
      fc.property(moc, (a) => {
        const cells = mocCells(a);
        const siblings = new Map<string, number>();
        let rebuilt = emptyMoc(a.order);
        let area = 0;
        for (const { order, ipix } of cells) {
          const parent = `${order}/${Math.floor(ipix / 4)}`;
          siblings.set(parent, (siblings.get(parent) ?? 0) + 1);
          rebuilt = unionMocs(rebuilt, mocOfCells(order, [ipix]));
          area += 1 / (12 * 4 ** order);
        }
        // At order 0 there is no parent to merge into.
        expect(
          Math.max(0, ...[...siblings].filter(([k]) => !k.startsWith('0/')).map(([, n]) => n)),
        ).toBeLessThan(4);
        expect(rebuilt).toEqual(a);
        expect(skyFraction(a)).toBeCloseTo(area, 12); // disjoint: areas add up
        expect(countPixels(a)).toBe([...mocPixels(a)].length);
        for (let ipix = 0; ipix < 12; ipix++) {
          const inside = [...pixels(a)].some((p) => Math.floor(p / 64) === ipix);
          expect(touchesCell(a, { order: 0, ipix })).toBe(inside);
        }
      }),
    );
  });

  it('is exact at order 24 and refuses what is no cell', () => {
    const last = 12 * 4 ** 24 - 1;
    const deep = mocOfCells(24, [last, last - 1, last - 2, last - 3, 5]);
    expect(mocCells(deep)).toEqual([
      { order: 23, ipix: 12 * 4 ** 23 - 1 },
      { order: 24, ipix: 5 },
    ]);
    for (const bad of [-1, 0.5, 12, Number.NaN])
      expect(() => mocOfCells(0, [bad])).toThrow(RangeError);
    expect(() => mocOfCells(25, [])).toThrow(RangeError);
    expect(() => touchesCell(emptyMoc(2), { order: 3, ipix: 0 })).toThrow(RangeError);
  });
});

describe('Moc.fits', () => {
  const python = '/usr/bin/python3';
  const hasAstropy =
    existsSync(python) &&
    (() => {
      try {
        execFileSync(python, ['-c', 'import astropy'], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    })();

  it('comes back as it was written, at orders of 32 and 64 bits', async () => {
    for (const order of [0, 3, 13, 14, 24]) {
      const end = 12 * 4 ** order;
      const written = mocOfCells(order, [0, 1, 2, 3, 7, end - 1, Math.floor(end / 2)]);
      const { moc: read, coordsys } = await readMoc(memorySource(writeMoc(written)));
      expect(read).toEqual(written);
      expect(coordsys).toBe('C');
    }
    expect((await readMoc(memorySource(writeMoc(emptyMoc(5))))).moc).toEqual(emptyMoc(5));
  });

  it.skipIf(!hasAstropy)(
    'is what astropy reads (skipped without /usr/bin/python3 and astropy)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'starfan-moc-'));
      try {
        const file = join(folder, 'Moc.fits');
        // Cells 0 to 3 of order 2 are cell 0 of order 1: uniq 16. Cell 9 of order 2: 64 + 9.
        writeFileSync(file, writeMoc(mocOfCells(2, [9, 3, 2, 1, 0])));
        const script = `
import json, sys
from astropy.io import fits
with fits.open(sys.argv[1], checksum=True) as f:
    f.verify('exception')
    h = f[1].header
    print(json.dumps([f[1].data['UNIQ'].tolist()] + [h[k] for k in ('TFORM1', 'ORDERING', 'COORDSYS', 'MOCDIM', 'MOCORD_S', 'MOCVERS')]))`;
        const told = execFileSync(python, ['-W', 'error', '-c', script, file], {
          encoding: 'utf8',
        });
        expect(JSON.parse(told)).toEqual([[16, 73], '1J', 'NUNIQ', 'C', 'SPACE', 2, '2.0']);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('refuses numbers that are no cells, by name', async () => {
    const mocOf = (uniq: Int32Array, ordering = 'NUNIQ') =>
      readMoc(
        memorySource(
          writeFits([
            writeBinTable(
              [{ name: 'UNIQ', data: uniq }],
              [{ keyword: 'ORDERING', value: ordering }],
            ),
          ]),
        ),
      );
    await expect(mocOf(Int32Array.of(3))).rejects.toMatchObject({ name: 'UnsupportedFits' });
    await expect(mocOf(Int32Array.of(-7))).rejects.toMatchObject({ name: 'UnsupportedFits' });
    await expect(mocOf(Int32Array.of(4), 'RANGE')).rejects.toMatchObject({
      name: 'UnsupportedFits',
    });
  });
});
