import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchPositions, percentile } from '../../sep-wasm/test/match.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { hasSharedData, sharedData } from '../shared-data.ts';
import { readJsonLines, starfan } from './starfan.ts';

/** Answers of source-extractor and sep (test/truth/catalogue/make.py). */
interface Columns {
  x: number[];
  y: number[];
  flux_auto: number[];
  flux_aper: number[];
  blended: number[];
}
interface Answers {
  file: string | null;
  hdu: number;
  sextractor: Columns;
  sep: Columns;
}

const truth = (name: string) =>
  fileURLToPath(new URL(`../truth/catalogue/${name}`, import.meta.url));
const answers: Record<string, Answers> = JSON.parse(
  gunzipSync(readFileSync(truth('answers.json.gz'))).toString(),
);

const folder = mkdtempSync(join(tmpdir(), 'starfan-parity-'));
const starfield = join(folder, 'starfield.fits');
const script = sharedData('../peers/make_starfield.py');
const hasStarfield =
  existsSync(script) && spawnSync('/usr/bin/python3', ['-c', 'import astropy']).status === 0;
if (hasSharedData && !hasStarfield)
  console.warn('python3-astropy is not installed: the starfield is not compared');

const images = Object.entries(answers).filter(([, { file }]) =>
  file === null ? hasStarfield : hasSharedData,
);
const pathOf = ({ file }: Answers) => (file === null ? starfield : sharedData(file));

/** The folder of each image in the run. */
const names = new Map<string, string>();

beforeAll(async () => {
  if (images.length === 0) return;
  if (hasStarfield) spawnSync('/usr/bin/python3', [script, starfield]);
  const lines = images.map(([, answer]) =>
    JSON.stringify({ uri: pathOf(answer), hdu: answer.hdu }),
  );
  writeFileSync(join(folder, 'list.jsonl'), lines.join('\n'));
  const args = [
    'detect',
    join(folder, 'list.jsonl'),
    '--out',
    join(folder, 'run'),
    '--config',
    truth('parity.sex'),
  ];
  const { status, stderr } = await starfan(args);
  expect(stderr).not.toContain('starfan:');
  expect(status).toBe(0);
  for (const [i, item] of readJsonLines(join(folder, 'run', 'list.jsonl')).entries())
    names.set(images[i]![0], item.name);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ours(name: string) {
  const bytes = readFileSync(join(folder, 'run', 'images', names.get(name)!, 'catalogue.fits'));
  const file = await openFits(memorySource(bytes));
  const { columns } = await readTable(await file.hdu({ extname: 'CATALOGUE' }));
  const column = (wanted: string) =>
    columns.find((one) => one.name === wanted)?.data as Float64Array;
  return {
    x: column('x'),
    y: column('y'),
    flux_auto: column('flux_auto'),
    flux_aper: column('flux_aper'),
  };
}

const apart = (a: number, b: number) => Math.abs(a - b) / Math.abs(b);

describe.skipIf(!hasSharedData)(
  'the catalogue of a real image (skipped without ../shared/data)',
  () => {
    describe.each(images.map(([name]) => name))('%s', (name) => {
      // Tolerances: SExtractor and sep agree with each other to 2e-4 pixels and 4e-7 where sources
      // are not blended; a pixel more or less in an
      // aperture changes a flux by more than 1e-5. Blended pixels are shared out by chance in both,
      // so those are only counted.
      it.each(['sextractor', 'sep'] as const)(
        'has the sources of %s, as they measure them',
        async (peer) => {
          const reference = answers[name]![peer];
          const found = await ours(name);
          const alone = reference.x.flatMap((_, i) => (reference.blended[i] ? [] : [i]));
          const pick = (values: number[]) => alone.map((i) => values[i]!);
          const single = { x: pick(reference.x), y: pick(reference.y) };
          const { pairs, distances } = matchPositions(found, single, 0.5);
          // sep cleans by another rule: what SExtractor has cleaned away of its sources is not
          // asked for
          const asked = matchPositions(answers[name]!.sextractor, single, 0.5).pairs.length;
          const least = Math.min(0.998 * alone.length, asked);
          expect(pairs.length).toBeGreaterThanOrEqual(least);
          expect(percentile(distances, 99)).toBeLessThanOrEqual(0.001);
          const flux = (column: 'flux_auto' | 'flux_aper') =>
            pairs.map(([a, b]) => apart(found[column][a]!, reference[column][alone[b]!]!));
          expect(percentile(flux('flux_auto'), 99)).toBeLessThanOrEqual(1e-5);
          expect(percentile(flux('flux_aper'), 95)).toBeLessThanOrEqual(1e-5);

          const all = matchPositions(found, reference, 0.05).pairs.length;
          const most = (count: number) => (count < 200 ? 1 : 0.005 * count);
          expect(reference.x.length - all).toBeLessThanOrEqual(most(reference.x.length));
          expect(found.x.length - all).toBeLessThanOrEqual(most(found.x.length));
        },
      );
    });
  },
);
