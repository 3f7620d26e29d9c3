import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Estimate, EstimateOptions } from '../../shared/estimate/estimate.ts';
import { matchCells } from '../../shared/estimate/match-tasks.ts';
import { mosaicGeometry } from '../../shared/estimate/mosaic-survey.ts';
import { ratesSchema } from '../../shared/estimate/rates-file.ts';
import { type Requests, requestsAsBuilt } from '../../shared/estimate/requests.ts';
import { depthOf } from '../../shared/estimate/survey.ts';
import { estimateSurvey } from '../../shared/estimate/survey-estimate.ts';
import { surveyFileSchema } from '../../shared/estimate/survey-file.ts';
import { surveyGeometry } from '../../shared/estimate/survey-geometry.ts';
import { functionOf, type StageName } from '../../shared/estimate/work.ts';
import { cpuTimeOf } from '../slowness.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string): unknown => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));
const rates = ratesSchema.parse(json('bench/rates.json'));
const names = readdirSync(`${root}/surveys`).filter((name) => name.endsWith('.json'));
const survey = (name: string) => surveyFileSchema.parse(json(`surveys/${name}`));
const options: EstimateOptions = {
  rates,
  concurrency: 1000,
  workflow: 'express',
  architecture: 'arm64',
  memoryOf: (stage) => ({ lists: 1024, images: 512 })[stage as string] ?? 1769,
  timeoutOf: () => 900,
  speed: 1,
  latency: 0.05,
  partitions: 8,
  seed: 1,
};
const twoMass = survey('2mass-all-sky.json');
const functions: Record<string, { memorySize: number; timeout: number }> = parse(
  readFileSync(`${root}/serverless.yml`, 'utf8'),
).functions;
const functionOfStage = (stage: StageName) => functions[functionOf[stage]]!;
const deployed: EstimateOptions = {
  ...options,
  workflow: 'standard',
  memoryOf: (stage) => functionOfStage(stage).memorySize,
  timeoutOf: (stage) => functionOfStage(stage).timeout,
};

