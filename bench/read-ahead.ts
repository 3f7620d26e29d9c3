/**
 * What reading ahead gains where S3 is 30 ms away and gives 75 MB/s to a connection, as the S3
 * front simulates it: a batch of images in one invocation of detect-sources against the same images
 * one to an invocation, both in a warm worker; and a sky map against the same functions built
 * without reading ahead and without putting at the same time. Medians of `--runs` (3), in turn.
 *
 * npx tsx bench/read-ahead.ts [-- --runs 3]
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { objectAddresses } from '../local/engine/addresses.ts';
import { runMachine } from '../local/engine/run-machine.ts';
import { readFunctions } from '../local/pool/functions.ts';
import { createPool, type Pool } from '../local/pool/pool.ts';
import { startS3Front } from '../local/s3-front/server.ts';
import { openStore } from '../shared/store/open.ts';
import { spreadOf } from './contest.ts';
import { refreshDocs } from './docs.ts';
import { thisMachine } from './machine.ts';
import { type ReadAhead, writeSection } from './results.ts';
import { makeStarfield } from './starfield.ts';
import { makeSurvey } from './survey.ts';
import { readAheadTable } from './tables.ts';

const runs = Number(parseArgs({ options: { runs: { type: 'string', default: '3' } } }).values.runs);
const network = { latency: 30, rate: 75e6 };
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-ahead-'));
const bucket = join(folder, 's3/bench');
mkdirSync(bucket, { recursive: true });

/** The port of `ahead`, without its point. */
const oneByOne: Plugin = {
  name: 'one-by-one',
  setup({ onLoad }) {
    onLoad({ filter: /shared\/store\/ahead\.ts$/ }, () => ({
      contents:
        'export async function* ahead(values, most, work) { for await (const value of values) yield await work(value); }',
    }));
  },
};

/** The functions' bundles in a folder, without reading ahead. */
async function buildWithout(): Promise<string> {
  const out = join(folder, 'without');
  const names = readdirSync(join(root, 'functions'), { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  await build({
    entryPoints: Object.fromEntries(
      names.map(({ name }) => [`${name}/index`, join(root, `functions/${name}/handler.ts`)]),
    ),
    outdir: out,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    external: ['sharp'],
    plugins: [oneByOne],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return out;
}

const front = await startS3Front({ root: join(folder, 's3'), network });
const environment = {
  AWS_ENDPOINT_URL_S3: front.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

async function poolOf(workers: number, bundles?: string): Promise<Pool> {
  const functions = await readFunctions(join(root, 'serverless.yml'));
  for (const [name, one] of Object.entries(functions)) {
    Object.assign(one.environment, environment);
    if (bundles) one.bundle = join(bundles, basename(join(one.bundle, '..')) || name, 'index.js');
  }
  return createPool({
    functions,
    maxWorkers: workers,
    workerEntry: join(root, 'dist/worker/index.js'),
  });
}

/** Seconds of detection of some images, in batches of so many, in one warm worker. */
async function detectBatches(
  pool: Pool,
  run: string,
  names: string[],
  size: number,
): Promise<number> {
  const begin = performance.now();
  for (let i = 0; i < names.length; i += size) {
    const Items = names
      .slice(i, i + size)
      .map((name, k) => ({ line: i + k + 1, uri: `s3://bench/in/${name}.fits`, name }));
    await pool.invoke('detect-sources', { BatchInput: { run }, Items });
  }
  return (performance.now() - begin) / 1000;
}

async function skyMap(pool: Pool, name: string): Promise<number> {
  const functions = Object.keys(await readFunctions(join(root, 'serverless.yml')));
  const pascal = (text: string) =>
    text.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const begin = performance.now();
  const { status, cause } = await runMachine({
    definition: JSON.parse(readFileSync(join(root, 'statemachines/sky-map.asl.json'), 'utf8')),
    substitutions: Object.fromEntries(functions.map((one) => [`${pascal(one)}FunctionArn`, one])),
    input: { list: 's3://bench/list.txt', run: `s3://bench/runs/${name}/`, maxConcurrency: 2 },
    machineName: 'sky-map',
    name,
    store: openStore(environment),
    addresses: objectAddresses,
    concurrency: 2,
    invoke: (functionName, payload, options) => pool.invoke(functionName, payload, options),
  });
  if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`);
  return (performance.now() - begin) / 1000;
}

const results: ReadAhead[] = [];
try {
  mkdirSync(join(bucket, 'in'));
  const names = Array.from({ length: 6 }, (_, i) => `field${i}`);
  for (const [i, name] of names.entries())
    writeFileSync(join(bucket, `in/${name}.fits`), makeStarfield(1774, 4_000, 100, 100 + i));
  const worker = await poolOf(1);
  const [without, ahead]: [number[], number[]] = [[], []];
  for (let run = 0; run <= runs; run++) {
    const one = await detectBatches(worker, `s3://bench/runs/one${run}/`, names, 1);
    const all = await detectBatches(worker, `s3://bench/runs/all${run}/`, names, names.length);
    if (run === 0) continue;
    without.push(one);
    ahead.push(all);
  }
  await worker.close();
  results.push({
    work: '6 images of 12.6 MB, detect-sources in one warm worker',
    without: spreadOf(without).median,
    with: spreadOf(ahead).median,
  });

  const files = makeSurvey(join(bucket, 'survey'), { grid: 4, size: 1024, seed: 64 });
  const lines = files.map((file) => `s3://bench/survey/${basename(file)}\n`);
  writeFileSync(join(bucket, 'list.txt'), lines.join(''));
  const bundles = await buildWithout();
  const [slow, fast]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    for (const [times, work] of [
      [slow, bundles],
      [fast, undefined],
    ] as const) {
      const pool = await poolOf(2, work);
      times.push(await skyMap(pool, `${work ? 'slow' : 'fast'}${run}`));
      await pool.close();
    }
  }
  results.push({
    work: 'sky map of 16 images of 4.2 MB, 2 workers',
    without: spreadOf(slow).median,
    with: spreadOf(fast).median,
  });
} finally {
  await front.close();
  rmSync(folder, { recursive: true, force: true });
}
writeSection('readAhead', { machine: thisMachine(), results });
refreshDocs();
console.log(readAheadTable({ readAhead: { machine: thisMachine(), results } }));
