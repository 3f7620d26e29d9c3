import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareSearches, hasSourceExtractor } from './compare-searches.ts';
import { parityConfigurations } from './configurations.ts';
import { starfields } from './images.ts';
import { readKnown, STARFIELD_NAME } from './known.ts';
import { parityTables } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-parity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(loadSep);

const known = readKnown();

/**
 * A known share may be so far from the one found on either side: releases of Source Extractor round
 * differently. What becomes a miss, or is none any more, is told whatever the difference.
 */
const SAME_SHARE = 0.02;

describe.skipIf(!hasSourceExtractor)(
  'a starfield searched by Source Extractor and by us (skipped where it is not installed)',
  () => {
    it.each(parityConfigurations.map((one) => [one.name, one] as const))('%s', async (_, one) => {
      const [field] = await starfields();
      const { misses } = await compareSearches(folder, field!, one);
      const before = known.find(
        ({ image, configuration }) => image === STARFIELD_NAME && configuration === one.name,
      )!.misses;
      expect(Object.keys(misses)).toEqual(Object.keys(before));
      for (const [column, share] of Object.entries(before))
        expect(Math.abs(misses[column]! - share), column).toBeLessThanOrEqual(SAME_SHARE);
    });
  },
);

describe('the tables of parity', () => {
  it('are what was found, every configuration on every image', () => {
    const images = new Set(known.map(({ image }) => image));
    expect(known).toHaveLength(images.size * parityConfigurations.length);
    const page = readFileSync(new URL('../../../docs/detection.md', import.meta.url), 'utf8');
    const [, tables = ''] = page.split(/<!-- \/?parity -->/);
    expect(tables.trim()).toBe(parityTables(known));
  });
});
