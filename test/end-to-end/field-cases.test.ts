import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { checkCommand } from '../../cli/commands/check.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { writeList } from './sky/frames.ts';
import { cellsOf, readTile } from './sky/hips.ts';
import { runSky } from './sky/machine.ts';
import { mapsFolder } from './sky/maps.ts';
import { readJson } from './starfan.ts';

const { at, map } = mapsFolder('field');
const inCase = (name: string): string[] =>
  readdirSync(sharedCase(name))
    .filter((file) => /\.fits(\.gz|\.fz)?$/.test(file))
    .sort()
    .map((file) => sharedCase(`${name}/${file}`));

/** Searches the images of a case with default parameters. */
async function detect(name: string) {
  const out = at(name);
  mkdirSync(out, { recursive: true });
  const list = writeList(`${out}.jsonl`, inCase(name));
  const { summary } = await runSky({ machine: 'detect-sources', list, out });
  const [image] = readdirSync(join(out, 'images'));
  const bytes = new Uint8Array(readFileSync(join(out, 'images', image!, 'catalogue.fits')));
  const hdu = await (await openFits(memorySource(bytes))).hdu({ extname: 'CATALOGUE' });
  const { rows, columns } = await readTable(hdu);
  return {
    rows,
    summary: summary(),
    warnings: readJson(join(out, `tasks/detections/${image}.json`)).warnings as string[],
    column: (column: string) =>
      Array.from(columns.find((one) => one.name === column)!.data as Float64Array, Number),
  };
}

/** The median of the deepest tiles of a band. */
async function medianOf(run: Awaited<ReturnType<typeof map>>, band: string): Promise<number> {
  const { order } = readJson(join(run.out, 'plan/plan.json'));
  const values: number[] = [];
  for (const tile of cellsOf(run.hips(band), order, 'fits'))
    for (const value of await readTile(run.hips(band), order, tile))
      if (!Number.isNaN(value)) values.push(value);
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
}

describe.runIf(hasSharedCases)('cases of the field, with default options', () => {
  it('jwst-magnitudes: MJy/sr and PIXAR_SR give AB magnitudes', async () => {
    const { column, rows } = await detect('jwst-magnitudes');
    // -2.5 log10(flux_auto × 1e6 × PIXAR_SR / 3631 Jy)
    const right = [14.412, 13.572, 14.517, 14.483];
    expect(rows).toBeGreaterThanOrEqual(right.length);
    for (const [i, mag] of column('mag_auto').slice(0, right.length).entries())
      expect(Math.abs(mag - right[i]!)).toBeLessThan(1e-3);
    const AB = 1;
    expect(new Set(column('mag_system'))).toEqual(new Set([AB]));
  });

  it('zero-background: no source, and a warning of constant data', async () => {
    const { summary, warnings } = await detect('zero-background');
    expect(summary).toMatchObject({ done: 1, failed: 0, sources: 0 });
    expect(warnings).toEqual([expect.stringContaining('mainly constant data')]);
  });

  it('bunit-first: spellings of one unit are one unit, in any order', async () => {
    const files = inCase('bunit-first');
    for (const lines of [files, files.toReversed()]) {
      const run = await map(lines);
      expect(run.summary()).toMatchObject({ done: files.length, failed: 0 });
      expect(readdirSync(join(run.out, 'hips'))).toHaveLength(1);
    }
  });

  it('filter-wheels: two filters are two bands, each at its own level', async () => {
    const run = await map(inCase('filter-wheels'), { sky: { order: 8 } });
    expect(run.summary()).toMatchObject({ done: 4, failed: 0 });
    for (const [band, level] of Object.entries({ F435W: 1, F814W: 5, F405N: 5, F444W: 1 }))
      expect([band, await medianOf(run, band)]).toEqual([band, expect.closeTo(level, 1)]);
  });

  it.each(['check-orientation', 'check-allsky'])(
    'parity/%s: a map of it is sound',
    async (name) => {
      const files = inCase(`parity/${name}`);
      const run = await map(files, { sky: { order: undefined } });
      expect(run.summary()).toMatchObject({ done: files.length, failed: 0 });
      const said = vi.spyOn(console, 'log');
      const [band] = readdirSync(join(run.out, 'hips'));
      const exit = await checkCommand.run([join(run.out, 'hips', band!)]);
      expect([exit, said.mock.lastCall]).toEqual([0, [expect.stringMatching(/nothing is wrong$/)]]);
    },
  );
});
