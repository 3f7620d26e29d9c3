import { execFile, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectCreated } from '../../../local/s3-front/exchange.ts';
import { startS3Front } from '../../../local/s3-front/server.ts';

/** Whether a client that is not ours can be started here. */
function installed(command: string): boolean {
  const there = spawnSync(command, ['--version']).status === 0;
  if (!there) console.warn(`${command} is not installed: its tests are skipped`);
  return there;
}

let root = '';
let scratch = '';
let front: Awaited<ReturnType<typeof startS3Front>>;
const events: ObjectCreated[] = [];
const big = randomBytes(20 * 2 ** 20 + 77);
const small = randomBytes(1000);
const tree = {
  'list.txt': Buffer.from('s3://b/k\n'),
  'sub/a b.fits': small,
  'sub/deep/µ.fits': randomBytes(10),
};

const path = (...parts: string[]) => join(scratch, ...parts);
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

async function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  // A bundle of certificates is of no use here, and rclone does not start with one.
  const all = { ...process.env, AWS_CA_BUNDLE: undefined, HOME: scratch, ...env };
  const { stdout } = await promisify(execFile)(command, args, { env: all, maxBuffer: 2 ** 26 });
  return stdout;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'starfan-front-'));
  scratch = await mkdtemp(join(tmpdir(), 'starfan-clients-'));
  front = await startS3Front({ root, onObjectCreated: (event) => events.push(event) });
  await writeFile(path('big'), big);
  for (const [key, bytes] of Object.entries(tree)) {
    await mkdir(join(path('tree', key), '..'), { recursive: true });
    await writeFile(path('tree', key), bytes);
  }
});
afterAll(async () => {
  await front.close();
  await Promise.all([root, scratch].map((folder) => rm(folder, { recursive: true })));
});

/** What every client must have done to `bucket` and brought to the folder `back`. */
async function expectTree(bucket: string, back: string): Promise<void> {
  for (const [key, bytes] of Object.entries(tree)) {
    expect(Buffer.compare(await readFile(join(root, bucket, 'tree', key)), bytes)).toBe(0);
    expect(Buffer.compare(await readFile(join(back, key)), bytes)).toBe(0);
  }
}

describe.skipIf(!installed('s3cmd'))('s3cmd', () => {
  const s3cmd = (...args: string[]) => {
    const host = front.url.slice('http://'.length);
    return run('s3cmd', [
      ...[
        '--no-ssl',
        `--host=${host}`,
        `--host-bucket=${host}`,
        '--access_key=any',
        '--secret_key=any',
      ],
      ...['--multipart-chunk-size-mb=5', '--no-progress', ...args],
    ]);
  };

  test('makes, puts, lists, gets, copies, syncs and deletes', async () => {
    await s3cmd('mb', 's3://with-s3cmd');
    expect(await s3cmd('ls')).toContain('s3://with-s3cmd');
    await s3cmd('put', path('big'), 's3://with-s3cmd/big');
    expect(Buffer.compare(await readFile(join(root, 'with-s3cmd', 'big')), big)).toBe(0);
    await s3cmd('get', 's3://with-s3cmd/big', path('big.s3cmd'));
    expect(Buffer.compare(await readFile(path('big.s3cmd')), big)).toBe(0);

    await s3cmd('sync', `${path('tree')}/`, 's3://with-s3cmd/tree/');
    await s3cmd('sync', 's3://with-s3cmd/tree/', `${path('back.s3cmd')}/`);
    await expectTree('with-s3cmd', path('back.s3cmd'));
    expect(await s3cmd('sync', `${path('tree')}/`, 's3://with-s3cmd/tree/')).not.toContain(
      'upload:',
    );
    expect(await s3cmd('ls', 's3://with-s3cmd/tree/')).toMatch(
      /DIR\s+s3:\/\/with-s3cmd\/tree\/sub\//,
    );
    expect((await s3cmd('ls', '-r', 's3://with-s3cmd/')).trim().split('\n')).toHaveLength(4);
    expect(await s3cmd('info', 's3://with-s3cmd/tree/list.txt')).toContain(md5(tree['list.txt']));

    await s3cmd('cp', 's3://with-s3cmd/tree/list.txt', 's3://with-s3cmd/copy.txt');
    await s3cmd('mv', 's3://with-s3cmd/copy.txt', 's3://with-s3cmd/moved.txt');
    expect(await s3cmd('ls', 's3://with-s3cmd/moved.txt')).toContain('moved.txt');
    await s3cmd('del', '--recursive', '--force', 's3://with-s3cmd/');
    expect(await s3cmd('ls', '-r', 's3://with-s3cmd/')).toBe('');
    await s3cmd('rb', 's3://with-s3cmd');
    expect(await s3cmd('ls')).not.toContain('with-s3cmd');
  });
});

