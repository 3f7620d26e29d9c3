import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { demoCameras } from '../../cli/demo/camera.ts';
import { startCloud } from '../../local/cloud.ts';
import type { Machine } from '../../shared/contracts/run.ts';
import { s3Store } from '../../shared/store/s3.ts';
import { clientOf } from '../end-to-end/cloud-client.ts';
import { smallImage } from '../end-to-end/images.ts';
import { type Frame, writeFrames } from '../end-to-end/sky/frames.ts';
import type { Server } from './servers.ts';

/** Objects by their keys. */
export type Objects = Map<string, Uint8Array>;

const folders = { 'detect-sources': 'detect', 'sky-map': 'sky-map', mosaic: 'mosaic' } as const;

/** Names that mean something in URLs, in S3's events and in XML. */
const imageNames = ['im 0+%41é', 'a&b', 'a+b', 'a b', 'µ', 'x', 'y'];

/** Two bands of two frames that overlap, with skies of their own. */
const frames: Record<string, Frame> = Object.fromEntries(
  ['K', 'H'].flatMap((band, n) =>
    [0, 1].map((i): [string, Frame] => [
      `${band}${i}`,
      {
        ...{ ra: 45 + i, dec: 40, width: 100, height: 100, scale: 60, band },
        value: (x, y, _z, column, row) =>
          1000 + 10 * i + 5 * n + 300 * x + 200 * y + ((column * 7 + row * 13 + n) % 11) / 7,
      },
    ]),
  ),
);

/**
 * What a bucket holds before a run: images under inputs/, and a list of them for each machine, with
 * an image that is a page and a line that is nonsense among those of detect-sources.
 */
export function inputsOf(bucket: string): { images: Objects; lists: Record<Machine, string> } {
  const images: Objects = new Map();
  for (const [i, name] of imageNames.entries())
    images.set(`inputs/${name}.fits`, smallImage(demoCameras.drizzled, i + 1));
  images.set('inputs/page.fits', new TextEncoder().encode('<!DOCTYPE html><p>404 Not Found</p>'));
  const folder = mkdtempSync(join(tmpdir(), 'starfan-frames-'));
  const sky = Object.entries(writeFrames(folder, frames)).map(([name, path]) => {
    images.set(`inputs/${name}.fits`, readFileSync(path));
    return `inputs/${name}.fits`;
  });
  rmSync(folder, { recursive: true });
  const listOf = (keys: string[]) => keys.map((key) => `s3://${bucket}/${key}`).join('\n');
  const detect = [...images.keys()].filter((key) => !sky.includes(key));
  return {
    images,
    lists: {
      'detect-sources': `${listOf([...detect, ...sky])}\nnonsense`,
      'sky-map': listOf(sky),
      mosaic: listOf(sky),
    },
  };
}

/** Key under which a dropped list starts a machine. */
export const listKeyOf = (machine: Machine): string => `lists/${folders[machine]}/my list+ü%41.txt`;

/** Puts an object. */
export const put = (s3: S3Client, Bucket: string, Key: string, Body: Uint8Array | string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** All objects of a run's prefix, by keys relative to `runs/`. */
export async function objectsOf(server: Server, bucket: string): Promise<Objects> {
  const store = s3Store(server.environment);
  const prefix = `s3://${bucket}/runs/`;
  const objects: Objects = new Map();
  for await (const { url } of store.list(prefix))
    objects.set(url.slice(prefix.length), await store.get(url));
  return objects;
}

/** What `starfan local` makes of lists, by their keys, in a bucket with these images. */
export async function localObjects(
  bucket: string,
  images: Objects,
  lists: Record<string, string>,
): Promise<Objects> {
  const root = mkdtempSync(join(tmpdir(), 'starfan-own-'));
  const cloud = await startCloud({ root, bucket, concurrency: 2 });
  try {
    const s3 = clientOf(cloud);
    for (const [key, bytes] of images) await put(s3, bucket, key, bytes);
    for (const [key, list] of Object.entries(lists)) {
      await put(s3, bucket, key, list);
      await cloud.idle();
    }
    return filesOf(join(root, bucket, 'runs'));
  } finally {
    await cloud.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function filesOf(folder: string): Objects {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

/** Every execution of a machine, when all that were begun have ended; waits for so many. */
export async function executionsOf(server: Server, machineArn: string, count = 1) {
  const client = new SFNClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (;;) {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn }),
    );
    if (executions.length >= count && executions.every(({ status }) => status !== 'RUNNING'))
      return Promise.all(
        executions.map(({ executionArn }) =>
          client.send(new DescribeExecutionCommand({ executionArn })),
        ),
      );
    await wait(500);
  }
}
