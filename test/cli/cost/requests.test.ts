import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSurvey } from '../../../bench/survey.ts';
import type { RunEstimate } from '../../../cli/cost/estimate-run.ts';
import { starfan } from '../../run/starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-requests-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs with one process, so that images are held as the simulated process holds them; then what is predicted of it. */
async function predicted(
  ...args: string[]
): Promise<Record<string, { predicted: number; recorded: number }>> {
  const out = mkdtempSync(at('run-'));
  const run = await starfan([...args, '--out', out, '--concurrency', '1', '--json']);
  expect(run.status, run.stderr).toBe(0);
  const told = await starfan(['estimate', '--run', out, '--concurrency', '1', '--json']);
  expect(told.status, told.stderr).toBe(0);
  const { stages }: RunEstimate = JSON.parse(told.stdout);
  return Object.fromEntries(stages.map(({ stage, requests }) => [stage, requests]));
}

/** Stages whose requests follow from the plan alone. */
const exact = ['images', 'plan', 'overlaps', 'background', 'tiles', 'stretch', 'report'];

function expectAsRecorded(stages: Awaited<ReturnType<typeof predicted>>): void {
  for (const stage of exact) expect(stages[stage]?.predicted, stage).toBe(stages[stage]?.recorded);
  // The plan names tiles that an image may just not touch: a few of a small map's, each a read and a write or two.
  const { pictures, hips } = stages;
  expect(pictures!.predicted).toBeGreaterThanOrEqual(pictures!.recorded);
  expect(pictures!.predicted / pictures!.recorded).toBeLessThan(1.25);
  // A preview is made of one to nine tiles, some of which are not there: two reads each, of the four that are predicted.
  expect(Math.abs(hips!.predicted - hips!.recorded)).toBeLessThanOrEqual(10 * 4 + 0.05 * hips!.recorded);
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

  it('of a map in three bands and colour, with FITS tiles', async () => {
    expectAsRecorded(await predicted('sky-map', list, ...colour, '--format', 'fits,png'));
  });

  it('of a map of which the colour survey alone is published', async () => {
    expectAsRecorded(await predicted('sky-map', list, ...colour, '--publish', 'colour'));
  });

  it('of a map of gzip files, whose headers are read to the end of the file', async () => {
    const packed = makeSurvey(at('packed'), { grid: 2, size: 400, seed: 7 }).map((file) => {
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
      return `${file}.gz`;
    });
    expectAsRecorded(await predicted('sky-map', ...packed));
  });

  it('of a search for sources', async () => {
    const files = makeSurvey(at('detect'), { grid: 2, size: 200, seed: 9 });
    const stages = await predicted('detect', ...files);
    for (const stage of ['detections', 'catalogue', 'report'])
      expect(stages[stage]?.predicted, stage).toBe(stages[stage]?.recorded);
  });
});
