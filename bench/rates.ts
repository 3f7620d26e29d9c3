/**
 * How long the work of every stage takes on one core of this machine: bench/rates.json, which
 * starfan estimate predicts from. Runs both machines on seeded images one process at a time, and
 * the reduces alone on skies of thousands; fits seconds of CPU, which other work on the machine
 * hardly changes. Some minutes.
 *
 * npm run bench:rates [-- mosaics | photometry | plan | volumes]   # some stages alone
 */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type RunRecord, readRecords } from '../api/cost/read-records.ts';
import { mosaicMaps } from '../cli/cost/mosaic-run.ts';
import { readRun } from '../cli/cost/read-run.ts';
import { plannedFiles } from '../cli/cost/sky-map-work.ts';
import { prepareRun } from '../functions/start-run/prepare-run.ts';
import { cutReport } from '../functions/write-report/cut-report.ts';
import { startRunner } from '../local/runner.ts';
import { volumeItemSchema, volumeKeys, volumeName } from '../shared/contracts/catalogue.ts';
import { keys } from '../shared/contracts/keys.ts';
import { skyKeys } from '../shared/contracts/sky-map/keys.ts';
import { OVERLAPS_PER_PACK } from '../shared/contracts/sky-map/overlaps.ts';
import { IMAGES_PER_PART, skyPlanSchema } from '../shared/contracts/sky-map/plan.ts';
import { taskRecordSchema } from '../shared/contracts/task-record.ts';
import { ImageCache } from '../shared/estimate/environment.ts';
import {
  fitRates,
  type MeasuredTask,
  type Rates,
  type StageRates,
  type TileBytes,
} from '../shared/estimate/rates.ts';
import { ratesSchema } from '../shared/estimate/rates-file.ts';
import { planOfBands, skyMapParts, skyMapReduce } from '../shared/estimate/sky-map-reduces.ts';
import { objectsOf } from '../shared/estimate/whole-run.ts';
import {
  type Amounts,
  functionOf,
  type StageName,
  type StageWork,
  stageNames,
} from '../shared/estimate/work.ts';
import { readJsonLines } from '../shared/run/json.ts';
import { openStore } from '../shared/store/open.ts';
import { crowdField, manyDetections, wfc3Field } from './made-detections.ts';
import { measureMatches, measureStars } from './photometry-rates.ts';
import { makeSurvey } from './survey.ts';
import {
  bands,
  leaveOverlaps,
  leavePictures,
  leaveTiles,
  makeWideSky,
  type WideShape,
} from './wide-sky.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const starfan = join(root, 'cli/starfan.mjs');
const folder = mkdtempSync(join(tmpdir(), 'starfan-rates-'));
const store = openStore({ STARFAN_FILES: '1' });
const urlOf = (path: string) => pathToFileURL(`${path}/`).href;

/** A stage's tasks as they were measured: seconds of CPU; and bytes of memory of its reduce. */
const measured = new Map<StageName, MeasuredTask[]>();
const held = new Map<StageName, MeasuredTask[]>();
const add = (to: typeof measured, stage: StageName, amounts: Amounts, seconds: number) =>
  to.set(stage, [...(to.get(stage) ?? []), { amounts, seconds }]);

/** What measures photometry. */
const tools = {
  ...{ folder, store, urlOf, runStarfan },
  took: (stage: StageName, amounts: Amounts, seconds: number) =>
    add(measured, stage, amounts, seconds),
  held: (stage: StageName, amounts: Amounts, bytes: number) => add(held, stage, amounts, bytes),
};

