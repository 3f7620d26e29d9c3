import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';
import { compare, disagreements, readCsv } from '../compare.ts';
import type { Columns } from '../detect.ts';
import { readCatalogue } from '../read-catalogue.ts';
import { allowances, knownMisses } from '../right-catalogues.ts';
import { copyCase, hasNetwork } from '../run-case.ts';
import { configurations } from './configurations.ts';
import { expectSameHeads, expectSameMosaic, expectSamePsfs } from './expect-same.ts';
import { hasPrograms, readHeads, readMosaic, readPsf, runProgram } from './programs.ts';
import { results, scripts } from './scripts.ts';

const command = fileURLToPath(new URL('../../../cli/starfan.mjs', import.meta.url));

/** Runs a script with `starfan` on the path; what it says. */
const runScript = (folder: string, script: string): string =>
  runProgram(folder, 'env', [
    `PATH=${join(folder, '..', 'bin')}${delimiter}${process.env.PATH}`,
    ...['sh', '-ec', script],
  ]);

/** Two copies of the case: the script runs in one as it is, in the other with `starfan` before. */
function prepare(): { theirs: string; ours: string } {
  const theirs = copyCase('pipelines');
  for (const name of ['scamp.conf', 'psfex.conf', 'ref.param'])
    writeFileSync(join(theirs, name), configurations[name]!);
  runProgram(theirs, 'source-extractor', [
    ...['../images/field.fits', '-c', 'astrom.sex', '-BACKPHOTO_TYPE', 'GLOBAL'],
    ...['-PARAMETERS_NAME', 'ref.param', '-CATALOG_NAME', 'field.ref'],
  ]);
  const bin = join(theirs, '..', 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'starfan'), `#!/bin/sh\nexec ${process.execPath} ${command} "$@"\n`);
  chmodSync(join(bin, 'starfan'), 0o755);
  const ours = join(theirs, '..', 'ours');
  cpSync(theirs, ours, { recursive: true });
  return { theirs, ours };
}

/** A catalogue in text: rows of numbers, by the names that the case's table has for its columns. */
function readText(path: string, names: readonly string[]): Columns {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/).map(Number));
  for (const row of rows) expect(row).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, column) => [name, rows.map((row) => row[column]!)]));
}

async function catalogueOf(folder: string, name: string): Promise<Columns> {
  const path = join(folder, `${name}.cat`);
  if (results[name]!.isLdac) return readCatalogue(path, 2);
  return readText(path, Object.keys(readCsv(sharedCase(`extractor/pipelines/right_${name}.csv`))));
}

/** Means of pixels: a SWarp mosaic of other border pixels of blended sources differs by so much. */
const MEAN_PIXEL = 0.01;

describe.skipIf(!hasPrograms || !hasNetwork || !hasSharedCases)(
  'the scripts of six pipelines, starfan put before the search (skipped without the programs or ../shared/cases)',
  () => {
    let folders = { theirs: '', ours: '' };
    beforeAll(() => {
      folders = prepare();
    });

    it.each(Object.entries(scripts))('%s', async (name, script) => {
      const { theirs, ours } = folders;
      const right = runScript(theirs, script);
      const said = runScript(ours, script.replace('source-extractor', 'starfan source-extractor'));

      const catalogues = [await catalogueOf(theirs, name), await catalogueOf(ours, name)] as const;
      expect(Object.keys(catalogues[1])).toEqual(Object.keys(catalogues[0]));
      const comparison = compare(...catalogues, allowances[`pipelines ${name}`]);
      expect(comparison.found).toBeGreaterThanOrEqual(0.97);
      expect(knownMisses[`pipelines ${name}`] ?? {}).toMatchObject(disagreements(comparison));

      const head = join(theirs, `${name}.head`);
      if (existsSync(head)) expectSameHeads(readHeads(head), readHeads(join(ours, `${name}.head`)));
      if (script.includes('psfex')) expectSamePsfs(readPsf(right), readPsf(said));
      for (const image of results[name]!.images) {
        const their = await readMosaic(join(theirs, image));
        const spread = Math.max(...their.pixels) - Math.min(...their.pixels);
        expectSameMosaic(their, await readMosaic(join(ours, image)), MEAN_PIXEL * spread);
      }
    });
  },
);
