import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { EstimateOptions } from '../../shared/estimate/estimate.ts';
import { ratesSchema } from '../../shared/estimate/rates-file.ts';
import { estimateSurvey } from '../../shared/estimate/survey-estimate.ts';
import { surveyFileSchema } from '../../shared/estimate/survey-file.ts';

const json = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const options: EstimateOptions = {
  rates: ratesSchema.parse(json('bench/rates.json')),
  concurrency: 1000,
  workflow: 'standard',
  architecture: 'arm64',
  memoryOf: () => 1769,
  timeoutOf: () => 140,
  speed: 1,
  latency: 0.05,
  partitions: 1,
  seed: 1,
};
const wfc3 = surveyFileSchema.parse(json('surveys/wfc3-ir.json'));
const few = { ...wfc3, images: 500 };
const fitOf = (survey: typeof wfc3, more: Partial<EstimateOptions> = {}) =>
  estimateSurvey(survey, { ...options, ...more }).fit;
const misfits = (fit: ReturnType<typeof fitOf>) =>
  fit.stages.filter(({ fits }) => !fits).map(({ stage }) => stage);

it('a list fits, and the same one does not in less time or memory', () => {
  expect([fitOf(few).fits, misfits(fitOf(few))]).toEqual([true, []]);
  const short = fitOf(few, { timeoutOf: (stage) => (stage === 'detections' ? 0.01 : 900) });
  expect([short.fits, misfits(short)]).toEqual([false, ['detections']]);
  const small = fitOf(few, {
    memoryOf: (stage) => (stage === 'detections' ? 64 : 1769),
    timeoutOf: () => 900,
  });
  expect([small.fits, misfits(small)]).toEqual([false, ['detections']]);
});

it('the largest image of a batch needs what was measured of one of 4096² pixels', () => {
  const large = fitOf({ ...few, width: 4096, height: 4096 });
  const memory = large.stages.find(({ stage }) => stage === 'detections')?.memory;
  expect(memory?.needs).toBeGreaterThan(203 * 2 ** 20);
  expect(memory?.needs).toBeLessThan(1.2 * 203 * 2 ** 20);
  expect(memory?.has).toBe(1769 * 2 ** 20);
});

it('says how long a history gets, and that nothing is written to /tmp', () => {
  const { events, fileSystem } = fitOf(wfc3);
  expect(events.needs).toBeLessThan(events.has);
  expect(fileSystem).toEqual({ needs: 0, has: 536_870_912 });
});