/** Fields of one band, or of three under one another, as files and as lists with their bands. */
function makeSets() {
  const files = (name: string, grid: number, size: number, seed: number) =>
    makeSurvey(join(folder, name), { grid, size, seed });
  const large = files('large', 5, 1024, 1);
  const small = files('small', 7, 512, 2);
  const huge = files('huge', 2, 2048, 3);
  const packed = small.slice(0, 30).map((file) => {
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    return `${file}.gz`;
  });
  const list = join(folder, 'bands.csv');
  const rows = ['J', 'H', 'K'].flatMap((band, seed) =>
    files(band, 4, 700, 10 + seed).map((file) => `${file},${band}`),
  );
  writeFileSync(list, ['uri,band', ...rows].join('\n'));
  const colour = ['--bands', 'r=K,g=H,b=J'];
  return [
    ['sky-map', ...large],
    ['sky-map', ...small],
    // Other orders, so that what is painted differs from what is read.
    ['sky-map', ...huge, '--order', '10'],
    ['sky-map', ...large.slice(0, 15), '--order', '8'],
    ['sky-map', ...packed],
    ['sky-map', list, ...colour, '--format', 'fits,png'],
    ['sky-map', list, ...colour, '--publish', 'colour'],
    ['detect', ...small.slice(40, 43)],
    ['detect', ...large.slice(0, 12), ...small.slice(0, 12), ...huge, ...packed.slice(0, 8)],
  ];
}

function runStarfan(args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [starfan, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`starfan ${args[0]} ended with ${status}: ${stderr}`);
}

/** Each task of a run with its record, in the order in which the one process had them. */
async function measureRun(run: string, tileBytes: TileBytes): Promise<void> {
  const records = await readRecords(store, urlOf(run), run);
  for (const stage of await readRun(store, urlOf(run), run, records, tileBytes))
    measureTasks(records, stage);
}

function measureTasks(records: readonly RunRecord[], { stage, groups, kind }: StageWork): void {
  // A stage's parts are named after what they are of, what joins them after the stage.
  const own = records
    .filter((one) => one.stage === stage)
    .filter(({ name }) => kind === 'map' || (kind === 'reduce') === (name === stage))
    .toSorted(byStart);
  const tasks = groups.flatMap(({ count, work }) =>
    new Array<StageWork['groups'][number]['work']>(count).fill(work),
  );
  if (own.length !== tasks.length) return; // the list has no record
  const environment = new ImageCache();
  for (const [i, { amounts, images = [] }] of tasks.entries()) {
    const all: Record<string, number> = { ...amounts };
    for (const missing of environment.missing(images))
      for (const [driver, amount] of Object.entries(missing.amounts))
        all[driver] = (all[driver] ?? 0) + amount;
    add(measured, stage, all, own[i]!.cpu);
    // merge-catalogue holds a part of the sky, however many there are.
    if (kind !== 'map' && stage !== 'catalogue') add(held, stage, all, own[i]!.memory);
  }
}

const byStart = (a: RunRecord, b: RunRecord) => Date.parse(a.started) - Date.parse(b.started);

/** The two maps of a mosaic run that no sky map has. */
async function measureMosaics(): Promise<void> {
  const files = (name: string, grid: number, size: number, seed: number) =>
    makeSurvey(join(folder, name), { grid, size, seed });
  const large = files('m-large', 5, 1024, 31);
  const small = files('m-small', 7, 512, 32);
  const huge = files('m-huge', 2, 2048, 33);
  const tiles = ['--grid', 'car:0.2d/0.16d', '--scale', '1s'];
  const sets = [
    large,
    small,
    huge,
    [...large, '--compress', 'lossless'],
    [...small, ...tiles],
    [...huge, '--scale', '0.5s', '--compress', 'lossless'],
  ];
  for (const [i, args] of [...sets, ...sets].entries()) {
    const run = join(folder, `mosaic-${i}`);
    console.log(`mosaic of ${args.filter((one) => one.endsWith('.fits')).length} images`);
    runStarfan(['mosaic', ...args, '--out', run, '--concurrency', '1', '--json']);
    const records = await readRecords(store, urlOf(run), run);
    const work = await mosaicMaps(
      store,
      urlOf(run),
      await plannedFiles(store, urlOf(run), records),
    );
    for (const stage of work) measureTasks(records, stage);
    rmSync(run, { recursive: true });
  }
}