describe('survey files', () => {
  it('are six, and each is estimated', () => {
    expect(names).toHaveLength(6);
    for (const name of names) {
      const { bill, simulation } = estimateSurvey(survey(name), options);
      expect(bill.total).toBeGreaterThan(0);
      for (const { peak } of simulation.stages) expect(peak).toBeLessThanOrEqual(1000);
    }
  });

  it('whose images lie in another region cross to that of the functions, all that is read', () => {
    const lineOf = (region?: string) => {
      const { bill, simulation } = estimateSurvey(
        { ...twoMass, ...(region && { region }) },
        options,
      );
      const line = bill.lines.find(({ item }) => item.startsWith('images, from'));
      const read = simulation.stages
        .filter(({ stage }) => ['images', 'overlaps', 'tiles'].includes(stage))
        .reduce((sum, { bytesRead }) => sum + bytesRead, 0);
      return { line, read, total: bill.total };
    };
    const [own, same, other] = [undefined, 'us-east-1', 'us-west-2'].map(lineOf);
    expect([own!.line, same!.line]).toEqual([undefined, undefined]);
    const { line, read, total } = other!;
    expect(line!.quantity).toBeCloseTo(read / 1e9, 6);
    // The whole archive, three times at least.
    expect(line!.quantity).toBeGreaterThan(3 * 8000);
    expect(total - own!.total).toBeCloseTo(0.02 * line!.quantity, 3);
  });

  it('of 2MASS: the archive, and the sky more than once', () => {
    expect(twoMass.images).toBe(4_879_128);
    expect((twoMass.images * twoMass.bytes) / 1e12).toBeCloseTo(8, 1);
    // Neighbours overlap, and some fields were taken more than once.
    expect(depthOf(twoMass)).toBeGreaterThan(1.2);
    expect(depthOf(twoMass)).toBeLessThan(2);
    expect(surveyGeometry(twoMass)).toMatchObject({
      order: 9,
      plateOrder: 6,
      cells: 49_152,
      leaves: 3_145_728,
    });
  });

  it('of PHAT: 7.5 billion measurements, cells of a million at most that read their margins', () => {
    const phat = survey('phat-places.json');
    const detections = (phat.images * phat.width * phat.height * phat.photometry!.atPlaces!) / 1e6;
    expect(detections / 1e9).toBeCloseTo(7.5, 1);
    const areaOfImage = phat.width * phat.height * (phat.pixelScale / 3600) ** 2;
    const { images, area } = phat;
    const found = matchCells({ ...phat.photometry!, images, detections, area, areaOfImage });
    // 12 · 4^13 cells of 25.8″ over 41,253 deg²
    expect(found.order).toBe(13);
    expect(found.cells).toBe(Math.ceil((0.5 * 12 * 4 ** 13) / 41_252.96125));
    expect(found.rows).toBeLessThanOrEqual(1e6);
    expect(found.rows * found.cells).toBeCloseTo(detections, -8);
    // 10″ on each side
    expect(found.read / found.rows).toBeCloseTo(((25.77 + 2 * 10) / 25.77) ** 2, 1);
  });

  it.each([
    ['phat.json', ['volumes']],
    ['phat-places.json', []],
  ])('%s fits the functions as they are deployed, each task of it', (name, volumes) => {
    const { fit, simulation } = estimateSurvey(survey(name), deployed);
    expect(simulation.stages.map(({ stage }) => stage)).toEqual([
      ...['lists', 'detections', 'catalogue', ...volumes, 'matching', 'matches', 'tables'],
      'report',
    ]);
    expect(fit.stages.filter(({ fits }) => !fits)).toEqual([]);
  });

  it('of the Galactic Plane Atlas: 990 tiles in 16 bands, strips of 512 rows, the Plane twice over', () => {
    const atlas = survey('galactic-plane.json');
    const mosaics = atlas.mosaics!;
    expect(mosaics.tiles).toBe(990 * 16);
    expect(mosaics.side * mosaics.scale).toBe(5 * 3600);
    // 360° times |b| < 22.5°.
    expect(atlas.area).toBeCloseTo((360 * 360 * Math.sin(Math.PI / 8)) / Math.PI, -1);
    expect(depthOf(atlas)).toBeCloseTo(2, 0);
    const { strips, painted } = mosaicGeometry(atlas, mosaics);
    expect(strips).toBe(36);
    // A strip has 9 million pixels, and two images over each of them.
    expect(painted).toBeCloseTo((depthOf(atlas) * 18_000 ** 2) / 36 / 1e6, 1);
    expect(surveyFileSchema.safeParse({ ...atlas, mosaics: undefined }).success).toBe(false);
    expect(surveyFileSchema.safeParse({ ...atlas, machine: 'sky-map' }).success).toBe(false);
  });

  it('that contradict themselves are refused', () => {
    const refusal = (change: object) => {
      const { success, error } = surveyFileSchema.safeParse({ ...twoMass, ...change });
      return success ? 'taken' : error?.issues[0]?.path.join('.');
    };
    expect(refusal({})).toBe('taken');
    expect(refusal({ bytesRead: 2e6 })).toBe('bytesRead');
    expect(refusal({ images: 1000 })).toBe('area');
    expect(refusal({ products: { colour: false, pictures: 'colour', fits: false } })).toBe(
      'products.pictures',
    );
    expect(refusal({ images: 0 })).toBe('images');
    expect(refusal({ area: 50_000 })).toBe('area');
  });
});

