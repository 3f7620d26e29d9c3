import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseSurvey } from '../../../cli/mosaic/read-survey.ts';
import { UsageError } from '../../../local/usage-error.ts';

const shipped = await readFile('surveys/galactic-plane.yml', 'utf8');

describe('parseSurvey', () => {
  it('reads the survey that comes with the program', () => {
    expect(parseSurvey(shipped, 'x.yml').bands?.length).toBeGreaterThan(10);
  });

  it.each([
    ['[[[[[', 'flow collections that end', (n: number) => '['.repeat(n) + ']'.repeat(n)],
    [
      ']]][[[',
      'brackets that only count as closed',
      (n: number) => `${']'.repeat(n)}${'['.repeat(n)}`,
    ],
    ['- - -', 'lists in one line', (n: number) => '- '.repeat(n)],
    ['? ? ?', 'keys in one line', (n: number) => '? '.repeat(n)],
    [
      'lines',
      'maps line by line',
      (n: number) =>
        Array.from({ length: Math.sqrt(n) }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
    ],
  ])('refuses %s, %s, before anything calls itself for each', (_, __, make) => {
    expect(() => parseSurvey(make(100_000), 'x.yml')).toThrow(UsageError);
    expect(() => parseSurvey(make(100_000), 'x.yml')).toThrow(/x.yml: it is no YAML/);
    expect(() => parseSurvey(make(100_000), 'x.yml')).not.toThrow(/call stack/);
  });

  it.each([
    ['bands: [', 'line 1: '],
    ['bands: []\n---\nbands: []\n', 'two documents'],
    [' '.repeat(2 ** 18 + 1), 'longer than any survey'],
  ])('says what is wrong with %j', (text, words) => {
    expect(() => parseSurvey(text, 'x.yml')).toThrow(words);
  });
});