describe.skipIf(!installed('rclone'))('rclone', () => {
  const rclone = (...args: string[]) =>
    run('rclone', args, {
      RCLONE_CONFIG: path('rclone.conf'),
      RCLONE_CONFIG_FRONT_TYPE: 's3',
      RCLONE_CONFIG_FRONT_PROVIDER: 'Other',
      RCLONE_CONFIG_FRONT_ENDPOINT: front.url,
      RCLONE_CONFIG_FRONT_ACCESS_KEY_ID: 'any',
      RCLONE_CONFIG_FRONT_SECRET_ACCESS_KEY: 'any',
      RCLONE_CONFIG_FRONT_CHUNK_SIZE: '5M',
      RCLONE_CONFIG_FRONT_UPLOAD_CUTOFF: '5M',
    });

  test('makes, copies, checks, syncs, reads ranges and deletes', async () => {
    await rclone('mkdir', 'front:with-rclone');
    await rclone('copyto', path('big'), 'front:with-rclone/big');
    expect(Buffer.compare(await readFile(join(root, 'with-rclone', 'big')), big)).toBe(0);
    expect(
      await rclone('cat', '--offset', '7000000', '--count', '30', 'front:with-rclone/big'),
    ).toBe(big.subarray(7_000_000, 7_000_030).toString());
    await rclone('sync', path('tree'), 'front:with-rclone/tree');
    await rclone('check', path('tree'), 'front:with-rclone/tree');
    await rclone('sync', 'front:with-rclone/tree', path('back.rclone'));
    await expectTree('with-rclone', path('back.rclone'));
    const before = events.length;
    await rclone('sync', path('tree'), 'front:with-rclone/tree');
    expect(events.length).toBe(before);
    expect(await rclone('md5sum', 'front:with-rclone/tree/sub')).toContain(md5(small));
    expect(
      (await rclone('lsf', '-R', '--files-only', 'front:with-rclone')).trim().split('\n'),
    ).toHaveLength(4);
    await rclone('moveto', 'front:with-rclone/tree/list.txt', 'front:with-rclone/moved.txt');
    expect(await rclone('lsf', 'front:with-rclone')).toContain('moved.txt');
    await rclone('purge', 'front:with-rclone');
    expect(await rclone('lsf', 'front:')).not.toContain('with-rclone');
  });
});

describe.skipIf(!installed('aws'))('aws', () => {
  const aws = (...args: string[]) =>
    run('aws', ['--endpoint-url', front.url, ...args], {
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: path('aws.config'),
      AWS_EC2_METADATA_DISABLED: 'true',
    });

  test('makes, copies in parts, syncs, reads ranges, presigns, conditions and deletes', async () => {
    await aws('s3', 'mb', 's3://with-aws');
    await aws('s3', 'cp', path('big'), 's3://with-aws/big');
    expect(Buffer.compare(await readFile(join(root, 'with-aws', 'big')), big)).toBe(0);
    expect(events).toContainEqual(
      expect.objectContaining({ bucket: 'with-aws', key: 'big', size: big.length }),
    );
    await aws('s3', 'cp', 's3://with-aws/big', path('big.aws'));
    expect(Buffer.compare(await readFile(path('big.aws')), big)).toBe(0);
    await aws('s3', 'cp', 's3://with-aws/big', 's3://with-aws/copy');
    expect(Buffer.compare(await readFile(join(root, 'with-aws', 'copy')), big)).toBe(0);

    await aws('s3', 'sync', path('tree'), 's3://with-aws/tree');
    await aws('s3', 'sync', 's3://with-aws/tree', path('back.aws'));
    await expectTree('with-aws', path('back.aws'));
    expect(await aws('s3', 'sync', path('tree'), 's3://with-aws/tree')).toBe('');
    expect(await aws('s3', 'ls', 's3://with-aws/tree/')).toMatch(/PRE sub\/[\s\S]*9 list\.txt/);

    const objectArgs = (key: string) => ['--bucket', 'with-aws', '--key', key];
    await aws('s3api', 'get-object', ...objectArgs('big'), '--range', 'bytes=-50', path('tail'));
    expect(Buffer.compare(await readFile(path('tail')), big.subarray(-50))).toBe(0);
    const presigned = await aws('s3', 'presign', 's3://with-aws/tree/list.txt');
    expect(await (await fetch(presigned.trim())).text()).toBe('s3://b/k\n');

    await aws('s3', 'rm', '--recursive', 's3://with-aws/');
    expect(await aws('s3', 'ls', '--recursive', 's3://with-aws')).toBe('');
    await aws('s3', 'rb', 's3://with-aws');
  });
});
