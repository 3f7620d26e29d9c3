/**
 * 64 overlapping images of 1024 x 1024 pixels, whole command: Starfan with 2 workers, backgrounds matched, FITS and PNG tiles; Hipsgen
 * with 2 threads, INDEX TILES PNG ALLSKY MOC, which matches no background. In turn, on the same files.
 *
 *   npm run bench:sky [-- RUNS]
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, secondsOf, shownComparison } from './compare.ts';
import { makeSurvey } from './survey.ts';

const runs = Number(process.argv[2] ?? 5);
const starfan = fileURLToPath(new URL('../cli/starfan.mjs', import.meta.url));
const hipsgen = '/usr/share/java/aladin.jar';
const folder = mkdtempSync(join(tmpdir(), 'starfan-bench-'));

try {
  const images = join(folder, 'images');
  const files = makeSurvey(images, { grid: 8, size: 1024, seed: 64 });
  let memory = 0;
  const result = await compare(
    runs,
    () => {
      const out = join(folder, 'starfan');
      rmSync(out, { recursive: true, force: true });
      const options = ['--out', out, '--format', 'fits,png', '--concurrency', '2', '--json'];
      const seconds = secondsOf(process.execPath, [starfan, 'sky-map', ...files, ...options]);
      memory = Math.max(memory, JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).memory);
      return seconds;
    },
    () => {
      if (!existsSync(hipsgen)) return undefined;
      const settings = [
        'maxthread=2',
        `in=${images}`,
        `out=${join(folder, 'hipsgen')}`,
        'creator_did=STARFAN/P/b',
      ];
      const java = ['-Xmx2g', '-Djava.awt.headless=true', '-jar', hipsgen, '-hipsgen', ...settings];
      return secondsOf('java', [...java, '-f', 'INDEX', 'TILES', 'PNG', 'ALLSKY', 'MOC']);
    },
  );
  console.log(shownComparison(`64 images, ${runs} runs, median (least to most)`, 'hipsgen', result));
  console.log(`  largest process of ours ${(memory / 2 ** 20).toFixed(0)} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
