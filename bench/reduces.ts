/**
 * The stages that see a whole survey, at 100,000 tasks: what the maps would have left is made up,
 * and each function runs in a process of its own whose peak of resident memory is printed.
 *
 * npx tsx bench/reduces.ts [-- --tasks 100000]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { freshCommand } from './contests/command.ts';
import { refreshDocs } from './docs.ts';
import { thisMachine } from './machine.ts';
import { manyDetections } from './made-detections.ts';
import { type ReduceResult, writeSection } from './results.ts';
import { makeSurvey } from './survey.ts';
import { reducesTable } from './tables.ts';
import { bands, leaveOverlaps, leavePictures, leaveTiles, makeWideSky } from './wide-sky.ts';

const { values } = parseArgs({ options: { tasks: { type: 'string', default: '100000' } } });
const tasks = Number(values.tasks);
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-reduces-'));

/**
 * MiB: as in a function of 256 MB, but for the memory beside the heap. What does not fit is run
 * again without this limit.
 */
const HEAP = 192;
const PROGRAM = `
const { handler } = await import(process.argv[1]);
console.log = () => {};
const begin = performance.now();
await handler(JSON.parse(process.argv[2]), { functionName: 'bench', awsRequestId: 'bench' });
process.stdout.write(JSON.stringify({ seconds: (performance.now() - begin) / 1000, memory: process.resourceUsage().maxRSS / 1024 }));
`;

const results: ReduceResult[] = [];
function reduce(name: string, label: string, event: object, count = tasks): void {
  const found =
    runAlone(name, event, [`--max-old-space-size=${HEAP}`]) ?? runAlone(name, event, []);
  results.push({
    name: label,
    tasks: count,
    ...(found ?? { seconds: 0, memory: 0, failed: 'failed' }),
  });
  console.error(JSON.stringify(results.at(-1)));
}

/** In a process of its own; undefined when it breaks off, for want of memory or else. */
function runAlone(
  name: string,
  event: object,
  options: string[],
): Pick<ReduceResult, 'seconds' | 'memory'> | undefined {
  const bundle = pathToFileURL(join(dist, name, 'index.js')).href;
  const args = [...options, '--input-type=module', '-e', PROGRAM, bundle, JSON.stringify(event)];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, STARFAN_FILES: '1' },
  });
  const found = /\{"seconds".*\}$/.exec(stdout)?.[0];
  if (!found)
    console.error(`${name} ${options}: ${/\w*Error: .*|heap out of memory/.exec(stderr)?.[0]}`);
  return found && JSON.parse(found);
}

try {
  const files = makeSurvey(join(folder, 'images'), { grid: 2, size: 128, seed: 64 });
  const [sky, sources] = [join(folder, 'sky'), join(folder, 'sources')];
  const urlOf = (path: string) => pathToFileURL(`${path}/`).href;

  freshCommand('detect', sources, files);
  manyDetections(sources, tasks);
  const run = urlOf(sources);
  reduce('merge-catalogue', 'merge-catalogue', { run });
  const tolerated = { toleratedFailurePercentage: 20 };
  reduce('write-report', 'write-report of a detection', {
    run,
    machine: 'detect-sources',
    ...tolerated,
  });
  rmSync(sources, { recursive: true });

  const wide = { images: tasks, depth: 1.6, chunk: 488, publish: 'colour', seed: 24 } as const;
  makeWideSky(sky, wide);
  const ofSky = { run: urlOf(sky) };
  reduce('plan-sky', 'plan-sky, images sorted by band', { ...ofSky, step: 'sort' });
  for (const band of bands)
    reduce('plan-sky', `plan-sky, band ${band}`, { ...ofSky, band }, tasks / bands.length);
  reduce('plan-sky', 'plan-sky, bands joined', { ...ofSky, step: 'join' });
  leaveOverlaps(sky, wide.seed);
  for (const band of bands)
    reduce(
      'match-background',
      `match-background, ${band}`,
      { ...ofSky, band },
      tasks / bands.length,
    );
  leaveTiles(sky, wide.seed);
  for (const band of bands)
    reduce('make-stretch', `make-stretch, band ${band}`, { ...ofSky, band });
  reduce('make-stretch', 'make-stretch, bands joined', ofSky);
  leavePictures(sky);
  for (let cell = 0; cell < 12; cell++)
    reduce('build-hips', `build-hips, base cell ${cell}`, { ...ofSky, cell });
  reduce('build-hips', 'build-hips, cells joined', ofSky);
  reduce('write-report', 'write-report of a sky map', {
    ...ofSky,
    machine: 'sky-map',
    ...tolerated,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
writeSection('reduces', { machine: thisMachine(), results });
refreshDocs();
console.log(reducesTable({ reduces: { machine: thisMachine(), results } }));
