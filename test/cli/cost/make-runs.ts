/**
 * Makes the runs whose records the tests of cost and estimate look at, from seeded images and
 * ../shared/data, one process each but the last; after a change of how fast the program is, and
 * `npm run bench:rates`. Minutes.
 *
 * npm run build && npx tsx test/cli/cost/make-runs.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSurvey } from '../../../bench/survey.ts';
import { sharedData } from '../../shared-data.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-runs-'));

function node(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.slice(0, 2).join(' ')}: ${stderr}`);
}

function make(name: string, machine: string, inputs: string[], ...options: string[]): void {
  const run = join(folder, name);
  spawnSync('sync'); // what the run before wrote is not to take this one's time
  node(join(root, 'cli/starfan.mjs'), machine, ...inputs, '--out', run, '--json', ...options);
  node(join(here, 'pack-run.mjs'), run, join(here, `runs/${name}.json.gz`));
  console.log(name);
}

try {
  const field = (name: string, grid: number, size: number, seed: number) =>
    makeSurvey(join(folder, 'images', name), { grid, size, seed });
  const alone = ['--concurrency', '1'];
  const small = field('small', 8, 512, 101);
  const large = field('large', 2, 2048, 102);
  make('64-images', 'sky-map', small, ...alone);
  make('2048-pixels', 'sky-map', large, ...alone);
  const m17 = readdirSync(sharedData('2mass')).filter((file) => file.startsWith('aK_asky_'));
  make(
    'm17-gzip',
    'sky-map',
    m17.map((file) => sharedData(`2mass/${file}`)),
    ...alone,
  );
  const bands = ['J', 'H', 'K'].flatMap((band, i) =>
    field(band, 3, 600, 103 + i).map((file) => `${file},${band}`),
  );
  const list = join(folder, 'bands.csv');
  writeFileSync(list, `${['uri,band', ...bands].join('\n')}\n`);
  make('three-bands', 'sky-map', [list], '--bands', 'r=K,g=H,b=J', ...alone);
  const m51 = sharedData('hst/Hubble_M51_Green_lowerRes.FITS');
  const config = ['--config', join(root, 'bench/starfield.sex')];
  make('detect', 'detect', [...small.slice(0, 32), ...large, m51], ...config, ...alone);
  make('two-processes', 'sky-map', field('many', 8, 1024, 106), '--concurrency', '2');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
