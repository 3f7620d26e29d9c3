import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { surveySchema } from '../../shared/contracts/survey.ts';
import { boundOf, type Estimate, type EstimateOptions } from '../../shared/core/cost/estimate.ts';
import { localLimits } from '../../shared/core/cost/limits.ts';
import { type Simulation, simulate } from '../../shared/core/cost/simulate.ts';
import type { Survey } from '../../shared/core/cost/survey.ts';
import { estimateSurvey } from '../../shared/core/cost/survey-estimate.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { type Command, UsageError } from '../command.ts';
import { assumptionsOf } from '../cost/assumptions.ts';
import { compareWithRun, contentionOf } from '../cost/compare.ts';
import { plotSvg, plotText } from '../cost/plot.ts';
import { readRecords } from '../cost/read-records.ts';
import { readRun } from '../cost/read-run.ts';
import { readChecked, readRates, readSizes, shippedFile } from '../cost/shipped.ts';
import { billTable, columns, duration, readable, size } from '../cost/table.ts';
import { readCount, readOption } from '../numbers.ts';
import { readArchitecture } from './cost.ts';

export const estimate: Command = {
  help: `starfan estimate --survey FILE | --run DIR [options]

What a survey that has not been run will cost on AWS, how long it takes and with how many tasks at a time: the machine's maps
simulated event by event, from measured rates (bench/rates.json) and AWS' limits. All that is assumed is said.

  --survey FILE          a survey file, or the name of one that comes along: 2mass-all-sky, wfc3-ir, galactic-plane-16-bands
  --run DIR              a finished run on this machine instead, to be compared with its records
  --concurrency N        executions at a time (default: 1000; for --run the cores of this machine)
  --memory MB            size of every function (default: as in serverless.yml)
  --architecture WHICH   arm64 (default) or x86_64
  --workflow WHICH       express (default) or standard children
  --publish WHAT         single PNG tiles of all surveys, of the bands, or of colour alone (default: as in the survey file)
  --keep-fits yes|no     single FITS tiles (default: as in the survey file)
  --speed X              a core of Lambda in cores of the machine that was measured (default: 1)
  --latency MS           from a request to S3's first byte (default: 50)
  --partitions N         parts into which S3 has split a prefix (default: 1)
  --seed N               (default: 1)
  --plot FILE.svg        the tasks under way over time, as a picture
  --json

  starfan estimate --survey 2mass-all-sky --concurrency 3000 --publish colour`,

  async run(args) {
    const { values } = parseArgs({ args, options });
    if ((values.survey === undefined) === (values.run === undefined))
      throw new UsageError('give --survey FILE or --run DIR: starfan estimate --help');
    const seed = readCount('seed', values.seed, 0, 2 ** 31) ?? 1;
    if (values.run !== undefined) {
      const concurrency = readCount('concurrency', values.concurrency, 1, 1000) ?? availableParallelism();
      return estimateRun(values.run, concurrency, values.json);
    }
    const survey = await readSurvey(values.survey ?? '', values.publish, values['keep-fits']);
    const memory = readCount('memory', values.memory, 128, 10_240);
    const deployed = await readSizes();
    const given: EstimateOptions = {
      rates: await readRates(),
      concurrency: readCount('concurrency', values.concurrency, 1, 10_000) ?? 1000,
      workflow: readWorkflow(values.workflow),
      architecture: readArchitecture(values.architecture),
      memoryOf: (stage) => memory ?? deployed(stage).memory,
      timeoutOf: (stage) => deployed(stage).timeout,
      speed: readOption('speed', values.speed, 0.01, 100) ?? 1,
      latency: (readOption('latency', values.latency, 0, 10_000) ?? 50) / 1000,
      partitions: readCount('partitions', values.partitions, 1, 10_000) ?? 1,
      seed,
    };
    const predicted = estimateSurvey(survey, given);
    const assumptions = assumptionsOf(survey, given);
    if (values.plot !== undefined) await writeFile(values.plot, plotSvg(survey.name, predicted.simulation));
    if (values.json) console.log(JSON.stringify({ survey, ...predicted, assumptions }));
    else console.log(shown(survey, predicted, given, assumptions).join('\n'));
    return 0;
  },
};