describe('an estimate', () => {
  const total = (change: Partial<EstimateOptions>, facts = twoMass) =>
    estimateSurvey(facts, { ...options, ...change }).bill.total;

  it('is the same for the same seed and nearly the same for another', () => {
    const wfc3 = survey('wfc3-ir.json');
    expect(estimateSurvey(wfc3, options)).toEqual(estimateSurvey(wfc3, options));
    const [one, two] = [total({}, wfc3), total({ seed: 2 }, wfc3)];
    expect(one).not.toBe(two);
    // 10,000 tasks that scatter by less than a factor of two each: their sum by one part in 100.
    expect(Math.abs(one / two - 1)).toBeLessThan(0.03);
  });

  it('costs what the processor, the products and the download cost', () => {
    const lambda = (architecture: 'arm64' | 'x86_64') =>
      estimateSurvey(twoMass, { ...options, architecture }).bill.lines.find(({ item }) =>
        item.startsWith('Lambda,'),
      )?.cost ?? 0;
    expect(lambda('x86_64') / lambda('arm64')).toBeCloseTo(0.0000166667 / 0.0000133334, 4);
    const products = { ...twoMass.products, pictures: 'all' as const };
    expect(total({}, { ...twoMass, products })).toBeGreaterThan(total({}));
    expect(total({}) - total({}, { ...twoMass, download: 0 })).toBeCloseTo(90, 3);
  });

  it('of five million images takes seconds', async () => {
    const { seconds } = await cpuTimeOf(() => estimateSurvey(twoMass, options));
    expect(seconds).toBeLessThan(5); // about 0.3
  });

  it('says which steps cannot be as they are', () => {
    const many = { ...twoMass, bands: ['J'] };
    const { warnings } = estimateSurvey(many, { ...options, partitions: 1, concurrency: 3000 });
    expect(warnings.some((text) => text.startsWith('background: its largest task needs'))).toBe(
      true,
    );
    expect(warnings.some((text) => text.includes('S3 is what it waits for'))).toBe(true);
  });

  it('is no slower with more executions at a time', () => {
    const seconds = (concurrency: number) =>
      estimateSurvey(twoMass, { ...options, concurrency }).simulation.seconds;
    const [few, some, many] = [seconds(300), seconds(1000), seconds(3000)];
    expect(few).toBeGreaterThan(some);
    // The last tasks to end are others with other places: a task's own time, twice a map.
    expect(many).toBeLessThan(some * 1.01);
  });
});

describe('what the 2MASS map costs', () => {
  const asked = (requests: Requests = requestsAsBuilt, facts = twoMass) =>
    estimateSurvey(facts, { ...options, concurrency: 3000, requests });
  const hoursOfMaps = ({ simulation }: Estimate) =>
    simulation.stages
      .filter(({ kind }) => kind === 'map')
      .reduce((sum, { start, end }) => sum + end - start, 0) / 3600;

  it("is less than a sixth of the paper's $1,651, above the target of $165, and its maps take less than 0.6 hours at 3,000 at a time", () => {
    const outcome = asked();
    expect(outcome.bill.total).toBeGreaterThan(165);
    expect(outcome.bill.total).toBeLessThan(1651 / 6);
    expect(hoursOfMaps(outcome)).toBeLessThan(0.6);
  });

  it('has no step that is too long or too large for one invocation', () => {
    // What a band of 1.6 million images is matched by.
    const memoryOf: EstimateOptions['memoryOf'] = (stage) =>
      stage === 'background' ? 7076 : options.memoryOf(stage);
    const { fit, simulation } = estimateSurvey(twoMass, {
      ...{ ...options, concurrency: 3000, memoryOf },
    });
    expect(fit.stages.filter((stage) => !stage.fits)).toEqual([]);
    expect(fit.fits).toBe(true);
    for (const { stage, kind, longest } of simulation.stages)
      if (kind !== 'map') expect(longest, stage).toBeLessThan(900);
  });

  it('is less with each request that a function could do without', () => {
    const oneByOne = asked({ ...requestsAsBuilt, imagesAhead: 1 });
    expect(oneByOne.bill.total).toBeGreaterThan(asked().bill.total);
  });
});
