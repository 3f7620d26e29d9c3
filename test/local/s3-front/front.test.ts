import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectCreated } from '../../../local/s3-front/exchange.ts';
import { startS3Front } from '../../../local/s3-front/server.ts';

const MIB = 2 ** 20;
const BUCKET = 'bucket';
const events: ObjectCreated[] = [];
let outer = '';
let root = '';
let front: Awaited<ReturnType<typeof startS3Front>>;
let client: S3Client;

beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), 'starfan-front-'));
  root = join(outer, 'root');
  await mkdir(join(root, BUCKET), { recursive: true });
  await writeFile(join(outer, 'secret'), 'secret');
  front = await startS3Front({ root, onObjectCreated: (event) => events.push(event) });
  client = new S3Client({
    endpoint: front.url,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  await front.close();
  await rm(outer, { recursive: true });
});

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A request whose path goes out as it stands: fetch would tidy it up. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(front.url).port);
    const out = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    out.on('error', reject);
    out.end(body);
  });
}

const put = (key: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  raw('PUT', `/${BUCKET}/${key}`, headers, body);
const md5 = (bytes: string | Uint8Array) => createHash('md5').update(bytes).digest('hex');
const onDisk = (key: string) => readFile(join(root, BUCKET, key), 'utf8');

describe('reading', () => {
  beforeAll(() =>
    put('ten', '0123456789', { 'content-type': 'text/x', 'x-amz-meta-band': 'F814W' }),
  );

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-4', 206, '6789', 'bytes 6-9/10'],
    ['bytes=-50', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-400', 206, '89', 'bytes 8-9/10'],
    ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
    ['bytes=4-2', 200, '0123456789', undefined],
    ['bytes=0-1,3-4', 200, '0123456789', undefined],
    ['nonsense', 200, '0123456789', undefined],
  ])('answers range %s', async (range, status, text, contentRange) => {
    const reply = await raw('GET', `/${BUCKET}/ten`, { range });
    expect([reply.status, reply.text, reply.headers['content-range']]).toEqual([
      status,
      text,
      contentRange,
    ]);
    expect(reply.headers['content-length']).toBe(String(text.length));
    const head = await raw('HEAD', `/${BUCKET}/ten`, { range });
    expect([head.status, head.text]).toEqual([status, '']);
    for (const name of ['content-length', 'content-range', 'etag'])
      expect(head.headers[name]).toBe(reply.headers[name]);
  });

  test.each(['bytes=10-', 'bytes=400-500', 'bytes=-0'])(
    'answers range %s with 416',
    async (range) => {
      const reply = await raw('GET', `/${BUCKET}/ten`, { range });
      expect([reply.status, reply.text]).toEqual([416, expect.stringContaining('InvalidRange')]);
    },
  );

  test('the etag is the MD5, the same in PUT, HEAD, GET and LIST; headers and metadata come back', async () => {
    const etag = `"${md5('0123456789')}"`;
    const reply = await raw('GET', `/${BUCKET}/ten`);
    expect(reply.headers).toMatchObject({
      etag,
      'content-type': 'text/x',
      'x-amz-meta-band': 'F814W',
    });
    expect((await raw('HEAD', `/${BUCKET}/ten`)).headers.etag).toBe(etag);
    const { Contents } = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'ten' }),
    );
    expect(Contents?.[0]).toMatchObject({ Key: 'ten', ETag: etag, Size: 10 });
  });

  test('answers 304 and 412 by conditions on etag and date', async () => {
    const etag = `"${md5('0123456789')}"`;
    const status = async (headers: Record<string, string>) =>
      (await raw('GET', `/${BUCKET}/ten`, headers)).status;
    expect(await status({ 'if-match': etag })).toBe(200);
    expect(await status({ 'if-match': '"other"' })).toBe(412);
    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': `"other", ${etag}` })).toBe(304);
    expect(await status({ 'if-none-match': '*' })).toBe(304);
    expect(await status({ 'if-none-match': '"other"' })).toBe(200);
    expect(await status({ 'if-modified-since': new Date(Date.now() + 5000).toUTCString() })).toBe(
      304,
    );
    expect(await status({ 'if-unmodified-since': new Date(0).toUTCString() })).toBe(412);
  });

  test('a file that a person changed has another etag, with a dash that clients do not take for an MD5', async () => {
    await put('edited', 'by client');
    await writeFile(join(root, BUCKET, 'edited'), 'by person');
    const { headers, text } = await raw('GET', `/${BUCKET}/edited`);
    expect([headers.etag, text]).toEqual([
      expect.stringMatching(/^"[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"$/),
      'by person',
    ]);
  });

  test('the SDK verifies the checksum that the front kept', async () => {
    await client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'sum',
        Body: 'abc',
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const answer = await client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'sum', ChecksumMode: 'ENABLED' }),
    );
    expect(answer.ChecksumSHA256).toBe(createHash('sha256').update('abc').digest('base64'));
    expect(await answer.Body?.transformToString()).toBe('abc');
  });

  test('answers 404 for what is not there, and 501 for parts', async () => {
    expect(await raw('GET', `/${BUCKET}/no`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('NoSuchKey'),
    });
    expect(await raw('HEAD', `/${BUCKET}/no`)).toMatchObject({ status: 404, text: '' });
    expect(await raw('GET', '/no-bucket/no')).toMatchObject({
      text: expect.stringContaining('NoSuchBucket'),
    });
    expect(await raw('PUT', '/no-bucket/no', {}, 'x')).toMatchObject({ status: 404 });
    expect(await raw('GET', `/${BUCKET}/ten?partNumber=1`)).toMatchObject({ status: 501 });
    expect(await readdir(root)).not.toContain('no-bucket');
  });
});