const options = {
  survey: { type: 'string' },
  run: { type: 'string' },
  concurrency: { type: 'string' },
  memory: { type: 'string' },
  architecture: { type: 'string', default: 'arm64' },
  workflow: { type: 'string', default: 'express' },
  publish: { type: 'string' },
  'keep-fits': { type: 'string' },
  speed: { type: 'string' },
  latency: { type: 'string' },
  partitions: { type: 'string' },
  seed: { type: 'string' },
  plot: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

async function readSurvey(
  name: string,
  publish: string | undefined,
  keepFits: string | undefined,
): Promise<Survey> {
  const path = existsSync(name) ? name : shippedFile(`surveys/${name.replace(/\.json$/, '')}.json`);
  if (!existsSync(path)) throw new UsageError(`there is no survey file ${name}: starfan estimate --help`);
  const survey = await readChecked(path, surveySchema);
  if (keepFits !== undefined && keepFits !== 'yes' && keepFits !== 'no')
    throw new UsageError(`--keep-fits ${keepFits}: yes and no are possible`);
  const products = {
    ...survey.products,
    ...(publish === undefined ? {} : { pictures: publish }),
    ...(keepFits === undefined ? {} : { fits: keepFits === 'yes' }),
  };
  const checked = surveySchema.safeParse({ ...survey, products });
  if (!checked.success)
    throw new UsageError(
      `--publish ${publish}: all, bands and colour are possible, colour where the survey has it`,
    );
  return checked.data;
}

function readWorkflow(text: string): 'express' | 'standard' {
  if (text === 'express' || text === 'standard') return text;
  throw new UsageError(`--workflow ${text}: express and standard are possible`);
}

function shown(
  survey: Survey,
  { simulation, bill, warnings }: Estimate,
  { memoryOf }: EstimateOptions,
  assumptions: string[],
): string[] {
  const gb = simulation.stages.map(({ stage, billed }) => (billed * memoryOf(stage)) / 1024);
  return [
    `${survey.name}: $${bill.total.toFixed(2)}, ${duration(simulation.seconds)}`,
    '',
    ...stageTable(simulation, gb),
    '',
    ...plotText(simulation),
    '',
    ...billTable(bill),
    '',
    ...warnings.map((text) => `! ${text}`),
    ...(warnings.length > 0 ? [''] : []),
    'assumed',
    ...assumptions.map((text) => `· ${text}`),
  ];
}

function stageTable({ stages }: Simulation, gbSeconds: number[]): string[] {
  const head = [
    'stage',
    'tasks',
    'at once',
    'takes',
    'work',
    'GB-s',
    'reads',
    'writes',
    'read',
    'written',
    'bound by',
  ];
  return columns([
    head,
    ...stages.map((stage, i) => [
      stage.stage,
      readable(stage.tasks),
      readable(stage.peak),
      duration(stage.end - stage.start),
      duration(stage.work),
      readable(gbSeconds[i]!),
      readable(Math.round(stage.reads)),
      readable(Math.round(stage.writes)),
      size(stage.bytesRead),
      size(stage.bytesWritten),
      boundOf(stage),
    ]),
  ]);
}

async function estimateRun(folder: string, concurrency: number, json: boolean): Promise<number> {
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  const url = objectUrl(`${folder.replace(/\/+$/, '')}/`);
  const rates = await readRates();
  const records = await readRecords(store, url);
  const work = await readRun(store, url, records, rates.tileBytes);
  const share = contentionOf(records) ?? rates.contention;
  const simulation = simulate(work, {
    rates,
    limits: localLimits(concurrency),
    speedOf: () => 1 / share,
    inFlight: {},
  });
  const comparison = compareWithRun(simulation, records);
  if (json) console.log(JSON.stringify(comparison));
  else {
    const rows = [...comparison.stages, { stage: 'all', ...comparison.all }];
    const pair = ({ predicted, recorded }: { predicted: number; recorded: number }) => [
      readable(predicted),
      readable(recorded),
    ];
    const table = columns([
      ['predicted, recorded:', 'work s', '', 'takes s', '', 'requests', ''],
      ...rows.map(({ stage, work: seconds, wall, requests }) => [
        stage,
        ...pair(seconds),
        ...pair(wall),
        ...pair(requests),
      ]),
    ]);
    console.log(
      [
        ...table,
        '',
        `with ${concurrency} processes; rates: ${rates.machine}, ${rates.date}; ${share.toFixed(2)} s passed for one of CPU`,
      ].join('\n'),
    );
  }
  return 0;
}
