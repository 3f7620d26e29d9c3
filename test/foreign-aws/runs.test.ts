import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../shared/contracts/run.ts';
import { compiledTemplate } from '../deploy/service.ts';
import { adaptTemplate } from './adapt.ts';
import { compare, unexplained } from './compare.ts';
import { deploy, s3Of } from './deploy.ts';
import { executionsOf, inputsOf, listKeyOf, localObjects, objectsOf, put } from './lists.ts';
import { startServer } from './servers.ts';
import { titleOf } from './tools.ts';
import { makeZips } from './zips.ts';

// From a dropped list to the products, by an interpreter of the States Language that shares no code
// with ours: S3's event, start-run, the machine, our zips as functions. The same list through
// `starfan local` has to give the same.

const machines: Machine[] = ['detect-sources', 'sky-map', 'mosaic'];
const { server, missing } = await startServer('ministack');

describe.skipIf(!server)(titleOf('ministack'), () => {
  if (missing !== undefined) console.warn(missing);
  const ended: Record<string, Awaited<ReturnType<typeof executionsOf>>> = {};
  let found: ReturnType<typeof compare>;

  beforeAll(async () => {
    const template = compiledTemplate();
    const { body } = adaptTemplate(template, 'ministack', server!.url);
    const { outputs } = await deploy(server!, template, body, await makeZips());
    const bucket = outputs.BucketName!;
    const { images, lists } = inputsOf(bucket);
    const s3 = s3Of(server!);
    for (const [key, bytes] of images) await put(s3, bucket, key, bytes);
    for (const machine of machines) {
      const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:starfan-dev-${machine}`;
      await put(s3, bucket, listKeyOf(machine), lists[machine]);
      await executionsOf(server!, arn);
      await put(s3, bucket, listKeyOf(machine), lists[machine]); // S3 may tell of a list twice
      ended[machine] = await executionsOf(server!, arn);
    }
    found = compare(await objectsOf(server!, bucket), await localObjects(bucket, machines));
  });
  afterAll(() => server?.close());

  it.each(machines)('%s: a list, dropped twice, starts one run, which succeeds', (machine) => {
    expect(ended[machine]?.map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  it('makes the same objects as starfan local, but for the files that maps write of themselves', () => {
    expect(found.onlyTheirs).toEqual([]);
    expect(found.onlyOurs.filter((key) => !/^[^/]+\/maps\//.test(key))).toEqual([]);
  });

  it('makes the same bytes, but for when and how fast', ({ task }) => {
    task.meta.counts = { same: found.same.length, told: found.differing.length };
    expect(unexplained(found.differing)).toEqual([]);
    for (const kind of ['.fits', '.png', '.webp', '.parquet', '.tiles', '.jsonl', '.reg'])
      expect(
        found.same.some((key) => key.endsWith(kind)),
        kind,
      ).toBe(true);
    expect(found.differing.some(({ key }) => /\.(fits|png|parquet|tiles)$/.test(key))).toBe(false);
  });
});
