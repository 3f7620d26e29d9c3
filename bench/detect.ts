/**
 * Detection on a 4096 x 4096 field, file to catalogue: a warm worker of Starfan (one process, its picture included) and
 * source-extractor, in turn, on the same file with the same settings.
 *
 *   npm run bench [-- RUNS]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startRunner } from '../local/runner.ts';
import { makeStarfield } from './starfield.ts';

const runs = Number(process.argv[2] ?? 5);
const size = 4096;
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-bench-'));
const image = join(folder, 'starfield.fits');
writeFileSync(image, makeStarfield(size, 20_000, 600, 20240607));
const urlOf = (path: string) => pathToFileURL(path).href;

const memory: number[] = [];
const runner = await startRunner({
  concurrency: 1,
  onPoolEvent: (event) => {
    if (event.type === 'Invoked' && event.functionName === 'detect-sources') memory.push(event.maxRss);
  },
});

/** Seconds from the event to the record, all products written. */
async function starfan(n: number): Promise<number> {
  const run = urlOf(`${join(folder, `run${n}`)}/`);
  const list = join(folder, 'list.txt');
  writeFileSync(list, `${image}\n`);
  const input = { list: urlOf(list), run, config: urlOf(join(here, 'starfield.sex')) };
  await runner.invoke('start-run', { input, execution: 'bench' });
  const event = { run, item: { line: 1, uri: urlOf(image), name: 'starfield' } };
  const begin = performance.now();
  await runner.invoke('detect-sources', event);
  return (performance.now() - begin) / 1000;
}

/** Seconds of the whole process; undefined when it is not installed. */
function sourceExtractor(): number | undefined {
  const begin = performance.now();
  const { error, status, stderr } = spawnSync(
    'source-extractor',
    [image, '-c', join(here, 'starfield.sex'), '-CATALOG_NAME', join(folder, 'starfield.cat')],
    { cwd: here, encoding: 'utf8' },
  );
  if (error) return undefined;
  if (status !== 0) throw new Error(`source-extractor: ${stderr}`);
  return (performance.now() - begin) / 1000;
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const shown = (values: number[]) =>
  `${median(values).toFixed(3)} s (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;

try {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let n = 0; n <= runs; n++) {
    const seconds = await starfan(n);
    const other = sourceExtractor();
    if (n === 0) continue; // warms both up
    ours.push(seconds);
    if (other !== undefined) theirs.push(other);
  }
  console.log(`4096 x 4096 float32, ${runs} runs, median (least to most)`);
  console.log(`  starfan, warm worker  ${shown(ours)}`);
  if (theirs.length === 0) console.log('  source-extractor      not installed, not compared');
  else {
    console.log(`  source-extractor      ${shown(theirs)}`);
    const ratios = theirs.map((seconds, i) => seconds / ours[i]!);
    console.log(`  ratio theirs / ours   ${median(ratios).toFixed(2)}`);
  }
  const most = Math.max(...memory);
  console.log(
    `  peak memory           ${(most / 2 ** 20).toFixed(0)} MiB, ${(most / (size * size * 4)).toFixed(2)} times the image`,
  );
} finally {
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
}
