/**
 * Where the time of one warm detection goes, file to products: per stage, in milliseconds and in
 * nanoseconds a pixel. V8 samples the process while it searches the image again and again; each
 * sample goes to the stage of the innermost function that has one below.
 *
 * npx tsx bench/profile-detect.ts [IMAGE.fits] [RUNS] [CONFIG.sex]
 *
 * Without an image: the 4096 x 4096 starfield, and results.json and the table of
 * docs/measurements.md are rewritten. `npm run build` comes first: the kernels are those of
 * sep-wasm/build.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';
import { handler as detectSources } from '../functions/detect-sources/handler.ts';
import { handler as startRun } from '../functions/start-run/handler.ts';
import { refreshDocs } from './docs.ts';
import { machineLimits } from './limits.ts';
import { thisMachine } from './machine.ts';
import { writeSection } from './results.ts';
import { makeStarfield } from './starfield.ts';
import { detectProfileTable } from './tables.ts';

/**
 * Stages, and the functions (`file:name`, or a file's all) whose samples are theirs; of kernels the
 * names in assembly/.
 */
const stages: [stage: string, belongs: RegExp][] = [
  ['read: swap, scale', /fits\/(pixels|scaling|image)\.ts|swapWords/],
  ['read: count bad pixels, error map, mask', /(load-planes|error-map|quality)\.ts|countBad/],
  ['background: first clip', /background\/moments$/],
  ['background: histogram', /background\/fill$/],
  ['background: clip and the rest', /background\/|mesh\.ts|sep-wasm.*Background/],
  ['subtract: spline', /assembly\/mesh\//],
  ['filter', /assembly\/filter\//],
  ['threshold, label', /assembly\/detect\//],
  ['deblend', /assembly\/(deblend|group)\//],
  ['share blended pixels', /assembly\/share\//],
  ['measure', /assembly\/(measure|narrowness|extract|list)\//],
  ['clean', /assembly\/clean\//],
  ['windowed positions', /photometry\/window/],
  ['flux radius', /photometry\/growth\//],
  ['Kron radius', /photometry\/kron\//],
  ['apertures', /photometry\//],
  ['picture: reduce, percentiles', /assembly\/picture\//],
  [
    'picture: grey, ellipses, thumbnail',
    /(grey|ellipses|thumbnail|indexed-picture|draw-sources)\.ts/,
  ],
  ['picture: PNG, WebP', /png|deflate|sharp|zlib/i],
  [
    'catalogue: sky, magnitudes, table',
    /(wcs|catalogue|units|healpix)\/|search-hdu\.ts|sky-summary\.ts/,
  ],
  ['catalogue: FITS', /fits\/(write|checksum|card)/],
  ['garbage collection', /^\(garbage collector\)/],
  ['waits: reading, writing, other threads', /^\(idle\)/],
];

interface Node {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
}

/**
 * What the table's patterns see of a function: the end of its path and its name; of a kernel the
 * name alone.
 */
const nameOf = ({ functionName, url }: Node['callFrame']): string =>
  url.startsWith('wasm:')
    ? functionName
    : `${url.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '')}:${functionName}`;

/** Milliseconds by stage and, of what has none, by function. */
function byStage(nodes: Node[], samples: number[], deltas: number[]): Map<string, number> {
  const parent = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const stageOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parent.get(at)) {
      const frame = frames.get(at)!;
      const name = frame.url === '' ? frame.functionName : nameOf(frame);
      const stage = stages.find(([, belongs]) => belongs.test(name))?.[0];
      if (stage) return stage;
    }
    return `other: ${nameOf(frames.get(id)!)}`;
  };
  const spent = new Map<string, number>();
  const known = new Map<number, string>();
  for (const [i, id] of samples.entries()) {
    const stage = known.get(id) ?? stageOf(id);
    known.set(id, stage);
    spent.set(stage, (spent.get(stage) ?? 0) + deltas[i]! / 1000);
  }
  return spent;
}

const [given, asked = '10', config = fileURLToPath(new URL('starfield.sex', import.meta.url))] =
  process.argv.slice(2);
const runs = Number(asked);
const WARM_UPS = 3;
const urlOf = (path: string) => pathToFileURL(path).href;
const folder = mkdtempSync(join(tmpdir(), 'starfan-profile-'));
process.env.STARFAN_FILES = '1';
const { log } = console;
console.log = () => {}; // the functions' own lines
try {
  const image = given ?? join(folder, 'starfield.fits');
  if (!given) writeFileSync(image, makeStarfield(4096, 20_000, 600, 20240607));
  const list = join(folder, 'list.txt');
  writeFileSync(list, `${resolve(image)}\n`);
  const run = urlOf(`${folder}/run/`);
  const context = { functionName: 'profile', awsRequestId: '1' } as Context;
  const input = { list: urlOf(list), run, config: urlOf(resolve(config)) };
  await startRun({ input, execution: 'profile' } as never, context);
  const search = (n: number) =>
    detectSources(
      { run, item: { line: 1, uri: urlOf(resolve(image)), name: `image${n}` } } as never,
      context,
    );
  for (let n = 0; n < WARM_UPS; n++) await search(n);

  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  const begin = performance.now();
  const cpuBefore = process.cpuUsage();
  for (let n = 0; n < runs; n++) await search(WARM_UPS + n);
  const cpu = process.cpuUsage(cpuBefore);
  const wall = (performance.now() - begin) / runs;
  const { profile } = await session.post('Profiler.stop');

  const record = JSON.parse(readFileSync(join(folder, `run/tasks/detections/image0.json`), 'utf8'));
  const { pixels, sources } = record.detections.counts;
  const spent = byStage(profile.nodes, profile.samples ?? [], profile.timeDeltas ?? []);
  const known = stages.map(([stage]) => stage).filter((stage) => spent.has(stage));
  const others = [...spent].filter(([stage]) => stage.startsWith('other: '));
  const lines: [string, number][] = [
    ...known.map((stage): [string, number] => [stage, spent.get(stage)!]),
    ['other', others.reduce((sum, [, ms]) => sum + ms, 0)],
    ['wall', wall * runs],
    ['processor, all threads: user', cpu.user / 1000],
    ['processor, all threads: system', cpu.system / 1000],
  ];
  const results = {
    image: `${basename(image)}: ${pixels} pixels, ${sources} sources, mean of ${runs} warm runs`,
    lines: lines.map(([stage, ms]) => ({
      stage,
      ms: ms / runs,
      perPixel: (ms * 1e6) / runs / pixels,
    })),
    limits: machineLimits(),
  };
  const section = { machine: thisMachine(), results };
  if (!given) {
    writeSection('detectProfile', section);
    refreshDocs();
  }
  log(detectProfileTable({ detectProfile: section }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