/** No packed image was measured for mosaics: the same reader unpacks them for tiles. */
function unpacking(rates: StageRates, { tiles }: Rates['stages']): StageRates {
  const { unpacked } = tiles?.seconds ?? {};
  return unpacked === undefined ? rates : { ...rates, seconds: { ...rates.seconds, unpacked } };
}

/** The merge of catalogues: small ones at once, a crowded field in volumes, the plan of many. */
async function measureVolumes(): Promise<void> {
  const [image] = makeSurvey(join(folder, 'v'), { grid: 1, size: 128, seed: 34 });
  const run = join(folder, 'volumes');
  const runner = await startRunner({ concurrency: 1 });
  const measure = async (stage: 'catalogue' | 'volumes', name: string, amounts: Amounts) => {
    const record = readFileSync(join(run, keys.task(stage, name)), 'utf8');
    add(measured, stage, amounts, taskRecordSchema.parse(JSON.parse(record)).cpu);
  };
  for (const [images, sources] of [
    [20, 300],
    [100, 1000],
    [800, 100],
    [1200, 300],
    [300, 1000],
    [64, 12_000],
    [40_000, 10],
  ] as const) {
    rmSync(run, { recursive: true, force: true });
    runStarfan(['detect', image!, '--out', run]);
    if (sources > 10) crowdField(run, { images, sources, ...wfc3Field });
    else manyDetections(run, images);
    await runner.invoke('merge-catalogue', { run: urlOf(run) });
    const items = readFileSync(join(run, volumeKeys.items), 'utf8');
    const whole = items === '' ? { image: images, source: images * sources } : {};
    await measure('catalogue', 'catalogue', { task: 1, record: images, ...whole });
    console.log(
      `  ${images} catalogues of ${sources}: ${measured.get('catalogue')?.at(-1)?.seconds} s`,
    );
    if (sources === 10) continue;
    for await (const item of readJsonLines(
      store,
      urlOf(run) + volumeKeys.items,
      volumeItemSchema,
    )) {
      await runner.invoke('merge-volumes', { BatchInput: { run: urlOf(run) }, Items: [item] });
      const plan = JSON.parse(readFileSync(join(run, volumeKeys.plan(item.volume)), 'utf8'));
      const row = plan.images.length * sources;
      const amounts = { task: 1, image: plan.images.length, row, source: item.rows };
      await measure('volumes', volumeName(item), amounts);
    }
  }
  await runner.close();
}

/** The rates that are there, with those of the merge of catalogues anew. */
async function volumeRates(): Promise<Rates> {
  const rates = ratesSchema.parse(JSON.parse(readFileSync(ratesFile, 'utf8')));
  await measureVolumes();
  const stages: Partial<Record<StageName, StageRates>> = { ...rates.stages };
  for (const stage of ['catalogue', 'volumes'] as const)
    stages[stage] = fitRates(measured.get(stage) ?? []);
  const { coldStart } = await measureStarts(['catalogue', 'volumes']);
  return { ...rates, coldStart: { ...rates.coldStart, ...coldStart }, stages };
}

/** The rates that are there, with those of matches and of the PSF anew. */
async function photometryRates(): Promise<Rates> {
  const rates = ratesSchema.parse(JSON.parse(readFileSync(ratesFile, 'utf8')));
  await measureStars(tools);
  await measureMatches(tools);
  const stages: Partial<Record<StageName, StageRates>> = { ...rates.stages };
  const { seconds: stars, spread: spreadOfStars } = fitRates(measured.get('detections') ?? []);
  const own = stages.detections!;
  stages.detections = { ...own, seconds: { ...own.seconds, ...stars }, spreadOfStars };
  for (const stage of matchStages) stages[stage] = fitted(stage);
  const { coldStart } = await measureStarts(matchStages);
  return { ...rates, coldStart: { ...rates.coldStart, ...coldStart }, stages };
}

