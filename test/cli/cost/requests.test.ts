import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSurvey } from '../../../bench/survey.ts';
import type { RunEstimate } from '../../../cli/cost/estimate-run.ts';
import type { TaskRecord } from '../../../shared/contracts/task-record.ts';
import { requestsAsBuilt } from '../../../shared/estimate/requests.ts';
import { estimatePicturesTask, estimateTilesTask } from '../../../shared/estimate/sky-map-tasks.ts';
import { readJson, starfan } from '../../end-to-end/starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-requests-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Runs with one process, so that images are held as the simulated process holds them; answers its
 * folder.
 */
async function ranAlone(...args: string[]): Promise<string> {
  const out = mkdtempSync(at('run-'));
  const { status, stderr } = await starfan([...args, '--out', out, '--concurrency', '1', '--json']);
  expect(status, stderr).toBe(0);
  return out;
}

/** Requests by stage: what is predicted of a run, and what its records say. */
async function requestsOf(
  run: string,
): Promise<Record<string, { predicted: number; recorded: number }>> {
  const { status, stdout, stderr } = await starfan([
    'estimate',
    '--run',
    run,
    '--concurrency',
    '1',
    '--json',
  ]);
  expect(status, stderr).toBe(0);
  const { stages }: RunEstimate = JSON.parse(stdout);
  return Object.fromEntries(stages.map(({ stage, requests }) => [stage, requests]));
}

/** Stages whose requests follow from the plan alone. */
const exact = ['images', 'bands', 'plan', 'overlaps', 'background', 'stretch'];
/**
 * On one's own machine a report looks at the run once more, to seal it: three HEADs and the list of
 * its records.
 */
const SEAL = 4;

/**
 * `kept` packed images of the run are held by its one process since they were compared, and not
 * read again for plates; in the cloud, and in an estimate, those are other processes. Plain files
 * are let go in between.
 */
function expectAsRecorded(
  stages: Awaited<ReturnType<typeof requestsOf>>,
  { surveys, kept }: { surveys: number; kept: number },
): void {
  for (const stage of exact) expect(stages[stage]?.predicted, stage).toBe(stages[stage]?.recorded);
  const { tiles, pictures, hips, report } = stages;
  expect(report!.recorded - report!.predicted).toBe(SEAL);
  // How many tiles a plate has is known when it is painted: the plan names those that an image may
  // just not touch, and images as small as these touch few. What a plate with its own tiles asks
  // for is held exactly below.
  expect(Math.abs((tiles!.predicted - kept) / tiles!.recorded - 1)).toBeLessThan(0.35);
  expect(Math.abs(pictures!.predicted / pictures!.recorded - 1)).toBeLessThan(0.35);
  // A preview is made of one to nine tiles, some of which are not there: up to 18 reads, of which 8
  // are predicted.
  expect(Math.abs(hips!.predicted - hips!.recorded)).toBeLessThanOrEqual(surveys * 10);
}

describe('the requests that an estimate counts are those that records tell', () => {
  let list = '';
  const colour = ['--bands', 'r=K,g=H,b=J'];
  beforeAll(() => {
    const rows = ['J', 'H', 'K'].flatMap((band, seed) =>
      makeSurvey(at(band), { grid: 2, size: 300, seed }).map((file) => `${file},${band}`),
    );
    list = at('bands.csv');
    writeFileSync(list, ['uri,band', ...rows].join('\n'));
  });

  it('of mosaics in three bands, lossless', async () => {
    const run = await ranAlone('mosaic', list, '--compress', 'lossless');
    const stages = await requestsOf(run);
    for (const stage of ['images', 'bands', 'overlaps', 'background', 'strips'])
      expect(stages[stage]?.predicted, stage).toBe(stages[stage]?.recorded);
    // Reading two other bands for a picture in colour is not predicted, nor is the seal.
    const all = (which: 'predicted' | 'recorded') =>
      Object.values(stages).reduce((sum, stage) => sum + stage[which], 0);
    expect(Math.abs(all('predicted') / all('recorded') - 1)).toBeLessThan(0.2);
  });

  it('of a map in three bands and colour, with FITS tiles', async () => {
    const run = await ranAlone('sky-map', list, ...colour, '--format', 'fits,png');
    expectAsRecorded(await requestsOf(run), { surveys: 4, kept: 0 });

    const records = (stage: string): TaskRecord[] =>
      readdirSync(join(run, 'tasks', stage)).map((name) =>
        readJson(join(run, 'tasks', stage, name)),
      );
    const { order }: { order: number } = readJson(join(run, 'plan/plan.json'));
    const products = { colour: true, pictures: 'all', fits: true } as const;
    const bytes = { fits: 1, grey: 1, colour: 1 };
    const count = (outputs: TaskRecord['outputs'], path: RegExp) =>
      outputs.filter(({ url }) => path.test(url)).length;
    const fits = /^hips\/.*\.fits$/;
    const deepest = new RegExp(`/Norder${order}/.*\\.fits$`);
    const plates = records('tiles');
    for (const { outputs, traffic } of plates) {
      const { writes } = estimateTilesTask(
        { images: { count: 1, ranges: 1 }, painted: 1, tiles: count(outputs, fits) },
        products,
        bytes,
        requestsAsBuilt,
      );
      expect(traffic.writes).toBe(writes);
    }
    for (const { name, inputs, outputs, traffic } of records('pictures')) {
      const own = plates
        .filter((plate) => plate.name.endsWith(`-${name}`))
        .flatMap((plate) => plate.outputs);
      const leaves = count(own, deepest);
      const tiles = {
        bands: inputs.length,
        bandTiles: count(own, fits),
        bandLeaves: leaves,
        colourLeaves: leaves,
      };
      const colourTiles = count(outputs, /^hips\/colour\//);
      const { reads, writes } = estimatePicturesTask(
        { ...tiles, colourTiles, ranges: 1 },
        products,
        bytes,
        requestsAsBuilt,
      );
      expect(traffic).toMatchObject({ reads, writes });
    }
  });

  it('of a map of which the colour survey alone is published', async () => {
    expectAsRecorded(
      await requestsOf(await ranAlone('sky-map', list, ...colour, '--publish', 'colour')),
      { surveys: 1, kept: 0 },
    );
  });

  it('of a map of gzip files, whose headers come with the whole file', async () => {
    const packed = makeSurvey(at('packed'), { grid: 2, size: 400, seed: 7 }).map((file) => {
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
      return `${file}.gz`;
    });
    expectAsRecorded(await requestsOf(await ranAlone('sky-map', ...packed)), {
      surveys: 1,
      kept: 4,
    });
  });

  it('of a search for sources', async () => {
    const files = makeSurvey(at('detect'), { grid: 2, size: 200, seed: 9 });
    const stages = await requestsOf(await ranAlone('detect', ...files));
    for (const stage of ['detections', 'catalogue'])
      expect(stages[stage]?.predicted, stage).toBe(stages[stage]?.recorded);
    expect(stages.report!.recorded - stages.report!.predicted).toBe(SEAL);
  });
});
