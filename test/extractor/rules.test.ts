import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import type { Columns } from './detect.ts';
import { hasNetwork, NETWORK, runCase } from './run-case.ts';

/** Answers of source-extractor 2.25 (test/truth/measures/make.py). */
interface Answers {
  wcs: Record<string, number | string>;
  kernel: string;
  images: Record<string, { shape: [rows: number, columns: number]; pixels: (number | null)[] }>;
  rules: Record<string, { image: string; settings: Record<string, string>; columns: Columns }>;
}
const path = fileURLToPath(new URL('../truth/measures/rules.json.gz', import.meta.url));
const answers: Answers = JSON.parse(gunzipSync(readFileSync(path)).toString());

/** Source Extractor's 3 x 3 filter. */
const SMOOTH = 'CONV NORM\n1 2 1\n2 4 2\n1 2 1\n';

/** A folder with what a rule's command needs. */
function folderOf({ image, settings, columns }: Answers['rules'][string]): string {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-rule-'));
  const { shape, pixels } = answers.images[image]!;
  const cards = Object.entries(answers.wcs).map(([keyword, value]) => ({ keyword, value }));
  const file = writeFits([
    writeImage(
      Float32Array.from(pixels, (value) => value ?? Number.NaN),
      [shape[1], shape[0]],
      cards,
    ),
  ]);
  writeFileSync(join(folder, 'image.fits'), file);
  writeFileSync(join(folder, 'nonorm.conv'), answers.kernel);
  writeFileSync(join(folder, 'default.conv'), SMOOTH);
  writeFileSync(join(folder, 'rule.param'), Object.keys(columns).join('\n'));
  const lines = Object.entries({ ...settings, PARAMETERS_NAME: 'rule.param' });
  if (hasNetwork) lines.push(['STARNNW_NAME', NETWORK]);
  writeFileSync(
    join(folder, 'rule.sex'),
    lines.map(([keyword, value]) => `${keyword} ${value}\n`).join(''),
  );
  return folder;
}

/** Float32 sums in another order differ by less than 1e-4 of the value and the largest there is. */
const TOLERANCE = 1e-4;

beforeAll(loadSep);

describe.skipIf(!hasNetwork)(
  "a rule of Source Extractor's (skipped without its default.nnw)",
  () => {
    it.each(Object.entries(answers.rules))('%s', async (_, rule) => {
      const run = await runCase(folderOf(rule), ['image.fits', '-c', 'rule.sex']);
      expect(run.error).toBeUndefined();
      const { columns } = run.catalogue!.extensions[0]!.table;
      expect(run.rows).toBe(rule.columns.X_IMAGE!.length);
      for (const [asked, right] of Object.entries(rule.columns)) {
        const name = asked.replace(/\(.*/, '');
        const ours = columns.find(({ parameter }) => parameter.name === name)!.cells;
        const largest = Math.max(...right.map(Math.abs).filter((value) => value < 1e29));
        const off = right.map(
          (value, k) => Math.abs(ours[k]! - value) / (Math.abs(value) + largest || 1),
        );
        expect.soft(Math.max(...off), name).toBeLessThan(TOLERANCE);
      }
    });
  },
);
