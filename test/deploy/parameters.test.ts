import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root, serverlessPackage } from './service.ts';

const script: string = new URL('../../deploy/parameters.js', import.meta.url).href;
const { refusals } = (await import(script)) as {
  refusals(settings: Record<string, unknown>, told?: string[]): string[];
};

const good = {
  stage: 'dev',
  region: 'us-east-1',
  bucket: '',
  inputBuckets: ['stpubdata'],
  inputHosts: [],
  alarmEmail: '',
  monthlyBudget: 0,
  maxConcurrency: 1000,
  workingDays: 14,
  farData: 'refused',
  zips: 'build',
};

describe('parameters of a deployment', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a budget that nobody is told of', { monthlyBudget: 50 }, /add --param alarmEmail=/],
    ['a budget that is no number', { monthlyBudget: Number.NaN }, /amount in US dollars/],
    [
      'data of another region',
      { region: 'eu-west-1' },
      /stpubdata is in us-east-1.*--region us-east-1/,
    ],
    ['IRSA from the east', { inputBuckets: ['nasa-irsa-wise'] }, /nasa-irsa-wise is in us-west-2/],
    [
      'no name of a bucket',
      { inputBuckets: ['s3://mine'] },
      /"s3:\/\/mine" in inputBuckets is no name/,
    ],
    [
      'an address for a host',
      { inputHosts: ['https://a.org'] },
      /"https:\/\/a.org" in inputHosts is no name/,
    ],
    ['a * for all hosts', { inputHosts: ['*'] }, /inputHosts is no name/],
    ['a * for all buckets', { inputBuckets: ['*'] }, /"\*" in inputBuckets is no name/],
    [
      'an input that is written',
      { bucket: 'mine', inputBuckets: ['mine'] },
      /inputs are never written/,
    ],
    ['a name that S3 does not take', { bucket: 'My_Bucket' }, /cannot be the name of the bucket/],
    ['a long stage', { stage: 'production-for-everyone' }, /up to 15/],
    ['no region', { region: 'east', inputBuckets: [] }, /is no region/],
    ['no address', { alarmEmail: 'me' }, /no e-mail address/],
    ['too much at the same time', { maxConcurrency: 10_001 }, /from 1 to 10000/],
    ['part of a day', { workingDays: 0.5 }, /whole number of days/],
    ['a word that is not known', { farData: 'yes' }, /farData is/],
    ['zips that are not known', { zips: 'old' }, /zips is/],
  ])('refuse %s', (_, wrong, sentence) => {
    const refused = refusals({ ...good, ...wrong });
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(sentence);
    expect(refused[0]).toMatch(/\.$/);
  });

  it('are taken when they make sense', () => {
    expect(refusals(good)).toEqual([]);
    expect(
      refusals({ ...good, region: 'us-west-2', inputBuckets: ['nasa-irsa-*', 'my-images'] }),
    ).toEqual([]);
    expect(refusals({ ...good, region: 'eu-west-1', farData: 'allowed' })).toEqual([]);
    expect(refusals({ ...good, alarmEmail: 'me@example.org', monthlyBudget: 50 })).toEqual([]);
    expect(refusals({ ...good, inputBuckets: [] })).toEqual([]);
  });

  it('are told apart from misspelt ones', () => {
    expect(refusals(good, ['inputBucket=x'])[0]).toMatch(
      /no parameter inputBucket: there are bucket, inputBuckets/,
    );
  });

  it('end `serverless package` with their sentence, before anything is made', () => {
    const { status, said } = serverlessPackage(['--param', 'monthlyBudget=50']);
    expect(status).not.toBe(0);
    expect(said).toContain(
      'A monthlyBudget needs somebody who is told: add --param alarmEmail=you@example.org.',
    );
    expect(said).not.toContain(' at '); // no stack
  });

  it('stand in docs/deploying.md, each with its default', () => {
    const text = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
    const { params } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'));
    for (const [name, value] of Object.entries(params.default))
      expect(text).toContain(`| \`${name}\` | ${value === '' ? 'none' : `\`${value}\``} |`);
  });
});
