import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CONV } from '../../../shared/core/detection/kernel.ts';
import { compare, disagreements, type Misses } from '../compare.ts';
import { readCatalogue } from '../read-catalogue.ts';
import { runCase } from '../run-case.ts';
import { common, type ParityConfiguration } from './configurations.ts';
import { columnGroups, namesOf, parityParam } from './groups.ts';
import { type ParityImage, writeInputs } from './images.ts';

/** Whether the program that we are compared with is installed. */
export const hasSourceExtractor = spawnSync('source-extractor', ['-v']).error === undefined;
if (!hasSourceExtractor) console.warn('source-extractor is not installed: parity is not compared');

/** How many sources of a kind are compared, and of each group of columns how many values agree. */
export interface Agreement {
  sources: number;
  agreeing: Record<string, number>;
}

/** One image searched by both programs. */
export interface SearchComparison {
  theirs: number;
  ours: number;
  /** sources of theirs that are ours, too */
  found: number;
  alone: Agreement;
  blended: Agreement;
  /** columns that agree too seldom */
  misses: Misses;
}

/** Most of the sources by which the numbers of both may differ; one is always allowed. */
const MOST_APART = 0.005;
const LEAST_FOUND = 0.99;

/**
 * Searches an image by a configuration with both programs, in a folder. Throws where either of them
 * fails.
 */
export async function compareSearches(
  folder: string,
  image: ParityImage,
  { settings, inputs = {}, filter = DEFAULT_CONV }: ParityConfiguration,
): Promise<SearchComparison> {
  writeInputs(folder, image, inputs);
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  put('p.param', parityParam);
  put('p.conv', filter);
  const all = {
    ...common,
    ...settings,
    PARAMETERS_NAME: 'p.param',
    FILTER_NAME: 'p.conv',
    CATALOG_NAME: 'p.cat',
    CATALOG_TYPE: 'FITS_1.0',
    ...(inputs.map === undefined ? {} : { WEIGHT_IMAGE: 'map.fits' }),
  };
  put(
    'p.sex',
    Object.entries(all)
      .map((setting) => `${setting.join(' ')}\n`)
      .join(''),
  );
  const args = [`image.fits${inputs.second ? ',second.fits' : ''}`, '-c', 'p.sex'];
  const { status, stderr } = spawnSync('source-extractor', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`source-extractor: ${image.name}: ${stderr}`);
  const theirs = await readCatalogue(join(folder, 'p.cat'));
  const run = await runCase(folder, args);
  if (run.error !== undefined) throw new Error(`${image.name}: ${run.error}`);
  const comparison = compare(theirs, run.columns);
  const { found, alone, blended, sources } = comparison;
  const count = theirs.FLAGS!.length;
  const misses = disagreements(comparison);
  if (Math.abs(run.rows - count) > Math.max(1, MOST_APART * count)) misses.sources = run.rows;
  if (found < LEAST_FOUND) misses.found = Number(found.toFixed(3));
  return {
    theirs: count,
    ours: run.rows,
    found: Math.round(found * count),
    alone: agreementOf(alone, sources.alone),
    blended: agreementOf(blended, sources.blended),
    misses,
  };
}

/** Of a group the mean over its columns. */
const agreementOf = (shares: Record<string, number>, sources: number): Agreement => ({
  sources,
  agreeing: Object.fromEntries(
    Object.entries(columnGroups).map(([group, columns]) => {
      const names = namesOf(columns);
      const sum = names.reduce((total, name) => total + shares[name]!, 0);
      return [group, (sources * sum) / names.length];
    }),
  ),
});
