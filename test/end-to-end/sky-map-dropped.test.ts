import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { clientOf } from './cloud-client.ts';
import { writeFrames } from './sky/frames.ts';
import { problemsOf } from './sky/hips.ts';
import { mapsFolder } from './sky/maps.ts';
import { readJson, readJsonLines } from './starfan.ts';

const { at } = mapsFolder('dropped');
let cloud: Cloud;
const ended: string[] = [];

beforeAll(async () => {
  cloud = await startCloud({
    root: at('cloud'),
    bucket: 'starfan',
    concurrency: 2,
    onEnd: ({ name, status }) => ended.push(`${name} ${status}`),
  });
});
afterAll(() => cloud?.close());

it('a list dropped under lists/sky-map/ makes the map of its images', async () => {
  const frame = {
    ra: 45,
    dec: 40,
    value: () => 100,
    band: 'K',
    width: 100,
    height: 100,
    scale: 60,
  };
  const paths = writeFrames(at('in'), { a: frame, b: { ...frame, ra: 46 } });
  mkdirSync(at('cloud', 'starfan', 'data'));
  for (const [name, path] of Object.entries(paths))
    copyFileSync(path, at('cloud', 'starfan', 'data', `${name}.fits`));

  const client = clientOf(cloud);
  const list = ['a', 'b', 'gone'].map((name) => `s3://starfan/data/${name}.fits`);
  await client.send(
    new PutObjectCommand({
      Bucket: 'starfan',
      Key: 'lists/sky-map/two.txt',
      Body: list.join('\n'),
    }),
  );
  await cloud.idle();

  const runs = at('cloud', 'starfan', 'runs');
  const run = join(runs, readdirSync(runs).find((name) => name.startsWith('two-')) ?? 'none');
  // one of three lines: more than a fifth
  expect(ended).toEqual([expect.stringMatching(/^two-\w+ FAILED$/)]);
  expect(readJson(join(run, 'run.json'))).toMatchObject({
    machine: 'sky-map',
    lines: 3,
    done: 2,
    failed: 1,
  });
  expect(readJsonLines(join(run, 'failures.jsonl'))).toEqual([
    expect.objectContaining({ line: 3, error: 'NoSuchObject' }),
  ]);
  expect((await problemsOf(join(run, 'hips', 'K'))).map(({ code }) => code)).not.toContain(
    'WrongMoc',
  );
  expect(readdirSync(join(run, 'hips'))).toEqual(['K']);
  expect(readdirSync(run)).toContain('sky.html');
});