describe('writing', () => {
  // The form of the S3 manual, "Signature calculations: transferring a payload in multiple chunks".
  const chunked = (trailer = '') =>
    `5;chunk-signature=${'a'.repeat(64)}\r\nhello\r\n7;chunk-signature=${'b'.repeat(64)}\r\n, world\r\n0;chunk-signature=${'c'.repeat(64)}\r\n${trailer}\r\n`;
  const streaming = {
    'content-encoding': 'aws-chunked,gzip',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': '12',
  };
  // Python: binascii.crc32(b'hello, world') == 0xffab723a
  const crc32 = '/6tyOg==';

  test('an aws-chunked body is stored without its framing', async () => {
    expect((await put('chunked', chunked(), streaming)).headers.etag).toBe(
      `"${md5('hello, world')}"`,
    );
    expect(await onDisk('chunked')).toBe('hello, world');
    expect((await raw('HEAD', `/${BUCKET}/chunked`)).headers['content-encoding']).toBe('gzip');
  });

  test('trailing checksums are verified', async () => {
    const trailing = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    const good = await put('trailer', chunked(`x-amz-checksum-crc32:${crc32}\r\n`), trailing);
    expect([good.status, good.headers['x-amz-checksum-crc32']]).toEqual([200, crc32]);
    const bad = await put('bad', chunked('x-amz-checksum-crc32:AAAAAA==\r\n'), trailing);
    expect([bad.status, bad.text]).toEqual([400, expect.stringContaining('BadDigest')]);
    const none = await put('bad', chunked(), trailing);
    expect([none.status, none.text]).toEqual([
      400,
      expect.stringContaining('MalformedTrailerError'),
    ]);
    await expect(onDisk('bad')).rejects.toThrow(/ENOENT/);
  });

  test('a malformed or short aws-chunked body is refused', async () => {
    for (const body of [
      'zz\r\nhello\r\n',
      '5\r\nhelloo\r\n0\r\n\r\n',
      '5\r\nhel',
      '5\r\nhello\r\n',
      '',
    ])
      expect((await put('bad', body, streaming)).status).toBe(400);
    expect(
      await put('bad', chunked(), { ...streaming, 'x-amz-decoded-content-length': '13' }),
    ).toMatchObject({
      status: 400,
      text: expect.stringContaining('IncompleteBody'),
    });
    await expect(onDisk('bad')).rejects.toThrow(/ENOENT/);
  });

  test.each([
    ['content-md5', Buffer.from(md5('x'), 'hex').toString('base64')],
    ['x-amz-content-sha256', createHash('sha256').update('x').digest('hex')],
    ['x-amz-checksum-crc32', 'AAAAAA=='],
    ['x-amz-checksum-crc32c', 'AAAAAA=='],
    ['x-amz-checksum-sha1', createHash('sha1').update('x').digest('base64')],
    ['x-amz-checksum-sha256', createHash('sha256').update('x').digest('base64')],
  ])('a body that is not what %s says is refused', async (name, value) => {
    expect((await put('bad', 'body', { [name]: value })).status).toBe(400);
    await expect(onDisk('bad')).rejects.toThrow(/ENOENT/);
  });

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    '%s as the SDK computes it is taken',
    async (algorithm) => {
      const put = new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'x',
        Body: 'body',
        ChecksumAlgorithm: algorithm,
      });
      expect((await client.send(put)).ETag).toBe(`"${md5('body')}"`);
    },
  );

  test('of many If-None-Match: * one wins, the others get 412 and make no event', async () => {
    events.length = 0;
    const all = Array.from({ length: 20 }, (_, i) =>
      put('once/x', `body ${i}`, { 'if-none-match': '*' }),
    );
    const replies = await Promise.all(all);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 412)).toHaveLength(19);
    const won = replies.findIndex(({ status }) => status === 200);
    expect(await onDisk('once/x')).toBe(`body ${won}`);
    const etag = md5(`body ${won}`);
    expect(events).toEqual([{ bucket: BUCKET, key: 'once/x', size: `body ${won}`.length, etag }]);
  });

  test('an upload with If-Match replaces that version alone', async () => {
    const first = md5('first');
    expect((await put('over/x', 'early', { 'if-match': `"${first}"` })).status).toBe(404);
    await put('over/x', 'first');
    const all = Array.from({ length: 20 }, (_, i) =>
      put('over/x', `body ${i}`, { 'if-match': `"${first}"` }),
    );
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(19);
    expect(await onDisk('over/x')).toBe(`body ${statuses.indexOf(200)}`);
    expect((await put('over/x', 'y', { 'if-match': '"e"', 'if-none-match': '*' })).status).toBe(
      400,
    );
  });

  test('a client that goes away in the middle leaves nothing', async () => {
    const socket = connect(Number(new URL(front.url).port), '127.0.0.1');
    socket.write(
      `PUT /${BUCKET}/half/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf`,
    );
    const folder = join(root, BUCKET, 'half');
    await expect.poll(() => readdir(folder).catch(() => [])).toHaveLength(1);
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'half/' }),
    );
    expect(Contents).toEqual([]);
    socket.destroy();
    await expect.poll(() => readdir(folder)).toEqual([]);
  });

  test('keys that cannot be files are refused, and nothing escapes the root', async () => {
    for (const key of [
      '../../secret',
      '..%2f..%2fsecret',
      '%2e%2e/%2e%2e/secret',
      'a/../../secret',
      './x',
      'a//b',
      '/x',
      'a%00b',
      'a%0ab',
      '..%5c..%5csecret',
      '.starfan-00000000-1-0123456789abcdef.tmp',
    ]) {
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'])
        expect([
          key,
          (await raw(method, `/${BUCKET}/${key}`, {}, method === 'PUT' ? 'x' : undefined)).status,
        ]).toEqual([key, 400]);
    }
    for (const path of ['/../secret', '/%2e%2e/secret', '/.starfan/x', '/..%2fsecret/x'])
      expect((await raw('GET', path)).status).toBeGreaterThanOrEqual(400);
    expect((await raw('PUT', '/.starfan')).status).toBe(400);
    expect((await put('%zz', 'x')).text).toContain('InvalidURI');
    expect((await put('n'.repeat(256), 'x')).text).toContain('KeyTooLongError');
    expect((await put('n/'.repeat(600), 'x')).text).toContain('KeyTooLongError');
    expect(await readFile(join(outer, 'secret'), 'utf8')).toBe('secret');
    expect((await readdir(outer)).sort()).toEqual(['root', 'secret']);
  });

  test('a link out of the bucket is no way out', async () => {
    await symlink(outer, join(root, BUCKET, 'link'));
    for (const key of ['link/secret', 'link/new/x'])
      for (const method of ['GET', 'PUT', 'DELETE'])
        expect(
          (await raw(method, `/${BUCKET}/${key}`, {}, method === 'PUT' ? 'x' : undefined)).status,
        ).toBe(403);
    expect((await readdir(outer)).sort()).toEqual(['root', 'secret']);
    for (const prefix of ['link/', 'link/s', 'link/root/', '../', '../../'])
      expect([prefix, (await raw('GET', `/${BUCKET}?prefix=${prefix}`)).status]).toEqual([
        prefix,
        403,
      ]);
    const listed = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'link' }));
    expect(listed.Contents).toBeUndefined();
    await rm(join(root, BUCKET, 'link'));
  });

  test('keys that collide with folders get a clear error', async () => {
    await put('c/a', 'x');
    for (const key of ['c', 'c/a/b'])
      expect(await put(key, 'x')).toMatchObject({
        status: 409,
        text: expect.stringContaining('KeyCollision'),
      });
    expect((await raw('GET', `/${BUCKET}/c`)).status).toBe(404);
    await raw('DELETE', `/${BUCKET}/c/a`);
    expect((await put('c', 'x')).status).toBe(200);
  });

  test('a key with a slash at its end is an empty folder', async () => {
    expect((await put('folder/', '')).status).toBe(200);
    expect((await put('folder/', 'x')).status).toBe(400);
    expect((await raw('HEAD', `/${BUCKET}/folder/`)).headers).toMatchObject({
      'content-length': '0',
    });
    const listed = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'folder' }),
    );
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['folder/']);
    expect((await raw('DELETE', `/${BUCKET}/folder/`)).status).toBe(204);
    expect((await raw('HEAD', `/${BUCKET}/folder/`)).status).toBe(404);
  });

  test('copies, with the metadata of the source or new one', async () => {
    await put(encodeURI('from/µ x'), 'copied', { 'x-amz-meta-a': '1' });
    const CopySource = encodeURI(`${BUCKET}/from/µ x`);
    const copied = await client.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: 'to', CopySource }),
    );
    expect(copied.CopyObjectResult?.ETag).toBe(`"${md5('copied')}"`);
    const replace = { MetadataDirective: 'REPLACE', Metadata: { b: '2' } } as const;
    expect(
      (await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'to' }))).Metadata,
    ).toEqual({
      a: '1',
    });
    await client.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: 'to', CopySource: `${BUCKET}/to`, ...replace }),
    );
    expect(
      (await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'to' }))).Metadata,
    ).toEqual({
      b: '2',
    });
    expect(await onDisk('to')).toBe('copied');
    await expect(
      client.send(
        new CopyObjectCommand({ Bucket: BUCKET, Key: 'to', CopySource: `${BUCKET}/../../secret` }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  test('deletes many, each answered on its own', async () => {
    await Promise.all(['d/1', 'd/2&<', 'd/3'].map((key) => put(encodeURIComponent(key), 'x')));
    const Objects = ['d/1', 'd/2&<', 'd/none', '../x'].map((Key) => ({ Key }));
    const { Deleted, Errors } = await client.send(
      new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['d/1', 'd/2&<', 'd/none']);
    expect(Errors).toMatchObject([{ Key: '../x', Code: 'InvalidArgument' }]);
    expect(await readdir(join(root, BUCKET, 'd'))).toEqual(['3']);
    expect((await raw('POST', `/${BUCKET}?delete`, {}, '<Delete>')).status).toBe(400);
  });
});

describe('listing', () => {
  const keys = ['l/a', 'l/b/1', 'l/b/2', 'l/b0', 'l/c/d/e', 'l/ü+ &'];
  beforeAll(() => Promise.all(keys.map((key) => put(encodeURIComponent(key), key))));

  test.each([1, 2, 3, 1000])(
    'pages of %i, whole and with a delimiter, version 2 and 1',
    async (MaxKeys) => {
      for (const Delimiter of [undefined, '/']) {
        const wanted = Delimiter ? ['l/a', 'l/b/', 'l/b0', 'l/c/', 'l/ü+ &'] : keys;
        const seen: string[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page = await client.send(
            new ListObjectsV2Command({
              Bucket: BUCKET,
              Prefix: 'l/',
              Delimiter,
              MaxKeys,
              ContinuationToken,
            }),
          );
          const names = [
            ...(page.Contents ?? []).map((c) => c.Key),
            ...(page.CommonPrefixes ?? []).map((c) => c.Prefix),
          ];
          expect(names.length).toBe(page.KeyCount);
          expect(names.length).toBeLessThanOrEqual(MaxKeys);
          seen.push(...names.map(String));
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken);
        expect(seen.sort()).toEqual(wanted);

        const old: string[] = [];
        let Marker: string | undefined;
        do {
          const page = await client.send(
            new ListObjectsCommand({ Bucket: BUCKET, Prefix: 'l/', Delimiter, MaxKeys, Marker }),
          );
          old.push(...(page.Contents ?? []).map((c) => String(c.Key)));
          old.push(...(page.CommonPrefixes ?? []).map((c) => String(c.Prefix)));
          Marker = page.IsTruncated ? page.NextMarker : undefined;
        } while (Marker);
        expect(old.sort()).toEqual(wanted);
      }
    },
  );

  test('starts after a key, delimits by anything, encodes when asked', async () => {
    const after = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'l/', StartAfter: 'l/b/1' }),
    );
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(keys.slice(2));
    const by0 = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'l/', Delimiter: '/d' }),
    );
    expect(by0.CommonPrefixes).toEqual([{ Prefix: 'l/c/d' }]);
    const encoded = await raw('GET', `/${BUCKET}?list-type=2&prefix=l%2F%C3%BC&encoding-type=url`);
    expect(encoded.text).toContain('<Key>l/%C3%BC%2B%20%26</Key>');
    expect((await raw('GET', `/${BUCKET}?list-type=2&max-keys=x`)).status).toBe(400);
    expect((await raw('GET', '/no-bucket?list-type=2')).status).toBe(404);
  });

  test('buckets are the folders with names of buckets', async () => {
    await Promise.all(['second', 'No_Bucket', '.hidden'].map((name) => mkdir(join(root, name))));
    await writeFile(join(root, 'plain-file'), '');
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual([BUCKET, 'second']);
    await put('held', 'x');
    expect((await raw('DELETE', `/${BUCKET}`)).text).toContain('BucketNotEmpty');
  });
});

