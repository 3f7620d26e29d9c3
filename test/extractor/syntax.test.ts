import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedCase } from '../shared-data.ts';
import type { Columns } from './detect.ts';
import { copyCase, hasNetwork, runCase } from './run-case.ts';

const isThere = existsSync(sharedCase('extractor')) && hasNetwork;

/** Rows of a table with a head, by name. */
const readTsv = (path: string): Record<string, string>[] => {
  const [head = '', ...lines] = readFileSync(path, 'utf8').replace(/\n+$/, '').split('\n');
  const names = head.split('\t');
  return lines.map((line) =>
    Object.fromEntries(line.split('\t').map((cell, i) => [names[i], cell])),
  );
};

const rowsOf = (name: string) =>
  isThere ? readTsv(sharedCase(`extractor/${name}/right.tsv`)) : [];

const IMAGE = '../images/field.fits';

/** Part by which sums of fluxes may differ, as the cases say. */
const SAME_SUM = 5e-3;

/** The sums of a row of right.tsv (`sum_FLUX_APER_2` …) that a run does not have. */
const wrongSums = (row: Record<string, string>, columns: Columns): string[] =>
  Object.entries(row).flatMap(([key, right]) => {
    const name = key.startsWith('sum_') ? key.slice('sum_'.length) : '';
    const values = columns[name];
    if (name === '' || right === '' || !values) return [];
    const sum = values.reduce((total, value) => total + value, 0);
    return Math.abs(sum - Number(right)) <= SAME_SUM * Number(right)
      ? []
      : [`${name} ${sum}, right ${right}`];
  });

/** Source Extractor goes on with these, and is wrong: they are refused. */
const refusedHere = ['unit-word.sex', 'continued-backslash.sex', 'continued-blank.sex'];

describe.skipIf(!isThere)(
  'habits of syntax of a configuration (skipped without ../shared/cases)',
  () => {
    const folder = isThere ? copyCase('odd-syntax') : '';

    it.each(rowsOf('odd-syntax'))('$file ends with $rc', async (row) => {
      const { file = '', rc, sources } = row;
      const run = await runCase(folder, [IMAGE, '-c', file]);
      if (rc !== '0' || refusedHere.includes(file))
        return expect(run.error).toMatch(/MalformedConfig/);
      expect(run.error).toBeUndefined();
      expect(Math.abs(run.rows - Number(sources))).toBeLessThanOrEqual(1);
      expect(wrongSums(row, run.columns)).toEqual([]);
    });
  },
);

describe.skipIf(!isThere)('the command line (skipped without ../shared/cases)', () => {
  const folder = isThere ? copyCase('command-line') : '';

  it.each(rowsOf('command-line'))('$arguments, before the image: $before_image', async (row) => {
    const words: string[] = JSON.parse(row.arguments!);
    const args = row.before_image === 'Y' ? [...words, IMAGE] : [IMAGE, ...words];
    const run = await runCase(folder, ['-c', 'my.sex', ...args]);
    if (row.rc !== '0') return expect(run.error).toMatch(/MalformedConfig|UsageError/);
    expect(run.error).toBeUndefined();
    expect(Math.abs(run.rows - Number(row.sources))).toBeLessThanOrEqual(1);
    expect(wrongSums(row, run.columns)).toEqual([]);
  });
});

describe.skipIf(!isThere)('a .param (skipped without ../shared/cases)', () => {
  const folder = isThere ? copyCase('param-file') : '';

  it.each(rowsOf('param-file'))('$file ends with $rc', async (row) => {
    const run = await runCase(folder, [IMAGE, '-c', 'my.sex', '-PARAMETERS_NAME', row.file!]);
    if (row.rc !== '0') return expect(run.error).toMatch(/Malformed|Unsupported|NoSuchObject/);
    expect(run.error).toBeUndefined();
    const columns = run.catalogue!.columns.map(({ parameter, sides }) => {
      const length = sides.reduce((product, side) => product * side, 1);
      const isImage = parameter.shape === 'image';
      return `${parameter.name} ${length}${parameter.type}${isImage ? ` (${sides.join(', ')})` : ''}`;
    });
    expect(columns.join(', ')).toBe(row['columns (name, FITS format, TDIM)']);
    expect(Math.abs(run.rows - Number(row.sources))).toBeLessThanOrEqual(1);
  });

  it('every file of the case is there', () => {
    const files = readdirSync(join(folder)).filter((name) => name.endsWith('.param'));
    expect(files.sort()).toEqual(
      rowsOf('param-file')
        .map(({ file }) => file)
        .sort(),
    );
  });
});
