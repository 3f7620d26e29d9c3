import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitsOf, starred } from './sky/frames.ts';
import { problemsOf } from './sky/hips.ts';
import { mapsFolder } from './sky/maps.ts';

const { at, map } = mapsFolder('names');

/**
 * Names of properties, of the run's own folders and files, and such as differ by case, by dots, or
 * by a script that looks alike.
 */
const hostile = [
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty', 'prototype', 'length'],
  ...[
    'images',
    'tasks',
    'hips',
    'plan',
    'list.jsonl',
    'run.json',
    'Norder2',
    'all',
    'colour',
    'failures',
  ],
  ...[
    'K',
    'k',
    'a.b',
    'a..b',
    'a',
    'а',
    'α',
    'é',
    'e\u0301',
    '星',
    'a b',
    'a-2',
    'CON',
    'part-0000.parquet',
  ],
];

/** A map of each of all would take long. */
const bands = ['constructor', '__proto__', 'colour', 'Norder2', 'K', 'k', 'a', 'а', '星'];

/** One image a name, each under its name, in a folder of its own; and in a band of that name. */
let lines: { uri: string; band: string }[];
beforeAll(() => {
  lines = hostile.map((name, i) => {
    const folder = at('in', String(i));
    mkdirSync(folder, { recursive: true });
    const uri = join(folder, `${name}.fits`);
    writeFileSync(uri, fitsOf({ ...starred, ra: 45 + 0.02 * i }));
    return { uri, band: name };
  });
});

const ofRecords = (out: string, stage: string) => readdirSync(join(out, 'tasks', stage));
const distinct = (names: string[]) => new Set(names.map((name) => name.toLowerCase())).size;

describe('names that mean something else', () => {
  it('of images: each has a result of its own', async () => {
    const run = await map(lines, { machine: 'detect-sources' });
    expect(run.outcome.status).toBe('SUCCEEDED');
    expect(run.failures()).toEqual([]);
    expect(run.summary()).toMatchObject({
      lines: hostile.length,
      done: hostile.length,
      sources: hostile.length,
    });
    expect(distinct(readdirSync(join(run.out, 'images')))).toBe(hostile.length);
    expect(ofRecords(run.out, 'detections')).toHaveLength(hostile.length);
  });

  it('of bands: each has a survey of its own, whole', async () => {
    const some = lines.filter(({ band }) => bands.includes(band));
    const run = await map(some, { sky: { background: 'plane' } });
    expect(run.outcome.status).toBe('SUCCEEDED');
    expect(run.failures()).toEqual([]);
    expect(run.summary()).toMatchObject({ lines: bands.length, done: bands.length, brokenOff: 0 });
    const surveys = readdirSync(run.hips(''));
    expect(distinct(surveys)).toBe(surveys.length);
    expect(surveys).toHaveLength(bands.length);
    for (const survey of surveys)
      expect([survey, await problemsOf(run.hips(survey))]).toEqual([survey, []]);
  });
});
