import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-completeness-'));
const at = (...parts: string[]) => join(folder, ...parts);
const rowsOf = (text: string) => {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((value, i) => [names[i]!, value])),
  );
};
/** Of test/truth/completeness/sep_filters.py: `conv` is Starfan's filter. */
const sepFilters: { rows: { magnitude: number; stars: number; conv: number }[] } = JSON.parse(
  readFileSync(new URL('../truth/completeness/sep.json', import.meta.url), 'utf8'),
);
const table = (run: string) => readFileSync(at(run, 'completeness/completeness.csv'), 'utf8');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasSharedCases)('starfan completeness', () => {
  const field = at('images/field.fits.gz');
  const mags = ['--mags', '17:20.5:0.25'];
  beforeAll(() => {
    mkdirSync(at('images'));
    copyFileSync(sharedCase('photometry/completeness/field.fits.gz'), field);
    copyFileSync(field, at('images/other.fits.gz'));
  });

  it('recovers as many stars as were recovered with sep, and is half complete where it was', async () => {
    const { status, stderr } = await starfan(['completeness', field, '--out', at('one'), ...mags]);
    expect(stderr).not.toContain('starfan:');
    expect(status).toBe(0);
    const ours = rowsOf(table('one'));
    for (const { magnitude, stars, conv } of sepFilters.rows) {
      const row = ours.find((one) => Number(one.magnitude) === magnitude)!;
      // the difference of two shares of 600 stars each; half a star at the least
      const share = Math.max(0.01, Math.min(0.99, conv / stars));
      const sigma = Math.sqrt((2 * share * (1 - share)) / stars);
      const off = Math.abs(Number(row.completeness) - conv / stars);
      expect(off, `${magnitude} mag`).toBeLessThan(5 * sigma);
    }
    const limits = await starfan(['query', at('one'), 'SELECT limit50 FROM images', '--json']);
    const [row] = JSON.parse(limits.stdout) as [{ limit50: number }];
    expect(Math.abs(row.limit50 - 19.61)).toBeLessThan(0.2);
  });

  it('gives an image the same table in any list and any number of processes', async () => {
    const both = [at('images/other.fits.gz'), field];
    const args = ['--out', at('two'), '--concurrency', '1', ...mags];
    expect((await starfan(['completeness', ...both, ...args])).status).toBe(0);
    const tableOf = (run: string) =>
      rowsOf(table(run))
        .filter(({ file }) => file === 'field.fits.gz')
        .map(({ image, ...row }) => row);
    expect(tableOf('two')).toEqual(tableOf('one'));
    expect(tableOf('two')).toHaveLength(15);
  });

  it('finds more of them by the PSF, and measures them by it', async () => {
    const args = ['--psf', '--out', at('psf'), '--mags', '17:19.5:1.25'];
    expect((await starfan(['completeness', field, ...args])).status).toBe(0);
    const rows = rowsOf(table('psf'));
    const before = rowsOf(table('one'));
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      const apertures = before.find(({ magnitude }) => magnitude === row.magnitude)!;
      // 600 stars each: three sigma of the difference of two shares are 0.08 at most
      expect(Number(row.completeness)).toBeGreaterThan(Number(apertures.completeness) - 0.08);
      // neighbours are fitted with a star and not measured with it
      expect(Number(row.scatter)).toBeLessThan(Number(apertures.scatter));
      expect(Math.abs(Number(row.bias))).toBeLessThan(0.03);
    }
  });

  it.each([
    [['--mags', '20:18:0.25'], 'mags'],
    [['--mags', '18:20'], 'mags'],
    [['--seed', '-1'], 'seed'],
  ])('refuses %j with a sentence', async (options, word) => {
    const refused = await starfan(['completeness', field, '--out', at('none'), ...options]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(word);
  });
});
