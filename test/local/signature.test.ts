import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { contentsOf } from '../../local/s3-front/xml.ts';
import { refusalOf } from '../../local/signature.ts';
import { machineSchema } from '../../shared/contracts/run.ts';
import { cpuTimeOf } from '../slowness.ts';

// Amazon's own example: Amazon S3 API reference, "Signature Calculations for the Authorization
// Header", GET Object.
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const empty = createHash('sha256').update('').digest('hex');
const scope = `Credential=${credentials.accessKeyId}/20130524/us-east-1/s3/aws4_request`;
const example = {
  method: 'GET',
  url: '/test.txt',
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': empty,
    'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 ${scope},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
  },
  payload: empty,
};
const then = new Date('2013-05-24T00:05:00Z');

describe('a signature', () => {
  it('is right in Amazon’s own example, of a header', () => {
    expect(refusalOf(example, credentials, then)).toBeUndefined();
  });

  it('is right in Amazon’s own example, of an address, for as long as it is good', () => {
    const url = `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credentials.accessKeyId}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`;
    const request = { ...example, url, headers: { host: example.headers.host } };
    expect(refusalOf(request, credentials, then)).toBeUndefined();
    expect(refusalOf(request, credentials, new Date('2013-05-25T00:00:01Z'))).toBe('wrong time');
    expect(refusalOf({ ...request, url: url.replace('test', 'text') }, credentials, then)).toBe(
      'wrong signature',
    );
  });

  it.each([
    ['missing', { headers: { host: 'x' } }],
    ['missing', { headers: { ...example.headers, authorization: 'AWS AKIAIOSFODNN7EXAMPLE:abc' } }],
    ['wrong signature', { url: '/other.txt' }],
    ['wrong signature', { method: 'PUT' }],
    ['wrong signature', { url: '/test.txt?acl' }],
    ['wrong signature', { payload: 'UNSIGNED-PAYLOAD' }],
    ['wrong signature', { headers: { ...example.headers, range: 'bytes=0-99' } }],
    [
      'wrong signature',
      {
        headers: { ...example.headers, authorization: example.headers.authorization.slice(0, -2) },
      },
    ],
    [
      'unknown key',
      {
        headers: {
          ...example.headers,
          authorization: example.headers.authorization.replace('AKIA', 'AKIB'),
        },
      },
    ],
  ])('is %s where something differs', (refusal, change) => {
    expect(refusalOf({ ...example, ...change }, credentials, then)).toBe(refusal);
  });

  it('is good for a quarter of an hour', () => {
    expect(refusalOf(example, credentials, new Date('2013-05-24T00:15:01Z'))).toBe('wrong time');
    expect(refusalOf(example, credentials, new Date('2013-05-23T23:44:59Z'))).toBe('wrong time');
  });
});

describe('starfan local', () => {
  let root: string;
  let cloud: Cloud;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'starfan-key-'));
    cloud = await startCloud({ root, bucket: 'starfan', concurrency: 1 });
  });
  afterAll(async () => {
    await cloud?.close();
    await rm(root, { recursive: true, force: true });
  });
  const printed = () => ({
    accessKeyId: cloud.environment.AWS_ACCESS_KEY_ID!,
    secretAccessKey: cloud.environment.AWS_SECRET_ACCESS_KEY!,
  });
  const s3 = (keys: typeof credentials) =>
    new S3Client({
      endpoint: cloud.url,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: keys,
    });
  const sfn = (keys: typeof credentials) =>
    new SFNClient({
      endpoint: cloud.environment.AWS_ENDPOINT_URL_SFN!,
      region: 'us-east-1',
      credentials: keys,
      maxAttempts: 1,
    });

  it('answers who has the key that it printed, whatever the names', async () => {
    const client = s3(printed());
    for (const Key of ['a b/ö+(1)!.txt', "x'*~@=&,;:$.txt", 'plain']) {
      await client.send(new PutObjectCommand({ Bucket: 'starfan', Key, Body: Key }));
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'starfan', Key }));
      expect(await Body!.transformToString()).toBe(Key);
    }
    const { Contents } = await client.send(
      new ListObjectsV2Command({ Bucket: 'starfan', Prefix: "x'*", Delimiter: '/' }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual(["x'*~@=&,;:$.txt"]);
    await client.send(new CreateBucketCommand({ Bucket: 'another' }));
    expect(
      (await sfn(printed()).send(new ListStateMachinesCommand({}))).stateMachines,
    ).toHaveLength(machineSchema.options.length);
  });

  it.each([
    [
      'config',
      { list: 's3://starfan/list.txt', config: 'file:///etc/passwd' },
      /^config file:\/\/\/etc\/passwd: it must stand in s3:\/\/starfan\/ here$/,
    ],
    [
      'config',
      { list: 's3://starfan/list.txt', config: '/etc/passwd' },
      /it must stand in s3:\/\/starfan\/ here$/,
    ],
    ['list', { list: '/etc/passwd' }, /it must stand in s3:\/\/starfan\/ here$/],
    [
      'run',
      { list: 's3://starfan/list.txt', run: 'file:///elsewhere/' },
      /runs are below s3:\/\/starfan\/runs\/ here/,
    ],
  ])('reads no %s from outside its buckets', async (what, input, message) => {
    const client = sfn(printed());
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    const machine = stateMachines!.find(({ name }) => name === 'local-detect-sources')!;
    const { executionArn } = await client.send(
      new StartExecutionCommand({
        stateMachineArn: machine.stateMachineArn!,
        input: JSON.stringify(input),
      }),
    );
    await cloud.idle();
    const { status, error, cause } = await client.send(
      new DescribeExecutionCommand({ executionArn: executionArn! }),
    );
    expect([status, error], what).toEqual(['FAILED', 'BadRequest']);
    expect(JSON.parse(cause!).errorMessage).toMatch(message);
  });

  it('answers nobody else', async () => {
    const list = { Bucket: 'starfan' };
    const wrong = { ...printed(), secretAccessKey: 'wrong' };
    await expect(s3(wrong).send(new ListObjectsV2Command(list))).rejects.toThrow(
      /the secret that starfan local printed/,
    );
    await expect(s3(credentials).send(new ListObjectsV2Command(list))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
    await expect(sfn(wrong).send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const put = await fetch(`${cloud.url}/starfan/lists/detect/x.txt`, {
      method: 'PUT',
      body: '/etc/hostname',
    });
    expect([put.status, await put.text()]).toEqual([403, expect.stringContaining('is not signed')]);
  });
});

describe('what clients send', () => {
  it('is read in the time of its length, closed or not', async () => {
    const many = 1e6;
    const { seconds } = await cpuTimeOf(() => {
      for (const text of ['<Part>', '<Part ', '<Part><', '</Part>', '<Parts>'])
        contentsOf(text.repeat(many / 5), 'Part');
    });
    // Quadratic it took minutes.
    expect(seconds).toBeLessThan(20);
    expect(contentsOf('<Parts><Part a="1">1</Part><Part>2<b/></Part><Part>', 'Part')).toEqual([
      '1',
      '2<b/>',
    ]);
  });
});
