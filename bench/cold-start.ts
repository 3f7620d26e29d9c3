/**
 * Cold starts: in a clean process each function's bundle is loaded and invoked for the first time,
 * with an event that asks for nothing, so that its answer is an error. Medians of 5. What a bundle
 * loads is what it imports when it is loaded, not what it might import later.
 *
 * npx tsx bench/cold-start.ts
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { spreadOf } from './contest.ts';
import { refreshDocs } from './docs.ts';
import { thisMachine } from './machine.ts';
import { type ColdStart, writeSection } from './results.ts';
import { coldStartTable } from './tables.ts';

const RUNS = 5;
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const PROGRAM = `
console.log = () => {};
const begin = performance.now();
const { handler } = await import(process.argv[1]);
const loaded = performance.now();
let error = '';
try { await handler(JSON.parse(process.argv[2]), { functionName: 'bench', awsRequestId: 'bench' }); }
catch (thrown) { error = thrown.name; }
process.stdout.write(JSON.stringify({ load: loaded - begin, first: performance.now() - loaded, error }));
`;

/**
 * The files that are read when a bundle is loaded: its own, and by name what it leaves to
 * node_modules.
 */
function loadedOf(
  entry: string,
  seen = new Set<string>(),
): { files: Set<string>; packages: Set<string> } {
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, , name] of readFileSync(path, 'utf8').matchAll(
      /^(import|export)\b(?:[^'"`;()]*?\bfrom\s*)?\s*["']([^"']+)["'];?$/gm,
    )) {
      if (name!.startsWith('.')) visit(join(dirname(path), name!));
      else if (!name!.startsWith('node:') && existsSync(join(root, 'node_modules', name!)))
        packages.add(name!);
    }
  };
  visit(entry);
  return { files: seen, packages };
}

/** What of a bundle's own files is known to be heavy. */
const heavy: [name: string, mark: RegExp][] = [
  ['AWS SDK', /@smithy\/|@aws-sdk\//],
  ['kernels', /WebAssembly\.(compile|instantiate|Module)/],
];

const empty = mkdtempSync(join(tmpdir(), 'starfan-cold-'));
const run = pathToFileURL(`${empty}/`).href;

/** An event that each function takes, of a run that is not there. */
const events: Record<string, object> = {
  'start-run': { input: { list: `${run}list.txt`, run }, execution: 'bench' },
  'record-failure': {
    stage: 'detections',
    batch: {
      BatchInput: { run },
      Items: [{ line: 1, uri: `${run}no.fits`, name: 'no' }],
      thrown: { Error: 'States.Timeout' },
    },
  },
  'write-report': { run, machine: 'detect-sources', toleratedFailurePercentage: 0 },
  'detect-sources': { run, item: { line: 1, uri: `${run}no.fits`, name: 'no' } },
  'read-images': { BatchInput: { run }, Items: [{ chunk: 0, offset: 0, length: 10 }] },
  'measure-overlaps': { BatchInput: { run }, Items: [{ group: 0 }] },
  'paint-tiles': { BatchInput: { run }, Items: [{ band: 'K', npix: 0 }] },
  'draw-pictures': { BatchInput: { run }, Items: [{ npix: 0, bands: ['K'] }] },
};

const results: ColdStart[] = [];
try {
  const names = readdirSync(join(root, 'functions')).filter((name) => existsSync(join(dist, name)));
  for (const name of names) {
    const entry = join(dist, name, 'index.js');
    const times = Array.from({ length: RUNS }, () => {
      const event = JSON.stringify(events[name] ?? { run });
      const args = ['--input-type=module', '-e', PROGRAM, pathToFileURL(entry).href, event];
      const { stdout, stderr } = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, STARFAN_FILES: '1' },
      });
      const found = /\{"load".*\}$/.exec(stdout)?.[0];
      if (!found || stdout.includes('BadRequest')) throw new Error(`${name}: ${stdout}${stderr}`);
      return JSON.parse(found) as { load: number; first: number };
    });
    const { files, packages } = loadedOf(entry);
    const texts = [...files].map((path) => readFileSync(path, 'utf8'));
    results.push({
      name,
      size: [...files].reduce((sum, path) => sum + statSync(path).size, 0) / 1024,
      load: spreadOf(times.map(({ load }) => load)).median,
      first: spreadOf(times.map(({ first }) => first)).median,
      loads: [
        ...packages,
        ...heavy.filter(([, mark]) => texts.some((text) => mark.test(text))).map(([what]) => what),
      ],
    });
  }
} finally {
  rmSync(empty, { recursive: true, force: true });
}
writeSection('coldStart', { machine: thisMachine(), results });
refreshDocs();
console.log(coldStartTable({ coldStart: { machine: thisMachine(), results } }));
