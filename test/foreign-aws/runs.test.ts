import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCameras } from '../../cli/demo/camera.ts';
import type { Machine } from '../../shared/contracts/run.ts';
import { compiledTemplate } from '../deploy/service.ts';
import { smallImage } from '../end-to-end/images.ts';
import { adaptTemplate, type Emulator } from './adapt.ts';
import { compare, unexplained } from './compare.ts';
import { deploy, s3Of } from './deploy.ts';
import { type Functions, startFunctions } from './lambda-runtime.ts';
import { executionsOf, inputsOf, listKeyOf, localObjects, objectsOf, put } from './lists.ts';
import { type Server, startServer } from './servers.ts';
import { install, titleOf } from './tools.ts';
import { makeZips } from './zips.ts';

// From a dropped list to the products, by two interpreters of the States Language that share no
// code with ours or with each other: S3's event, start-run, the machine, our zips as functions. The
// same list through `starfan local` has to give the same.

const machines: Machine[] = ['detect-sources', 'sky-map', 'mosaic'];

/** An interpreter with what runs its functions, where that is not its own. */
interface Judge {
  server: Server;
  functions?: Functions;
}

const STRUCK_KEY = 'lists/detect/struck.txt';

/** Dies in the ordinary function alone, or in the large one too, by the name of the image. */
const isStruck = (name: string, event: string): boolean =>
  name.includes('detect-sources') &&
  (event.includes('doomed.fits') || (event.includes('fragile.fits') && !name.includes('large')));

/** LocalStack with AWS's own runtime client in three Nodes, ministack with what it brings. */
async function judgeOf(name: Emulator): Promise<Judge | { missing: string }> {
  if (name === 'ministack') {
    const { server, missing } = await startServer(name);
    return server ? { server } : { missing };
  }
  const { folder, missing } = await install('aws-lambda-ric');
  if (folder === undefined) return { missing };
  const modules = join(folder, 'node_modules');
  const nodes = [
    { version: process.version, program: process.execPath },
    ...[22, 24].map((major) => ({
      version: `v${major}`,
      program: join(modules, `node${major}/bin/node`),
    })),
  ];
  const functions = await startFunctions(join(modules, 'aws-lambda-ric'), nodes, isStruck);
  const started = await startServer(name, { STARFAN_FUNCTIONS: functions.url });
  if (started.server) return { server: started.server, functions };
  await functions.close();
  return { missing: started.missing };
}

for (const name of ['ministack', 'localstack'] as const) {
  const judge = await judgeOf(name);
  if ('missing' in judge) {
    it.skip(`${titleOf(name)} is not there: ${judge.missing}`);
    continue;
  }
  const { server, functions } = judge;
  describe(titleOf(name), () => {
    const ended: Record<string, Awaited<ReturnType<typeof executionsOf>>> = {};
    let found: ReturnType<typeof compare>;
    let bucket: string;

    beforeAll(async () => {
      const template = compiledTemplate();
      const { body } = adaptTemplate(template, name, server.url);
      const { outputs } = await deploy(server, template, body, await makeZips());
      bucket = outputs.BucketName!;
      const { images, lists } = inputsOf(bucket);
      const s3 = s3Of(server);
      for (const [key, bytes] of images) await put(s3, bucket, key, bytes);
      for (const machine of machines) {
        const arn = arnOf(machine);
        await put(s3, bucket, listKeyOf(machine), lists[machine]);
        await executionsOf(server, arn);
        await put(s3, bucket, listKeyOf(machine), lists[machine]); // S3 may tell of a list twice
        ended[machine] = await executionsOf(server, arn);
      }
      found = compare(await objectsOf(server, bucket), await localObjects(bucket, machines));
    });
    afterAll(async () => {
      await server.close();
      await functions?.close();
    });

    it.each(machines)('%s: a list, dropped twice, starts one run, which succeeds', (machine) => {
      expect(ended[machine]?.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    });

    it('makes the same objects as starfan local, but for the files that maps write of themselves', () => {
      const isOfMap = (key: string) => /^[^/]+\/maps\//.test(key);
      expect(found.onlyTheirs.filter((key) => !isOfMap(key))).toEqual([]);
      expect(found.onlyOurs.filter((key) => !isOfMap(key))).toEqual([]);
    });

    it('makes the same bytes, but for when and how fast', ({ task }) => {
      task.meta.counts = { same: found.same.length, told: found.differing.length };
      expect(unexplained(found.differing)).toEqual([]);
      for (const kind of ['.fits', '.png', '.webp', '.parquet', '.tiles', '.jsonl', '.reg'])
        expect(
          found.same.some((key) => key.endsWith(kind)),
          kind,
        ).toBe(true);
      expect(found.differing.some(({ key }) => /\.(fits|png|parquet|tiles)$/.test(key))).toBe(
        false,
      );
    });

    if (!functions) return;
    it('does so in each Node that Lambda offers, by AWS’s own client', ({ task }) => {
      const { answered } = functions;
      expect(Object.keys(answered)).toHaveLength(3);
      for (const count of Object.values(answered)) expect(count).toBeGreaterThan(10);
      task.meta.counts = { nodes: Object.keys(answered).length };
    });

    it('a killed function is done once in a larger one, or recorded', async () => {
      const s3 = s3Of(server);
      const image = smallImage(demoCameras.drizzled, 1);
      const names = ['calm', 'quiet', 'still', 'steady', 'fragile', 'doomed'];
      for (const one of names) await put(s3, bucket, `inputs/${one}.fits`, image);
      const list = names.map((one) => `s3://${bucket}/inputs/${one}.fits`).join('\n');
      await put(s3, bucket, STRUCK_KEY, list);
      const [last] = (await executionsOf(server, arnOf('detect-sources'), 2)).filter(({ input }) =>
        input?.includes('struck'),
      );
      expect([last?.status, last?.error, last?.cause]).toEqual(['SUCCEEDED', undefined, undefined]);
      const objects = await objectsOf(server, bucket);
      const text = (name: string) => {
        const [, bytes] = [...objects].find(
          ([key]) => /^[^/]*struck[^/]*\//.test(key) && key.endsWith(`/${name}`),
        )!;
        return new TextDecoder().decode(bytes);
      };
      expect(JSON.parse(text('run.json'))).toMatchObject({ lines: 6, done: 5, failed: 1 });
      const failures = text('failures.jsonl').trim().split('\n');
      expect(failures).toHaveLength(1);
      expect(JSON.parse(failures[0]!)).toMatchObject({ error: 'Crashed', line: 6 });
    });
  });
}

const arnOf = (machine: Machine): string =>
  `arn:aws:states:us-east-1:000000000000:stateMachine:starfan-dev-${machine}`;