const matchStages = ['matching', 'matches', 'tables'] as const;

/** The rates that are there, with those of mosaics anew. */
async function mosaicRates(): Promise<Rates> {
  const rates = ratesSchema.parse(JSON.parse(readFileSync(ratesFile, 'utf8')));
  await measureMosaics();
  const stages: Partial<Record<StageName, StageRates>> = { ...rates.stages };
  for (const stage of ['strips', 'mosaics'] as const)
    stages[stage] = unpacking(fitRates(measured.get(stage) ?? []), stages);
  const { coldStart } = await measureStarts(['strips', 'mosaics']);
  return { ...rates, coldStart: { ...rates.coldStart, ...coldStart }, stages };
}

/** The reduces alone, on what the maps would have left of thousands of images. */
async function measureWide(shape: WideShape, tileBytes: TileBytes): Promise<void> {
  const run = join(folder, 'wide');
  rmSync(run, { recursive: true, force: true });
  makeWideSky(run, shape);
  const runner = await startRunner({ concurrency: 1 });
  const invoke = (stage: StageName, more = {}) =>
    runner.invoke(functionOf[stage], { run: urlOf(run), ...more });
  try {
    await invoke('bands', { step: 'sort' });
    for (const band of bands) await invoke('plan', { band });
    await invoke('plan', { step: 'join' });
    leaveOverlaps(run, shape.seed);
    for (const band of bands) await invoke('background', { band });
    leaveTiles(run, shape.seed);
    for (const band of bands) await invoke('stretch', { band });
    await invoke('stretch');
    leavePictures(run);
    for (let cell = 0; cell < 12; cell++) await invoke('hips', { cell });
    await invoke('hips');
    await invoke('sums', { machine: 'sky-map', step: 'cut' });
    await invoke('report', { machine: 'sky-map', toleratedFailurePercentage: 20 });
    await measureSums(run, (part) => invoke('sums', part));
  } finally {
    await runner.close();
  }
  const lines = (key: string) => readFileSync(join(run, key), 'utf8').split('\n').length - 1;
  const plan = skyPlanSchema.parse(JSON.parse(readFileSync(join(run, skyKeys.plan), 'utf8')));
  const [plates, cells] = [plan.plates, lines(skyKeys.pictureItems)];
  const records = await readRecords(store, urlOf(run), run);
  const whole = {
    images: plan.images,
    namingCompanions: 0,
    chunks: lines(skyKeys.chunks),
    pairs: plan.pairs,
    groups: lines(skyKeys.overlapItems),
    plates,
    colourPlates: plates,
    painted: plates,
    cells,
    colourCells: cells,
    baseCells: records.filter(({ stage, name }) => stage === 'hips' && name !== stage).length,
    leaves: 64 * cells,
    bandLeaves: 64 * plates,
    bands: plan.bands.length,
    parts: objectsOf(plan.images, plan.bands.length, IMAGES_PER_PART),
    packs: objectsOf(lines(skyKeys.overlapItems), plan.bands.length, OVERLAPS_PER_PACK),
    plateOrder: plan.plateOrder,
    files: cells,
    products: { colour: true, pictures: shape.publish, fits: false },
  };
  const reduces = ['stretch', 'hips', 'sums', 'report'] as const;
  const parts = ['background', 'stretch', 'hips'] as const;
  const work = [
    ...planOfBands(whole, tileBytes),
    ...reduces.map((stage) => skyMapReduce(stage, whole, tileBytes)),
    ...parts.map((stage) => skyMapParts(stage, whole, tileBytes)),
  ];
  for (const one of work) measureTasks(records, one);
  console.log(`  reduces of ${plan.images} images`);
}

