import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConv } from '../../../shared/core/detection/kernel.ts';
import { compare } from '../compare.ts';
import type { Columns } from '../detect.ts';
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
}

/**
 * Searches an image by a configuration with both programs, in a folder. Throws where either of them
 * fails.
 */
export async function compareSearches(
  folder: string,
  image: ParityImage,
  { settings, inputs = {}, filter = defaultConv }: ParityConfiguration,
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
    CATALOG_TYPE: 'ASCII',
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
  const theirs = readAscii(join(folder, 'p.cat'));
  const run = await runCase(folder, args);
  if (run.error !== undefined) throw new Error(`${image.name}: ${run.error}`);
  const { found, alone, blended, sources } = compare(theirs, run.columns);
  return {
    theirs: theirs.FLAGS!.length,
    ours: run.rows,
    found: Math.round(found * theirs.FLAGS!.length),
    alone: agreementOf(alone, sources.alone),
    blended: agreementOf(blended, sources.blended),
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

/** CATALOG_TYPE ASCII: columns in the order asked for, without names. */
function readAscii(path: string): Columns {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/).map(Number));
  const names = namesOf(Object.values(columnGroups).flat());
  return Object.fromEntries(names.map((name, i) => [name, rows.map((row) => row[i]!)]));
}
