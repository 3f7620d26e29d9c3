import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { UsageError } from '../../local/usage-error.ts';
import { chooseConcurrency } from '../../shared/estimate/choose-concurrency.ts';
import type { EstimateOptions } from '../../shared/estimate/estimate.ts';
import type { PlannedSurvey } from '../../shared/estimate/survey.ts';
import { estimateSurvey } from '../../shared/estimate/survey-estimate.ts';
import { surveyFileSchema } from '../../shared/estimate/survey-file.ts';
import { surveyGeometry } from '../../shared/estimate/survey-geometry.ts';
import { needsLarge } from '../../shared/run/plan/refuse-background.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { assumptionsOf } from '../cost/assumptions.ts';
import { readArchitecture, readWorkflow } from '../cost/choices.ts';
import { estimateLines } from '../cost/estimate-lines.ts';
import { comparisonLines, estimateRun } from '../cost/estimate-run.ts';
import { plotSvg } from '../cost/plot.ts';
import { readChecked, readRates, readSizes, shippedFile } from '../cost/shipped.ts';
import { readCount, readOption } from '../numbers.ts';
import { readConcurrency } from '../read-concurrency.ts';
import { findRun } from '../run-address.ts';
import { say } from '../say.ts';

/** Executions at a time that an account has unless it asks for more. */
const OF_AN_ACCOUNT = 1000;

/** `starfan estimate`. */
export const estimateCommand: Command = {
  help: `starfan estimate --survey FILE | --run RUN [options]

What a survey that has not been run will cost on AWS, how long it takes and with how many tasks at a
time: the machine's maps simulated event by event, from measured rates (bench/rates.json) and AWS'
limits. It says first whether the largest task of every stage fits its function's time and memory,
and last all that it assumes.

  --survey FILE          a survey file, or one that starfan has: 2mass-all-sky, wfc3-ir,
                         galactic-plane-16-bands (one tile, as a sky map), galactic-plane (the whole
                         atlas as mosaics), phat (matched, by the PSF, with artificial stars)
  --run RUN              a finished run on this machine instead, compared with its records
  --concurrency N        executions at a time (default: as many of an account's 1000 as make it
                         faster; for --run the cores of this machine)
  --memory MB            size of every function (default: as in serverless.yml)
  --architecture WHICH   arm64 (default) or x86_64
  --workflow WHICH       children are standard (default, as deployed) or express
  --publish WHAT         PNG tiles of all surveys, or of colour alone (default: as in the file)
  --keep-fits yes|no     single FITS tiles (default: as in the file)
  --speed X              a core of Lambda in cores of the machine that was measured (default: 1)
  --latency MS           from a request to S3's first byte (default: 50)
  --partitions N         parts into which S3 has split a prefix (default: 1)
  --seed N               of the simulation's random numbers (default: 1)
  --plot FILE.svg        the number of tasks at work over time, as a picture
  --json

Exit status: 0 where it fits, 1 where it does not, 2 for a wrong command line.

  starfan estimate --survey 2mass-all-sky --concurrency 3000 --partitions 8
  starfan estimate --survey 2mass-all-sky --memory 3538 --workflow express --architecture x86_64
  starfan estimate --survey my-survey.json --publish colour --keep-fits no
  starfan estimate --run sky --concurrency 2`,

  async run(args) {
    const { values } = readArguments({ args, options });
    if ((values.survey === undefined) === (values.run === undefined))
      throw new UsageError('give --survey FILE or --run RUN: starfan estimate --help');
    if (values.run !== undefined) {
      const concurrency = readConcurrency(values.concurrency) ?? availableParallelism();
      const address = await findRun(values.run, {}, 'estimate --run');
      const rates = await readRates();
      const comparison = await estimateRun(address, rates, concurrency);
      say(values.json ? JSON.stringify(comparison) : comparisonLines(comparison, rates).join('\n'));
      return 0;
    }
    const survey = await readSurvey(values.survey ?? '', values.publish, values['keep-fits']);
    const memory = readCount('memory', values.memory, 128, 10_240);
    const isMany =
      survey.machine !== 'detect-sources' &&
      needsLarge(
        survey.images / survey.bands.length,
        surveyGeometry(survey).pairs / survey.bands.length,
      );
    const deployed = await readSizes(isMany);
    const asked = readConcurrency(values.concurrency, true);
    const given: EstimateOptions = {
      rates: await readRates(),
      concurrency: asked ?? OF_AN_ACCOUNT,
      workflow: readWorkflow(values.workflow),
      architecture: readArchitecture(values.architecture),
      memoryOf: (stage) => memory ?? deployed(stage).memory,
      timeoutOf: (stage) => deployed(stage).timeout,
      speed: readOption('speed', values.speed, 0.01, 100) ?? 1,
      latency: (readOption('latency', values.latency, 0, 10_000) ?? 50) / 1000,
      partitions: readCount('partitions', values.partitions, 1, 10_000) ?? 1,
      seed: readCount('seed', values.seed, 0, 2 ** 31) ?? 1,
    };
    const { concurrency, estimate: predicted } =
      asked === undefined
        ? chooseConcurrency(OF_AN_ACCOUNT, (concurrency) =>
            estimateSurvey(survey, { ...given, concurrency }),
          )
        : { concurrency: asked, estimate: estimateSurvey(survey, given) };
    const assumptions = assumptionsOf(survey, { ...given, concurrency });
    if (values.plot !== undefined)
      await writePlot(values.plot, plotSvg(survey.name, predicted.simulation));
    say(
      values.json
        ? JSON.stringify({ survey, ...predicted, assumptions })
        : estimateLines(survey, predicted, given, assumptions).join('\n'),
    );
    return predicted.fit.fits ? 0 : 1;
  },
};

const options = {
  survey: { type: 'string' },
  run: { type: 'string' },
  concurrency: { type: 'string' },
  memory: { type: 'string' },
  architecture: { type: 'string', default: 'arm64' },
  workflow: { type: 'string', default: 'standard' },
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
): Promise<PlannedSurvey> {
  const shipped = shippedFile(`surveys/${name.replace(/\.json$/, '')}.json`);
  const path = isFile(name) ? name : shipped;
  if (!isFile(path))
    throw new UsageError(
      `there is no survey file ${name}: give a file's path, or one of 2mass-all-sky, wfc3-ir, galactic-plane-16-bands, galactic-plane, phat`,
    );
  const survey = await readChecked(path, surveyFileSchema, 'surveys/2mass-all-sky.json');
  if (publish !== undefined && publish !== 'all' && publish !== 'colour')
    throw new UsageError(`--publish ${publish}: all and colour are possible`);
  if (publish === 'colour' && !survey.products.colour)
    throw new UsageError(`--publish colour: ${survey.name} makes no survey in colour`);
  if (keepFits !== undefined && keepFits !== 'yes' && keepFits !== 'no')
    throw new UsageError(`--keep-fits ${keepFits}: yes and no are possible`);
  const { pictures, fits } = survey.products;
  const products = {
    ...survey.products,
    pictures: publish ?? pictures,
    fits: keepFits === undefined ? fits : keepFits === 'yes',
  };
  return { ...survey, products };
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

async function writePlot(path: string, svg: string): Promise<void> {
  try {
    await writeFile(path, svg);
  } catch (error) {
    throw new UsageError(
      `--plot ${path} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
}