/** Parts of a report, smaller than they are: what each has is known. */
async function measureSums(run: string, invoke: (part: object) => Promise<unknown>): Promise<void> {
  const { tasks, sky } = await cutReport(store, urlOf(run), 'sky-map', {
    ...{ chunks: 64, tasks: 1024, files: 8 },
  });
  const measure = async (name: string, amounts: Amounts) => {
    const text = readFileSync(join(run, keys.task('sums', name)), 'utf8');
    add(measured, 'sums', amounts, taskRecordSchema.parse(JSON.parse(text)).cpu);
  };
  for (const part of tasks) {
    await invoke({ tasks: part });
    const { stages, items } = await readSums(run, `tasks-${part.part}`);
    const record = stages.reduce((sum, stage) => sum + stage.tasks, 0);
    await measure(`tasks-${part.part}`, { task: 1, record, image: items });
  }
  for (const part of sky) {
    await invoke({ sky: part });
    const task = 'seamsOf' in part ? 1 : 1 + tasks.length;
    const found = await readSums(run, `sky-${part.part}`);
    const own = 'seamsOf' in part ? { pair: found.seams.pairs } : { image: part.images };
    await measure(`sky-${part.part}`, { task, ...own });
  }
}

/** Of tasks and images what they count, of a band its seams. */
interface Sums {
  stages: { tasks: number }[];
  items: number;
  seams: { pairs: number };
}
const readSums = async (run: string, part: string): Promise<Sums> =>
  JSON.parse(readFileSync(join(run, keys.sums(part)), 'utf8'));

/** start-run writes no record: its work is done here. */
async function measureLists(count: number): Promise<void> {
  const list = join(folder, 'list.txt');
  const line = (i: number) =>
    `s3://a-bucket/2mass/allsky/ji${String(i).padStart(9, '0')}.fits.gz\n`;
  writeFileSync(list, Array.from({ length: count }, (_, i) => line(i)).join(''));
  const [cpu, rss] = [process.cpuUsage(), process.memoryUsage().rss];
  const surroundings = {
    execution: 'x',
    folder,
    isAllowed: { bucket: () => true, host: () => true },
    bucket: undefined,
    maxConcurrency: undefined,
  };
  await prepareRun(
    store,
    'sky-map',
    { list: pathToFileURL(list).href, run: urlOf(join(folder, 'lists')) },
    surroundings,
  );
  const { user, system } = process.cpuUsage(cpu);
  const amounts = { task: 1, image: count };
  add(measured, 'lists', amounts, (user + system) / 1e6);
  // Beside the 60 MiB of a process of its own.
  add(held, 'lists', amounts, Math.max(0, process.memoryUsage().rss - rss) + 60 * 2 ** 20);
}

/**
 * Seconds until a new process refuses an event, and until it refuses the next one: the least of
 * some.
 */
async function measureStarts(stages: readonly StageName[]): Promise<{
  coldStart: Partial<Record<StageName, number>>;
  invocation: number;
}> {
  const coldStart: Partial<Record<StageName, number>> = {};
  let invocation = Number.POSITIVE_INFINITY;
  for (const stage of stages) {
    let least = Number.POSITIVE_INFINITY;
    for (let time = 0; time < 3; time++) {
      const runner = await startRunner({ concurrency: 1 });
      const refused = async () => {
        const begin = performance.now();
        await runner.invoke(functionOf[stage], {}).catch(() => {});
        return (performance.now() - begin) / 1000;
      };
      least = Math.min(least, await refused());
      invocation = Math.min(invocation, await refused());
      await runner.close();
    }
    coldStart[stage] = Number(least.toPrecision(3));
  }
  return { coldStart, invocation: Number(invocation.toPrecision(2)) };
}

/** Bytes of a tile that is full of pixels: the mean of the larger half of the deepest ones. */
function tileSize(survey: string): number {
  const files = readdirSync(survey, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /Npix\d+\.png$/.test(name),
  );
  const deepest = Math.max(...files.map((name) => Number(/Norder(\d+)/.exec(name)?.[1])));
  const sizes = files
    .filter((name) => name.startsWith(`Norder${deepest}/`))
    .map((name) => statSync(join(survey, name)).size)
    .sort((a, b) => b - a);
  const half = sizes.slice(0, Math.ceil(sizes.length / 2));
  return Math.round(half.reduce((sum, size) => sum + size, 0) / half.length);
}

