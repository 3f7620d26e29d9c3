import {
  cpSync,
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
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bands } from '../../cli/demo/sky/bands.ts';
import { makeSky } from '../../cli/demo/sky/make-sky.ts';
import { startS3Front } from '../../local/s3-front/server.ts';
import { fileKind } from '../../shared/contracts/run-files.ts';
import { writeImages } from './images.ts';
import { starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-clean-'));
const at = (...parts: string[]) => join(folder, ...parts);
const filesOf = (run: string): string[] =>
  readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(run.length + 1))
    .sort();

beforeAll(async () => {
  writeImages(at('inputs'));
  const images = ['drz', 'plain', 'cut'].map((name) => at('inputs', `${name}.fits`));
  await starfan(['detect', ...images, '--out', at('made'), '--tolerate', '50']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fresh = (name: string): string => {
  cpSync(at('made'), at(name), { recursive: true });
  return at(name);
};

describe('clean', () => {
  it('knows every file of both machines', async () => {
    const { J, H, Ks } = await makeSky(at('frames'));
    const some = [J, H, Ks].flatMap((paths) => paths.slice(0, 3));
    const args = [
      'sky-map',
      ...some,
      '--out',
      at('sky'),
      '--bands',
      'r=Ks,g=H,b=J',
      '--format',
      'fits,png',
    ];
    expect((await starfan([...args, '--colour', 'lupton'])).status).toBe(0);
    expect(Object.keys(bands)).toHaveLength(3);
    for (const run of ['made', 'sky'])
      expect(filesOf(at(run)).filter((key) => fileKind(key) === undefined)).toEqual([]);
    await starfan(['clean', at('sky'), '--keep', 'products', '--yes']);
    const cut = ['cutout', at('sky'), '--pos', '0 41.81', '--size', '20x20', '--bands', 'H'];
    expect(await starfan([...cut, '--out', at('cut.fits')])).toMatchObject({ status: 0 });
    const { status, stdout } = await starfan(['clean', at('sky'), '--yes']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('looked again: nothing is left')]);
    expect(existsSync(at('sky'))).toBe(false);
  });

  it('leaves with mosaics where they lie', async () => {
    const out = at('mosaics');
    await starfan(['mosaic', at('inputs', 'drz.fits'), '--out', out]);
    expect(filesOf(out).filter((key) => fileKind(key) === undefined)).toEqual([]);
    await starfan(['clean', out, '--keep', 'products', '--yes']);
    expect(filesOf(out)).toEqual(expect.arrayContaining(['plan/mosaics.jsonl', 'plan/plan.json']));
    expect(filesOf(out).filter((key) => /^(strips|tasks|list)/.test(key))).toEqual([]);
  });

  it('shows what would go, and without a yes removes nothing', async () => {
    const run = fresh('asked');
    const { status, stdout, stderr } = await starfan(['clean', run]);
    expect(stdout).toMatch(/images\/ +\d+ files .* goes/);
    expect([status, stderr]).toEqual([2, expect.stringContaining('say --yes')]);
    expect(filesOf(run)).toEqual(filesOf(at('made')));
  });

  it('leaves products, or products and ledger', async () => {
    const run = fresh('kept');
    await starfan(['clean', run, '--keep', 'products,ledger', '--yes']);
    expect(existsSync(join(run, 'maps'))).toBe(false);
    expect((await starfan(['status', run, '--json'])).status).toBe(0);
    await starfan(['clean', run, '--keep', 'products', '--yes']);
    expect(readdirSync(run).sort()).toEqual([
      'catalogue',
      'failures.jsonl',
      'images',
      'parameters.json',
      'report.html',
      'run.json',
    ]);
    expect((await starfan(['clean', run, '--yes'])).stdout).toContain('nothing is left');
    expect(existsSync(run)).toBe(false);
  });

  it('never touches what is not the run’s, and names it', async () => {
    const run = fresh('shared');
    writeFileSync(join(run, 'thesis.tex'), 'mine');
    writeFileSync(join(run, 'images', 'drz', 'notes.txt'), 'mine');
    writeFileSync(join(run, '.starfan-0badcafe-1-0123456789abcdef.tmp'), 'half');
    const { stdout } = await starfan(['clean', run, '--yes']);
    expect(stdout).toContain('images/drz/notes.txt');
    expect(stdout).toContain('nothing else is left than 2 files of others');
    expect(filesOf(run)).toEqual(['images/drz/notes.txt', 'thesis.tex']);
    expect(readFileSync(join(run, 'thesis.tex'), 'utf8')).toBe('mine');
  });

  it('refuses what is no run', async () => {
    mkdirSync(at('foreign', 'images'), { recursive: true });
    writeFileSync(at('foreign', 'list.jsonl'), '{"a": 1}\n'); // somebody else's
    writeFileSync(at('foreign', 'parameters.json'), '{"learningRate": 0.1}');
    for (const [args, words] of [
      [[at('foreign')], 'there is no run in'],
      [[at('inputs')], 'there is no run in'],
      [['s3://bucket/'], 'is a whole bucket'],
      [[at('made'), '--keep', 'maps'], 'products and ledger can be kept'],
    ] as const) {
      const { status, stderr } = await starfan(['clean', ...args, '--yes']);
      expect([status, stderr]).toEqual([2, expect.stringContaining(words)]);
    }
    expect(filesOf(at('foreign'))).toHaveLength(2);
  });
});

describe('clean of a bucket', () => {
  it('takes unfinished uploads along, and nothing beside the run', async () => {
    const front = await startS3Front({ root: at('buckets') });
    cpSync(at('made'), at('buckets', 'sky', 'runs', 'one'), { recursive: true });
    cpSync(at('made'), at('buckets', 'sky', 'runs', 'one-more'), { recursive: true });
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    const client = new S3Client({
      endpoint: front.url,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials,
    });
    const begin = (Key: string) =>
      client.send(new CreateMultipartUploadCommand({ Bucket: 'sky', Key }));
    await begin('runs/one/catalogue/part-0001.parquet');
    await begin('runs/one-more/catalogue/part-0001.parquet');
    const environment = {
      AWS_ENDPOINT_URL_S3: front.url,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'us-east-1',
    };
    try {
      Object.assign(process.env, environment);
      const { status, stdout } = await starfan(['clean', 's3://sky/runs/one', '--yes']);
      expect([status, stdout]).toEqual([
        0,
        expect.stringContaining('looked again: nothing is left'),
      ]);
      expect(stdout).toContain('catalogue/ (unfinished uploads)');
      expect(readdirSync(at('buckets', 'sky', 'runs'))).toEqual(['one-more']);
      expect(filesOf(at('buckets', 'sky', 'runs', 'one-more'))).toEqual(filesOf(at('made')));
      const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'sky' }));
      expect(Uploads?.map(({ Key }) => Key)).toEqual(['runs/one-more/catalogue/part-0001.parquet']);
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
      await front.close();
    }
  });
});
