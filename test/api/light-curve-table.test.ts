import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lightCurve } from '../../api/light-curve/light-curve.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = [
  ['mjd', 'mag', 'magErr'],
  ['55000', '17.0', '0.1'],
  ['55001', '17.2', '0.1'],
  ['55002', '99.999', '9.999'],
  ['55003', '-999', '0.1'],
  ['55004', '17.1', '99.0'],
  ['55005', '17.3', '0.1'],
];
/** A file of the rows with a separator between the cells. */
function written(name: string, separator: string, table = rows): string {
  const path = join(folder, name);
  writeFileSync(path, table.map((row) => `${row.join(separator)}\n`).join(''));
  return path;
}

describe('a table of one star', () => {
  it.each([
    ['star.csv', ','],
    ['star.tsv', '\t'],
  ])(
    '%s has its measurements; numbers for missing ones are left out and counted',
    async (name, separator) => {
      const { bands, left } = await lightCurve(written(name, separator));
      expect(left).toBe(3);
      const magnitudes = bands[0]!.measurements.map(({ mag }) => mag);
      expect(magnitudes).toEqual([17, 17.2, 17.3]);
    },
  );

  it('keeps a comma within a cell of tabs', async () => {
    const table = rows.map((row, i) => [...row, i === 0 ? 'filter' : 'r, wide']);
    const { bands } = await lightCurve(written('comma.tsv', '\t', table));
    expect(bands.map(({ statistics }) => statistics.filter)).toEqual(['r, wide']);
  });

  it('is refused with two columns of one name', async () => {
    const table = rows.map((row) => [...row, row[1]!]);
    await expect(lightCurve(written('two.csv', ',', table))).rejects.toThrow(
      'has more than one column mag: leave one',
    );
  });
});