const FITS = 1_054_080; // header and 512 × 512 floats

async function allRates(): Promise<Rates> {
  const tileBytes = { fits: FITS, grey: 0, colour: 0 };
  for (const [i, args] of makeSets().entries()) {
    for (const time of [1, 2]) {
      const run = join(folder, `run-${i}-${time}`);
      console.log(args.slice(0, 2).join(' '));
      runStarfan([...args, '--out', run, '--concurrency', '1', '--json']);
      await measureRun(run, tileBytes);
      if (i === 0) tileBytes.grey = tileSize(join(run, skyKeys.hips('K', '')));
      if (args.includes('colour'))
        tileBytes.colour = tileSize(join(run, skyKeys.hips('colour', '')));
      rmSync(run, { recursive: true });
    }
  }
  for (const shape of wide) await measureWide(shape, tileBytes);
  for (const count of [1000, 400_000]) await measureLists(count);
  await measureMosaics();
  await measureVolumes();
  await measureStars(tools);
  await measureMatches(tools);
  const stages: Partial<Record<StageName, StageRates>> = Object.fromEntries(
    stageNames.map((stage) => [stage, fitted(stage)]),
  );
  for (const stage of ['strips', 'mosaics'] as const)
    stages[stage] = unpacking(stages[stage]!, stages);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `one core of ${cpus().length} (${cpus()[0]?.model.trim()}), Node ${process.versions.node}, CPU seconds`,
    ...(await measureStarts(stageNames)),
    tileBytes,
    stages,
  };
}

/** Skies for the reduces alone. */
const wide = [
  { images: 3_000, depth: 1.6, chunk: 10, publish: 'all', seed: 21 },
  { images: 12_000, depth: 1.6, chunk: 100, publish: 'colour', seed: 22 },
  { images: 8_000, depth: 4, chunk: 400, publish: 'all', seed: 23 },
  { images: 60_000, depth: 1.6, chunk: 488, publish: 'colour', seed: 24 },
] as const;
/** What was measured of a stage. */
function fitted(stage: StageName): StageRates {
  const fit = fitRates(measured.get(stage) ?? []);
  const memory = fitRates(held.get(stage) ?? [], 2 ** 24).seconds;
  return held.has(stage) ? { ...fit, memory } : fit;
}

/** The rates that are there, with those of plans, stretches and sums anew: of wide skies. */
async function planRates(): Promise<Rates> {
  const rates = ratesSchema.parse(JSON.parse(readFileSync(ratesFile, 'utf8')));
  for (const shape of wide) await measureWide(shape, rates.tileBytes);
  const stages: Partial<Record<StageName, StageRates>> = { ...rates.stages };
  for (const stage of ['bands', 'plan', 'stretch', 'sums'] as const) {
    const { memory: _, ...fit } = fitted(stage);
    // Peaks of so few images are mostly what was not collected yet.
    const memory = rates.stages[stage]?.memory;
    stages[stage] = { ...fit, ...(memory ? { memory } : {}) };
  }
  const { report } = rates.coldStart;
  // The same function.
  return {
    ...rates,
    coldStart: { ...rates.coldStart, ...(report ? { sums: report } : {}) },
    stages,
  };
}

const ratesFile = join(root, 'bench/rates.json');
try {
  mkdirSync(folder, { recursive: true });
  const kinds = {
    ...{ mosaics: mosaicRates, plan: planRates, volumes: volumeRates },
    photometry: photometryRates,
  };
  const some = Object.entries(kinds).find(([name]) => name === process.argv[2]);
  const rates = await (some?.[1] ?? allRates)();
  writeFileSync(ratesFile, `${JSON.stringify(ratesSchema.parse(rates), null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
