/**
 * Where the time of the 64-image sky map goes: CPU by stage and kernel, all functions run one after
 * another in this one process while V8 samples it; beside it what the machine gives: bytes copied
 * in memory, pixels encoded as PNG. Writes results.json and the table of docs/measurements.md.
 *
 * npx tsx bench/profile-sky.ts
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { objectAddresses } from '../local/engine/addresses.ts';
import type { Json } from '../local/engine/json.ts';
import { runMachine } from '../local/engine/run-machine.ts';
import { readFunctions } from '../local/pool/functions.ts';
import { fileStore } from '../shared/store/file.ts';
import { refreshDocs } from './docs.ts';
import { machineLimits } from './limits.ts';
import { thisMachine } from './machine.ts';
import { type ProfileLine, writeSection } from './results.ts';
import { makeSurvey } from './survey.ts';
import { skyProfileTable } from './tables.ts';

/**
 * Kernels, and the functions (`file:name`) whose samples are theirs; the innermost that matches
 * counts.
 */
const kernels: [kernel: string, belongs: RegExp][] = [
  [
    'sample: bilinear, with its coordinates',
    /tiles\/(bilinear|block|lanczos|area|polygon|patch|extent|paint|touched|coverage|pixel-rows|waiting)\.ts|tile-sums\.ts|paint\/add/,
  ],
  [
    'finish: means, parents',
    /tiles\/(finish|plate|sums-pool)\.ts|paint\/means|hips\/(low-orders|pixel-kind|tile-pixels)\.ts/,
  ],
  ['encode FITS', /tiles\/(plate-file|tile-file)\.ts|fits\/(write|checksum)/],
  ['encode PNG: deflate', /:(deflate\w*|zlib\w*|processChunk\w*|writeSync)$|node:zlib/],
  ['encode PNG: rows, checks', /png(-rows)?\.ts/],
  ['stretch: levels of pixels', /stretch\/|pictures\//],
  ['histogram', /histogram\//],
  ['overlaps: sums', /background\/|measure-overlaps|overlaps\//],
  ['unpack and swap', /fits\/|image-(pixels|reader)\.ts|sep-wasm|wasm/],
  ['coordinates', /(wcs|healpix)\//],
  ['plan', /core\/plan\//],
  ['records, checks of JSON', /zod|json|task\.ts|ledger/],
  [
    'files: read, put',
    /node:(internal\/)?fs|store\/|:(open|close|read|writeBuffer|fstat|stat|rename|writeString)$/,
  ],
  ['report', /core\/report\//],
  ['garbage collection', /\(garbage collector\)/],
];

const stages: Record<string, string> = {
  'read-images': 'images',
  'measure-overlaps': 'overlaps',
  'paint-tiles': 'tiles',
  'draw-pictures': 'pictures',
  'build-hips': 'hips',
};

interface Node {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
}

/** When a function ran, µs since the profile's start. */
interface Span {
  stage: string;
  from: number;
  to: number;
}

/** Seconds by stage and kernel. Spans follow one another. */
function byKernel(
  nodes: Node[],
  samples: number[],
  deltas: number[],
  spans: Span[],
): Map<string, Map<string, number>> {
  const parent = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const nameOf = ({ functionName, url }: Node['callFrame']) =>
    url === ''
      ? `:${functionName}`
      : `${url.replace(/^.*\/(?=[^/]+\/[^/]+\/[^/]+$)/, '')}:${functionName}`;
  const kernelOf = (id: number): string | undefined => {
    const own = nameOf(frames.get(id)!);
    // waits, or V8's and the profiler's own
    if (own === ':(idle)' || own === ':(program)') return undefined;
    for (let at: number | undefined = id; at !== undefined; at = parent.get(at)) {
      const name = nameOf(frames.get(at)!);
      const kernel = kernels.find(([, belongs]) => belongs.test(name))?.[0];
      if (kernel) return kernel;
    }
    return 'other';
  };
  const spent = new Map<string, Map<string, number>>();
  const known = new Map<number, string | undefined>();
  let [now, span] = [0, 0];
  for (const [i, id] of samples.entries()) {
    now += deltas[i]!;
    while (span < spans.length && now > spans[span]!.to) span++;
    const at = spans[span];
    if (!at || now < at.from) continue;
    if (!known.has(id)) known.set(id, kernelOf(id));
    const kernel = known.get(id);
    if (kernel === undefined) continue;
    const kernels = spent.get(at.stage) ?? new Map<string, number>();
    spent.set(at.stage, kernels.set(kernel, (kernels.get(kernel) ?? 0) + deltas[i]! / 1e6));
  }
  return spent;
}

process.env.STARFAN_FILES = '1';
const { log } = console;
console.log = () => {}; // the functions' own lines
const folder = mkdtempSync(join(tmpdir(), 'starfan-profile-'));
const lines: ProfileLine[] = [];
try {
  const files = makeSurvey(join(folder, 'images'), { grid: 8, size: 1024, seed: 64 });
  const list = join(folder, 'list.txt');
  writeFileSync(list, files.map((file) => `${file}\n`).join(''));
  const root = new URL('..', import.meta.url);
  const functions = Object.keys(await readFunctions(new URL('serverless.yml', root).pathname));
  const pascal = (text: string) =>
    text.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  const handlers = new Map<string, (payload: Json, context: object) => Promise<Json>>();
  for (const name of functions.filter((one) => existsSync(new URL(`functions/${one}`, root))))
    handlers.set(name, (await import(new URL(`functions/${name}/handler.ts`, root).href)).handler);
  await session.post('Profiler.start');
  const start = performance.now();
  const since = () => 1000 * (performance.now() - start);
  const spans: Span[] = [];
  const cpuOf = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();
  const invokeOne = async (name: string, payload: Json): Promise<Json> => {
    const [from, cpu, stage] = [since(), process.cpuUsage(), stages[name] ?? 'the rest'];
    const answer = await handlers.get(name)!(payload, {
      functionName: name,
      awsRequestId: 'profile',
    });
    const { user, system } = process.cpuUsage(cpu);
    cpuOf.set(stage, (cpuOf.get(stage) ?? 0) + (user + system) / 1e6);
    spans.push({ stage, from, to: since() });
    return answer;
  };
  const { status, cause } = await runMachine({
    definition: JSON.parse(readFileSync(new URL('statemachines/sky-map.asl.json', root), 'utf8')),
    substitutions: Object.fromEntries(functions.map((one) => [`${pascal(one)}FunctionArn`, one])),
    input: {
      list: pathToFileURL(list).href,
      run: pathToFileURL(`${folder}/run/`).href,
      sky: { fits: true },
    },
    machineName: 'sky-map',
    name: 'profile',
    store: fileStore(),
    addresses: objectAddresses,
    concurrency: 1,
    invoke: (name, payload) => {
      const turn = last.then(() => invokeOne(name, payload));
      last = turn.catch(() => {});
      return turn;
    },
  });
  if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`);
  const { profile } = await session.post('Profiler.stop');
  const spent = byKernel(profile.nodes, profile.samples ?? [], profile.timeDeltas ?? [], spans);
  for (const [stage, kernels] of spent) {
    const here = [...kernels.values()].reduce((sum, one) => sum + one, 0);
    kernels.set(
      'other threads and the system: files, sharp, deflate',
      Math.max(0, cpuOf.get(stage)! - here),
    );
  }
  const all = [...spent.values()]
    .flatMap((kernels) => [...kernels.values()])
    .reduce((sum, one) => sum + one, 0);
  for (const [stage, kernels] of spent) {
    const sorted = [...kernels].sort((a, b) => b[1] - a[1]);
    const rest = sorted.filter(([, seconds]) => seconds / all < 0.004);
    for (const [kernel, seconds] of sorted.filter((one) => !rest.includes(one)))
      lines.push({ stage, kernel, seconds, share: seconds / all });
    const seconds = rest.reduce((sum, [, one]) => sum + one, 0);
    if (seconds > 0) lines.push({ stage, kernel: 'all else', seconds, share: seconds / all });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const limits = machineLimits();
const results = { lines, limits };
writeSection('skyProfile', { machine: thisMachine(), results });
refreshDocs();
log(skyProfileTable({ skyProfile: { machine: thisMachine(), results } }));
