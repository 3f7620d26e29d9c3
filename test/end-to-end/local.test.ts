import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { showLocalRuns } from '../../cli/local-runs.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { machineArn } from '../../local/local-executions.ts';
import { clientOf } from './cloud-client.ts';
import { writeImages } from './images.ts';
import { productsOf } from './products.ts';
import { readJsonLines, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-local-'));
const at = (...parts: string[]) => join(folder, ...parts);
const runs = at('cloud', 'starfan', 'runs');
const s3cmdIsHere = spawnSync('s3cmd', ['--version']).status === 0;
if (!s3cmdIsHere)
  console.warn('s3cmd is not installed: no list is dropped with a client that is not ours');

let cloud: Cloud;
const refused: string[] = [];
const lost: string[] = [];
const ended: string[] = [];

beforeAll(async () => {
  writeImages(at('inputs'));
  const list = ['drz', 'flt', 'ir', 'plain', 'constant', 'cut'].map((name) =>
    at('inputs', `${name}.fits`),
  );
  writeFileSync(at('list.txt'), list.join('\n'));
  cloud = await startCloud({
    root: at('cloud'),
    bucket: 'starfan',
    concurrency: 2,
    onRefused: (key, error) => refused.push(`${key}: ${error.name}: ${error.message}`),
    onEnd: ({ name, status }) => {
      if (name === 'untold') throw new Error('nobody listens');
      ended.push(`${name} ${status}`);
    },
    onLost: ({ message }) => lost.push(message),
  });
});
afterAll(async () => {
  await cloud?.close();
  rmSync(folder, { recursive: true, force: true });
});

const client = () => clientOf(cloud);

async function drop(key: string, body: string): Promise<void> {
  await client().send(new PutObjectCommand({ Bucket: 'starfan', Key: key, Body: body }));
  await cloud.idle();
}

const runOf = (stem: string) =>
  readdirSync(runs).find((name) => name.startsWith(`${stem}-`)) ?? 'none';

/** A server of this machine that counts who asks, and sends some on to another name of it. */
async function behindTheWall() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    const { port } = server.address() as AddressInfo;
    const isSentOn = request.url === '/on.fits';
    response.writeHead(isSentOn ? 302 : 200, { location: `http://127.0.0.1:${port}/end.fits` });
    response.end(isSentOn ? undefined : 'secret');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { asked, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe('a list dropped into the bucket', () => {
  it('asks no server behind the wall for a dropped list, redirects included, unless it is named', async () => {
    const { asked, port, close } = await behindTheWall();
    vi.stubEnv('STARFAN_INPUT_HOSTS', 'localhost');
    const place = { root: at('guarded'), bucket: 'starfan' };
    // shown as the command shows it, which looks at the images of a plan, too
    const shown = showLocalRuns({ ...place, cores: 1 });
    const guarded = await startCloud({ ...place, concurrency: 1, ...shown });
    try {
      const hosts = ['127.0.0.1', '[::1]', '0x7f000002', hostname()];
      const lines = hosts.map((host) => `http://${host}:${port}/a.fits`);
      const Body = [...lines, `http://localhost:${port}/on.fits`].join('\n');
      const drop = { Bucket: 'starfan', Key: 'lists/detect/wall.txt', Body };
      await clientOf(guarded).send(new PutObjectCommand(drop));
      await guarded.idle();
      const [run = ''] = readdirSync(at('guarded', 'starfan', 'runs'));
      const failures = readJsonLines(at('guarded', 'starfan', 'runs', run, 'failures.jsonl'));
      expect(failures.map(({ error }) => error)).toEqual(Array(5).fill('HostNotAllowed'));
      for (const { message } of failures)
        expect(message).toMatch(/start with STARFAN_INPUT_HOSTS=\S+ starfan local/);
      // of these alone the name that the environment allows was asked, and not where it led
      expect(new Set(asked)).toEqual(new Set([`localhost:${port} /on.fits`]));
    } finally {
      vi.unstubAllEnvs();
      await guarded.close();
      close();
    }
  });

  it.skipIf(!s3cmdIsHere)(
    'with s3cmd starts a run that makes the same bytes as the command',
    async () => {
      const host = cloud.url.replace('http://', '');
      await promisify(execFile)('s3cmd', [
        ...[
          '--no-ssl',
          `--host=${host}`,
          `--host-bucket=${host}`,
          `--access_key=${cloud.environment.AWS_ACCESS_KEY_ID}`,
          `--secret_key=${cloud.environment.AWS_SECRET_ACCESS_KEY}`,
          '--config=/dev/null',
        ],
        ...['put', at('list.txt'), 's3://starfan/lists/detect/mine.txt'],
      ]);
      await cloud.idle();
      const { status } = await starfan(['detect', at('list.txt'), '--out', at('command')]);
      expect(status).toBe(0);
      const products = productsOf(at('command'));
      expect(Object.keys(products).length).toBeGreaterThan(15);
      expect(productsOf(join(runs, runOf('mine')))).toEqual(products);
    },
  );

  it('names objects of the buckets; one out of bounds is a failure', async () => {
    mkdirSync(at('cloud', 'starfan', 'data'), { recursive: true });
    cpSync(at('inputs', 'ir.fits'), at('cloud', 'starfan', 'data', 'ir.fits'));
    // a folder out of the bucket
    symlinkSync(at('inputs'), at('cloud', 'starfan', 'data', 'secret'));
    const lines = ['ir.fits', 'secret/drz.fits', 'gone.fits'].map(
      (name) => `s3://starfan/data/${name}`,
    );
    await drop('lists/detect/objects.txt', [...lines, 's3://other/x.fits'].join('\n'));
    const run = join(runs, runOf('objects'));
    expect(
      readJsonLines(join(run, 'failures.jsonl')).map(({ line, error }) => [line, error]),
    ).toEqual([
      [2, 'AccessDenied'],
      [3, 'NoSuchObject'],
      [4, 'NoSuchObject'],
    ]);
    expect(readdirSync(join(run, 'images', 'ir')).sort()).toEqual([
      'catalogue.fits',
      'sources.parquet',
      'sources.png',
      'sources.reg',
      'thumbnail.webp',
    ]);
  });

  it('starts one run, however often S3 tells of it', async () => {
    const list = at('inputs', 'plain.fits');
    await drop('lists/detect/once.txt', list);
    await drop('lists/detect/once.txt', list); // the same key and bytes
    expect(readdirSync(runs).filter((name) => name.startsWith('once-'))).toHaveLength(1);
    expect(ended.filter((name) => name.startsWith('once-'))).toHaveLength(1);
    await drop('lists/detect/once.txt', `${list}\n# another list`);
    expect(readdirSync(runs).filter((name) => name.startsWith('once-'))).toHaveLength(2);
  });

  it('elsewhere starts nothing, as does an image, and that is said where it runs and by status', async () => {
    const before = ended.length;
    await drop('lists/foo.txt', 'a.fits');
    await drop('lists/detect-sources/x.txt', 'a.fits');
    await drop('lists/detect/x.fits', readFileSync(at('inputs', 'plain.fits'), 'latin1'));
    await drop('lists/detect/', '');
    await drop('notes.txt', 'a.fits');
    expect(ended).toHaveLength(before);
    expect(refused).toEqual([
      expect.stringContaining('lists/detect/once.txt: Error: this very list has been run'),
      'lists/foo.txt: BadRequest: s3://starfan/lists/foo.txt starts no run where it is: put it under s3://starfan/lists/detect/ or s3://starfan/lists/sky-map/ or s3://starfan/lists/mosaic/',
      expect.stringContaining('s3://starfan/lists/detect-sources/x.txt starts no run where it is'),
      expect.stringContaining(
        's3://starfan/lists/detect/x.fits is no text: a list has one URI a line',
      ),
    ]);
    const { status, stdout } = await starfan(
      ['status', '--stack', 'local'],
      undefined,
      cloud.environment,
    );
    expect(status).toBe(1);
    expect(stdout).toContain('local: 3 dropped lists started nothing');
    for (const words of refused.slice(1)) expect(stdout).toContain(words.replace(/^\S+: /, ''));
    expect(stdout).toContain(
      'aws s3 mv s3://starfan/lists/foo.txt s3://starfan/lists/detect/foo.txt',
    );
  });

  it('that is empty ends in a failed run', async () => {
    await drop('lists/detect/nothing.txt', '# nothing\n');
    expect(ended.at(-1)).toMatch(/^nothing-\w+ FAILED$/);
  });
});

describe('an execution started by hand', () => {
  const sfn = () =>
    new SFNClient({
      region: 'us-east-1',
      endpoint: cloud.environment.AWS_ENDPOINT_URL_SFN!,
      credentials: {
        accessKeyId: cloud.environment.AWS_ACCESS_KEY_ID!,
        secretAccessKey: cloud.environment.AWS_SECRET_ACCESS_KEY!,
      },
    });
  const list = 's3://starfan/config/by-hand.txt';
  const begun = async (name: string, input: Record<string, unknown>) => {
    const stateMachineArn = machineArn('detect-sources');
    const started = await sfn().send(
      new StartExecutionCommand({
        stateMachineArn,
        name,
        input: JSON.stringify({ list, ...input }),
      }),
    );
    await cloud.idle();
    const { executionArn } = started;
    return sfn().send(new DescribeExecutionCommand({ executionArn }));
  };
  beforeAll(async () => {
    await drop('config/by-hand.txt', at('inputs', 'plain.fits'));
  });

  it.each([
    ['a folder', { run: 'file:///tmp/elsewhere/' }, 'runs are below s3://starfan/runs/ here'],
    ['a web server', { run: 'https://example.org/' }, 'runs are below s3://starfan/runs/ here'],
    ['a bucket alone', { run: 's3://starfan' }, 's3://'],
    ['lists', { run: 's3://starfan/lists/detect/' }, 'runs are below s3://starfan/runs/ here'],
    [
      'lists by a way up',
      { run: 's3://starfan/runs/x/../../lists/y' },
      'runs are below s3://starfan/runs/ here',
    ],
    [
      'above the root',
      { run: 's3://starfan/runs/../../../up' },
      'runs are below s3://starfan/runs/ here',
    ],
    ['no text', { run: 5 }, 'run is no text'],
    ['config of this machine', { config: 'file:///etc/passwd' }, 'must stand in s3://starfan/'],
    [
      'positions of this machine',
      { positions: 'file:///etc/passwd' },
      'must stand in s3://starfan/',
    ],
    ['a list of this machine', { list: 'file:///etc/passwd' }, 'must stand in s3://starfan/'],
  ])(
    'into or with %s ends by a name, and what runs beside it goes on',
    async (what, input, words) => {
      // as the command shows them
      const { onEnd } = showLocalRuns({ root: at('cloud'), bucket: 'starfan', cores: 1 });
      const { status, cause, ...asked } = await begun(what.replaceAll(' ', '-'), input);
      expect(status).toBe('FAILED');
      expect(cause).toContain(words);
      const shown = { arn: '', machineArn: '', started: new Date(), redrives: 0, ...asked };
      await onEnd({
        ...shown,
        name: what,
        status: 'FAILED',
        input: JSON.stringify(input),
        cause: '',
      });
      expect((await begun(`after-${what.replaceAll(' ', '-')}`, {})).status).toBe('SUCCEEDED');
    },
  );

  it.each([
    'PARAMETERS_NAME SECRET',
    'PARAMETERS_NAME file://SECRET',
    'FILTER_NAME SECRET',
    'FILTER_NAME file://SECRET',
    'ASSOC_NAME ../../../secret.txt',
    'MAG_ZEROPOINT $AWS_SECRET_ACCESS_KEY',
  ])('whose configuration says %s tells nothing of the machine', async (line) => {
    writeFileSync(at('secret.txt'), 'HIDDEN_WORD 1\n');
    const text = line.replace('SECRET', at('secret.txt'));
    const name = `config-${line.length}`;
    await drop(`config/${name}.sex`, `${text}\nDETECT_THRESH 3\n`);
    const { status, cause } = await begun(name, {
      config: `s3://starfan/config/${name}.sex`,
      columns: 'sextractor',
    });
    expect(status).toBe('FAILED');
    for (const secret of ['HIDDEN_WORD', cloud.environment.AWS_SECRET_ACCESS_KEY])
      expect(cause).not.toContain(secret);
  });

  it('of which nobody can be told has ended as it did', async () => {
    expect((await begun('untold', {})).status).toBe('SUCCEEDED');
    expect(lost).toEqual(['nobody listens']);
  });
});
