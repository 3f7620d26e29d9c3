import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareSearches, hasSourceExtractor } from './compare-searches.ts';
import { parityConfigurations } from './configurations.ts';
import { columnGroups } from './groups.ts';
import { starfields } from './images.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-parity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(loadSep);

/** What does not hang on how blended sources share pixels. */
const firm = ['centres', 'shapes', 'isophotes', 'apertures', 'peaks', 'levels', 'flags'];

/**
 * Wanted of each is 0.95. What is not met yet is held where it stands: shapes of all configurations,
 * and these.
 */
const WANTED = 0.95;
const SHAPES = 0.87;
const misses: Record<string, Record<string, number>> = {
  NaNs: { centres: 0.9, shapes: 0.84, isophotes: 0.9, apertures: 0.94 },
  'two images': { isophotes: 0.9 },
};
const limitOf = (name: string, group: string): number =>
  misses[name]?.[group] ?? (group === 'shapes' ? SHAPES : WANTED);
/** Of maps of variances and weights 4 sources in 462 are apart; wanted is half a per cent. */
const apartOf = (name: string): number => (/MAP_(VAR|WEIGHT)/.test(name) ? 0.01 : 0.005);

describe.skipIf(!hasSourceExtractor)(
  'a starfield searched by Source Extractor and by us (skipped where it is not installed)',
  () => {
    it.each(parityConfigurations.map((one) => [one.name, one] as const))(
      '%s',
      async (name, one) => {
        const [field] = await starfields();
        const { theirs, ours, found, alone } = await compareSearches(folder, field!, one);
        expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(Math.max(1, apartOf(name) * theirs));
        expect(found / theirs).toBeGreaterThanOrEqual(0.99);
        const shares = firm.map(
          (group) => [group, alone.agreeing[group]! / alone.sources] as const,
        );
        expect(shares.filter(([group, share]) => share < limitOf(name, group))).toEqual([]);
      },
    );
  },
);

describe('the tables of parity', () => {
  it('have a row for each configuration and a column for each group', () => {
    const page = readFileSync(new URL('../../../docs/detection.md', import.meta.url), 'utf8');
    const [, table = ''] = page.split(/<!-- \/?parity -->/);
    for (const { name } of parityConfigurations) expect(table).toContain(`| ${name} |`);
    expect(table).toContain(Object.keys(columnGroups).join(' | '));
  });
});
