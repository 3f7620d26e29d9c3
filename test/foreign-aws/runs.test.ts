import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../shared/contracts/run.ts';
import { compiledTemplate } from '../deploy/service.ts';
import { adaptTemplate, type Emulator } from './adapt.ts';
import { compare, unexplained } from './compare.ts';
import { deploy, s3Of } from './deploy.ts';
import { judgeOf } from './judge.ts';
import { executionsOf, inputsOf, listKeyOf, localObjects, objectsOf, put } from './lists.ts';
import { fieldsThatTell, STRUCK_KEY, strikeFunctions, struckInputs } from './struck.ts';
import { titleOf } from './tools.ts';
import { makeZips } from './zips.ts';

// From a dropped list to the products, by two interpreters of the States Language that share no
// code with ours or with each other: S3's event, start-run, the machine, our zips as functions. The
// same list through `starfan local` has to give the same.

const machines: Machine[] = ['detect-sources', 'sky-map', 'mosaic'];
const ORDINARY = 'starfan-dev-detect-sources';
const LARGE = `${ORDINARY}-large`;

/** What an emulator makes of a function whose process was killed. */
const killed: Record<Emulator, { struck: string[]; error: string }> = {
  // says Runtime.HandlerError, where AWS's documentation has Runtime.ExitError: so the machine
  // tries the ordinary function twice and the large one once, not the other way about
  ministack: {
    struck: [...Array(4).fill(ORDINARY), LARGE],
    error: 'Runtime.HandlerError',
  },
  localstack: { struck: [ORDINARY, ORDINARY, LARGE, LARGE], error: 'Crashed' },
};

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
    let zipOf: Awaited<ReturnType<typeof makeZips>>;

    beforeAll(async () => {
      const template = compiledTemplate();
      const { body } = adaptTemplate(template, name, server.url);
      zipOf = await makeZips();
      const { outputs } = await deploy(server, template, body, zipOf);
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
      const byKey = Object.fromEntries(machines.map((one) => [listKeyOf(one), lists[one]]));
      found = compare(await objectsOf(server, bucket), await localObjects(bucket, images, byKey));
    });
    afterAll(async () => {
      await server.close();
      await functions?.close();
    });

    it.each(machines)('%s: a list, dropped twice, starts one run, which succeeds', (machine) => {
      expect(ended[machine]?.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    });

    it('makes the same objects as starfan local, but for the files that maps write of themselves', () => {
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

    if (functions)
      it('does so in each Node that Lambda offers, by AWS’s own client', ({ task }) => {
        const { answered } = functions;
        expect(Object.keys(answered)).toHaveLength(3);
        for (const count of Object.values(answered)) expect(count).toBeGreaterThan(10);
        task.meta.counts = { nodes: Object.keys(answered).length };
      });

    it('a killed function is done once in a larger one, or recorded', async ({ task }) => {
      const { images, list } = struckInputs(bucket);
      const struck = await strikeFunctions(server, await zipOf('detect-sources'));
      const s3 = s3Of(server);
      for (const [key, bytes] of images) await put(s3, bucket, key, bytes);
      await put(s3, bucket, STRUCK_KEY, list);
      const [last] = (await executionsOf(server, arnOf('detect-sources'), 2)).filter(({ input }) =>
        input?.includes('struck'),
      );
      expect([last?.status, last?.error, last?.cause]).toEqual(['SUCCEEDED', undefined, undefined]);
      expect(struck()).toEqual(killed[name].struck);
      task.meta.counts = { killed: struck().length };
      const objects = await objectsOf(server, bucket);
      const theirs = new Map([...objects].filter(([key]) => key.startsWith('struck-')));
      // on this machine nothing is killed, and the image that cannot be done is not there
      images.delete('inputs/doomed.fits');
      const ours = await localObjects(bucket, images, { [STRUCK_KEY]: list });
      const { onlyTheirs, onlyOurs, same, differing } = compare(theirs, ours);
      expect([...onlyTheirs, ...onlyOurs].filter((key) => !isOfMap(key))).toEqual([]);
      expect(same.filter((key) => key.endsWith('.fits'))).toHaveLength(6); // five and the catalogue
      expect(
        Object.fromEntries(
          unexplained(differing).map(({ key, fields }) => [
            key.slice(key.indexOf('/') + 1),
            fields,
          ]),
        ),
      ).toEqual(fieldsThatTell(killed[name].error));
    });
  });
}

/** Whether Step Functions itself writes it, of a map. */
const isOfMap = (key: string): boolean => /^[^/]+\/maps\//.test(key);

const arnOf = (machine: Machine): string =>
  `arn:aws:states:us-east-1:000000000000:stateMachine:starfan-dev-${machine}`;