describe('uploads in parts', () => {
  const start = async (Key: string) => {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ContentType: 'image/fits' }),
    );
    const part = async (PartNumber: number, Body: Buffer) => ({
      PartNumber,
      ETag: (
        await client.send(
          new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body }),
        )
      ).ETag,
    });
    const complete = (Parts: { PartNumber: number; ETag?: string }[], IfNoneMatch?: string) =>
      client.send(
        new CompleteMultipartUploadCommand({
          Bucket: BUCKET,
          Key,
          UploadId,
          IfNoneMatch,
          MultipartUpload: { Parts },
        }),
      );
    return { Key, UploadId, part, complete };
  };
  const [five, three] = [Buffer.alloc(5 * MIB, 'a'), Buffer.from('end')];

  test('the parts named become the object, with S3’s etag', async () => {
    const { Key, UploadId, part, complete } = await start('multi');
    const last = await part(7, three);
    await part(2, Buffer.alloc(5 * MIB, 'old'));
    const first = await part(2, five);
    const { Parts } = await client.send(new ListPartsCommand({ Bucket: BUCKET, Key, UploadId }));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [2, five.length],
      [7, 3],
    ]);
    expect(
      (await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads,
    ).toMatchObject([{ Key, UploadId }]);
    const { ETag } = await complete([first, last]);
    const digests = Buffer.concat(
      [five, three].map((bytes) => createHash('md5').update(bytes).digest()),
    );
    expect(ETag).toBe(`"${md5(digests)}-2"`);
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));
    expect(head).toMatchObject({ ETag, ContentLength: 5 * MIB + 3, ContentType: 'image/fits' });
    expect(
      Buffer.compare(await readFile(join(root, BUCKET, Key)), Buffer.concat([five, three])),
    ).toBe(0);
    await expect(complete([first, last])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('parts can be copied from objects', async () => {
    await put('whole', Buffer.concat([five, three]));
    const { Key, UploadId, complete } = await start('copied');
    const copy = async (PartNumber: number, CopySourceRange: string) => {
      const input = {
        Bucket: BUCKET,
        Key,
        UploadId,
        PartNumber,
        CopySource: `${BUCKET}/whole`,
        CopySourceRange,
      };
      return {
        PartNumber,
        ETag: (await client.send(new UploadPartCopyCommand(input))).CopyPartResult?.ETag,
      };
    };
    await complete([await copy(1, `bytes=3-${five.length + 2}`), await copy(2, 'bytes=0-2')]);
    const expected = Buffer.concat([Buffer.alloc(5 * MIB - 3, 'a'), three, Buffer.from('aaa')]);
    expect(Buffer.compare(await readFile(join(root, BUCKET, Key)), expected)).toBe(0);
  });

  test('what S3 refuses is refused', async () => {
    const { part, complete } = await start('refused');
    const [first, small, last] = [await part(1, five), await part(2, three), await part(3, three)];
    await expect(complete([last, first])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([first, small, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([{ ...first, ETag: last.ETag }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' });
    await put('refused', 'stands');
    await expect(complete([first], '*')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await onDisk('refused')).toBe('stands');
    for (const id of ['../../bucket', 'f'.repeat(32), ''])
      expect(
        (await raw('PUT', `/${BUCKET}/x?uploadId=${encodeURIComponent(id)}&partNumber=1`, {}, 'x'))
          .status,
      ).toBe(404);
  });

  test('an aborted upload is gone, and one that nobody adds to for a day goes at the next start', async () => {
    const [aborted, old, fresh] = [
      await start('aborted'),
      await start('old'),
      await start('fresh'),
    ];
    await aborted.part(1, three);
    expect((await raw('DELETE', `/${BUCKET}/aborted?uploadId=${aborted.UploadId}`)).status).toBe(
      204,
    );
    const uploads = join(root, '.starfan', 'uploads');
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(join(uploads, String(old.UploadId)), longAgo, longAgo);
    await (await startS3Front({ root })).close();
    const left = await readdir(uploads);
    expect(left).toContain(fresh.UploadId);
    expect(left).not.toContain(old.UploadId);
    expect(left).not.toContain(aborted.UploadId);
  });
});

describe('who may come', () => {
  test('programs of this machine, and pages of the front itself', async () => {
    const { host } = new URL(front.url);
    const status = async (headers: Record<string, string>) =>
      (await raw('GET', `/${BUCKET}`, headers)).status;
    expect(await status({ host })).toBe(200);
    expect(await status({ host: 'localhost:1234' })).toBe(200);
    expect(await status({ host, origin: front.url })).toBe(200);
    expect(await status({ host, origin: 'https://example.org' })).toBe(403);
    expect(await status({ host: 'rebound.example.org' })).toBe(403);
    expect(await status({ host, origin: 'null' })).toBe(403);
  });

  test('clients that ask before they act get an answer, what is not known is refused', async () => {
    await put('probed', 'x');
    expect(
      (await client.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status,
    ).toBeUndefined();
    for (const name of ['location', 'acl', 'versioning', 'notification', 'requestPayment'])
      expect((await raw('GET', `/${BUCKET}?${name}`)).status).toBe(200);
    for (const name of [
      'policy',
      'cors',
      'lifecycle',
      'tagging',
      'website',
      'encryption',
      'object-lock',
    ])
      expect((await raw('GET', `/${BUCKET}?${name}`)).status).toBe(404);
    expect((await raw('GET', `/${BUCKET}/probed?acl`)).status).toBe(200);
    expect((await raw('GET', `/${BUCKET}/none?acl`)).status).toBe(404);
    for (const [method, path] of [
      ['PUT', `/${BUCKET}/probed?tagging`],
      ['PUT', `/${BUCKET}?versioning`],
      ['GET', `/${BUCKET}?versions`],
      ['GET', `/${BUCKET}/probed?versionId=x`],
      ['POST', `/${BUCKET}/probed`],
    ] as const)
      expect([path, (await raw(method, path)).status]).toEqual([path, 501]);
    expect(await onDisk('probed')).toBe('x');
  });
});
