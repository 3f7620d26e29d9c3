import { mosaicInput } from '../../api/mosaic.ts';
import type { MachineInput } from '../../api/run-checked.ts';
import { UsageError } from '../../local/usage-error.ts';
import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import { STEPS } from '../../shared/core/fits/compress.ts';
import { readOption } from '../numbers.ts';
import { optionName } from '../option-name.ts';
import { readBands } from '../read-bands.ts';
import { type MosaicArguments, textOption } from './options.ts';
import { readGrid } from './read-grid.ts';
import { readLayout } from './read-layout.ts';
import { readSurvey } from './read-survey.ts';

/** What the options ask for. Throws UsageError for what does not exist or does not go together. */
export async function readMosaic(options: MosaicArguments): Promise<MachineInput> {
  const text = (name: string) => textOption(options, name);
  const survey = await readSurvey(text('survey'));
  const isPlaced = ['grid', 'like', 'center', 'size', 'scale'].some((name) => options[name]);
  const ofSurvey = survey?.grid !== undefined && !isPlaced ? { grid: survey.grid } : {};
  const grid = await readGrid({ ...options, ...ofSurvey });
  const layout = grid ? undefined : await readLayout(options);
  const given = {
    grid,
    layout,
    survey,
    pixfrac: readPixfrac(text('pixfrac')),
    maxPixels: readOption('max-pixels', text('max-pixels'), 1, Number.MAX_SAFE_INTEGER),
    bands: text('bands') === undefined ? undefined : readBands(text('bands')!),
    compress: readCompression(text('compress')),
    ...Object.fromEntries(
      ['sampling', 'combine', 'conserve', 'background', 'bits'].map((name) => [name, text(name)]),
    ),
  };
  if (given.pixfrac !== undefined && text('sampling') !== 'drizzle')
    throw new UsageError('--pixfrac is of drizzle: give --sampling drizzle');
  return mosaicInput(given, optionName);
}

function readPixfrac(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new UsageError(`--pixfrac ${text}: write a number above 0, 1 at most`);
}

function readCompression(text: string | undefined): MosaicParameters['compress'] {
  if (text === undefined || text === 'none' || text === 'lossless') return text;
  const [, steps] = /^quanti[sz]ed(?::(.+))?$/.exec(text) ?? [text, null];
  if (steps === null)
    throw new UsageError(
      `--compress ${text}: none, lossless, quantized and quantized:Q are possible`,
    );
  return { quantised: readOption('compress', steps, 0.01, 1000) ?? STEPS };
}
