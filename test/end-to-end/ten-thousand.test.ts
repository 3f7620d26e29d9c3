import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTemporaryName } from '../../shared/store/atomic.ts';
import { limit } from '../slowness.ts';
import { until } from '../until.ts';
import { productsOf } from './products.ts';
import { readJson, starfan, startStarfan } from './starfan.ts';
import { writeTinyImages } from './tiny.ts';

// A list is dropped, the machine is killed in the middle, the run is done again.
const IMAGES = 10_000;
/** Minutes, where the machine is quiet. */
const patience = 4 * limit();

const folder = mkdtempSync(join(tmpdir(), 'starfan-many-'));
const at = (...parts: string[]) => join(folder, ...parts);
const runs = at('cloud', 'starfan', 'runs');
const running = new Set<ReturnType<typeof startStarfan>>();

/** `starfan local` as a user starts it, and what it prints for the other commands' environment. */
async function startLocal(port: number) {
  const started = startStarfan(['local', '--root', at('cloud'), '--port', String(port)]);
  running.add(started);
  const { said, kill } = started;
  await until(() => said.stdout.includes('export ') && said.stdout.endsWith('\n'));
  const variables = /export (.*)/.exec(said.stdout)?.[1]?.split(' ') ?? [];
  const environment = Object.fromEntries(
    variables.map((one) => one.split('=') as [string, string]),
  );
  return { environment, kill };
}

/** Tasks that have their record; what a killed worker left half-written is none. */
const ended = (run: string) => {
  const records = join(runs, run, 'tasks', 'detections');
  return existsSync(records)
    ? readdirSync(records).filter((name) => !isTemporaryName(name)).length
    : 0;
};

beforeAll(async () => {
  writeFileSync(at('list.txt'), writeTinyImages(at('inputs'), IMAGES).join('\n'));
  await starfan(['detect', at('list.txt'), '--out', at('undisturbed'), '--json']);
}, patience);
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe(`a dropped list of ${IMAGES} images`, () => {
  const port = 21_000 + (process.pid % 20_000);
  let name = '';

  it(
    'killed in the middle and redone ends with every image once, and the bytes of an undisturbed run',
    async () => {
      mkdirSync(at('cloud', 'starfan'), { recursive: true });
      const first = await startLocal(port);
      const client = new S3Client({
        endpoint: first.environment.AWS_ENDPOINT_URL_S3!,
        region: 'us-east-1',
        forcePathStyle: true,
        credentials: {
          accessKeyId: first.environment.AWS_ACCESS_KEY_ID!,
          secretAccessKey: first.environment.AWS_SECRET_ACCESS_KEY!,
        },
      });
      const drop = {
        Bucket: 'starfan',
        Key: 'lists/detect/many.txt',
        Body: readFileSync(at('list.txt')),
      };
      await client.send(new PutObjectCommand(drop));
      await until(() => existsSync(runs) && readdirSync(runs).length === 1);
      name = readdirSync(runs)[0]!;
      await until(() => ended(name) > 0.4 * IMAGES);
      await first.kill();
      const left = IMAGES - ended(name);
      expect(left).toBeGreaterThan(0.2 * IMAGES);

      const second = await startLocal(port);
      Object.assign(process.env, second.environment);
      const stopped = JSON.parse(
        (await starfan(['status', name, '--stack', 'local', '--json'])).stdout,
      );
      expect(stopped).toMatchObject({ state: 'stopped', lines: IMAGES, failed: 0 });
      expect(stopped.stages[0]).toMatchObject({ total: IMAGES, toGo: left });

      const { status, stdout, stderr } = await starfan(['redo', name, '--stack', 'local']);
      expect(stdout, stderr).toContain(`${IMAGES} of ${IMAGES} images searched`);
      expect(status).toBe(0);
      expect(productsOf(join(runs, name))).toEqual(productsOf(at('undisturbed')));
    },
    patience,
  );

  it('has each image once in the catalogue and in the ledger', async () => {
    const catalogue = join(runs, name, 'catalogue');
    const seen = new Map<string, number>();
    for (const part of readdirSync(catalogue).filter((name) => name.endsWith('.parquet'))) {
      const bytes = readFileSync(join(catalogue, part));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      for (const { image } of await parquetReadObjects({ file, columns: ['image'] }))
        seen.set(image, (seen.get(image) ?? 0) + 1);
    }
    expect(seen.size).toBe(IMAGES); // each has one star
    expect(Math.max(...seen.values())).toBe(1);
    expect(ended(name)).toBe(IMAGES);
    expect(readJson(join(runs, name, 'run.json'))).toMatchObject({ done: IMAGES, failed: 0 });
  });

  it(
    'is watched, priced and cleaned as any other',
    async () => {
      const told = JSON.parse(
        (await starfan(['status', name, '--stack', 'local', '--json'])).stdout,
      );
      expect(told).toMatchObject({ state: 'succeeded', failures: [] });
      expect(told.stages[0]).toMatchObject({ done: IMAGES, failed: 0, setAside: 0, toGo: 0 });
      const cost = JSON.parse((await starfan(['cost', join(runs, name), '--json'])).stdout);
      expect(cost.bill.total).toBeGreaterThan(told.cost.total * 0.9);
      const { status, stdout } = await starfan(['clean', name, '--stack', 'local', '--yes']);
      expect([status, stdout]).toEqual([
        0,
        expect.stringContaining('looked again: nothing is left'),
      ]);
      expect(existsSync(join(runs, name))).toBe(false);
      expect(existsSync(at('cloud', 'starfan', 'lists', 'detect', 'many.txt'))).toBe(true);
    },
    patience,
  );
});
