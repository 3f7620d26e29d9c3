import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startS3Front } from '../../local/s3-front/server.ts';
import { fileStore } from '../../shared/store/file.ts';
import { s3Store } from '../../shared/store/s3.ts';
import type { Store } from '../../shared/store/store.ts';
import { conformance } from './conformance.ts';

const keys = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' };
let root = '';
let front: Awaited<ReturnType<typeof startS3Front>>;
let store: Store;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'starfan-s3-'));
  front = await startS3Front({ root });
  store = s3Store({ ...keys, AWS_ENDPOINT_URL_S3: front.url });
  await fetch(`${front.url}/bucket`, { method: 'PUT' });
});
afterAll(async () => {
  await front.close();
  await rm(root, { recursive: true });
});

conformance('s3', async () => ({ store, folder: 's3://bucket/conformance/' }));

/**
 * A server that answers each request by the next of the given functions, the last one for all that
 * follow.
 */
async function scripted(
  ...steps: ((request: IncomingMessage, response: ServerResponse) => void)[]
) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    request.on('end', () =>
      (steps[Math.min(requests.length, steps.length) - 1] ?? (() => {}))(request, response),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { requests, endpoint: { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` } };
}

const body = (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(200, { etag: '"e"', 'content-length': 4 }).end('body');

const failing = (status: number, code: string) => (_: IncomingMessage, response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<Error><Code>${code}</Code><Message>m</Message></Error>`);

describe('s3 store', () => {
  test.each([
    [404, 'NoSuchKey', 'NoSuchObject', /check the key/],
    [404, 'NoSuchBucket', 'NoSuchObject', /check the bucket/],
    [403, 'AccessDenied', 'AccessDenied', /proprietary/],
    [403, 'SignatureDoesNotMatch', 'BadCredentials', /credentials/],
    [400, 'ExpiredToken', 'BadCredentials', /renew/],
    [403, 'InvalidObjectState', 'AccessDenied', /archived/],
    [400, 'InvalidURI', 'BadUrl', /address/],
    [400, 'BadDigest', 'StoreUnavailable', /checksum does not match/],
    [503, 'ServiceUnavailable', 'StoreUnavailable', /try again/],
    [500, 'InternalError', 'StoreUnavailable', /try again/],
  ])('%i %s is %s', async (status, code, name, message) => {
    const { endpoint } = await scripted(failing(status, code));
    const url = 's3://stpubdata/hst/public/x.fits';
    await expect(s3Store({ ...keys, ...endpoint }).get(url)).rejects.toMatchObject({
      name,
      url,
      action: 'get',
      message: expect.stringMatching(message),
      cause: { name: code },
    });
  });

  describe('what is refused, to a reader who may list prefixes only', () => {
    const key = 'runs/x/tasks/y.json';
    const url = `s3://bucket/${key}`;
    const refusing = (request: IncomingMessage, response: ServerResponse) =>
      request.method === 'HEAD'
        ? response.writeHead(403).end()
        : failing(403, 'AccessDenied')(request, response);
    const listing =
      (...names: string[]) =>
      (_: IncomingMessage, response: ServerResponse) =>
        response
          .writeHead(200, { 'content-type': 'application/xml' })
          .end(
            `<ListBucketResult>${names.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')}</ListBucketResult>`,
          );
    const pathsOf = (requests: IncomingMessage[]) =>
      requests.map(({ method, url: path }) => [method, path]);

    test('is missing where no listing has it, nor one that only begins so', async () => {
      for (const names of [[], [`${key}.old`]]) {
        const { endpoint, requests } = await scripted(refusing, listing(...names));
        expect(await s3Store({ ...keys, ...endpoint }).head(url)).toBeUndefined();
        expect(pathsOf(requests)).toEqual([
          ['HEAD', `/bucket/${key}`],
          ['GET', `/bucket/?list-type=2&max-keys=1&prefix=${encodeURIComponent(key)}`],
        ]);
        const again = s3Store({
          ...keys,
          ...(await scripted(refusing, listing(...names))).endpoint,
        });
        await expect(again.get(url)).rejects.toMatchObject({ name: 'NoSuchObject', action: 'get' });
      }
    });

    test('is read once more where it is listed: it came in between, or is forbidden', async () => {
      const came = await scripted(refusing, listing(key), body);
      const got = await s3Store({ ...keys, ...came.endpoint }).get(url);
      expect(new TextDecoder().decode(got)).toBe('body');
      const forbidden = await scripted(refusing, listing(key), refusing);
      const store = s3Store({ ...keys, ...forbidden.endpoint });
      await expect(store.head(url)).rejects.toMatchObject({ name: 'AccessDenied' });
      expect(forbidden.requests).toHaveLength(3);
    });

    test('is not known while the listing fails', async () => {
      const { endpoint } = await scripted(refusing, failing(500, 'InternalError'));
      await expect(s3Store({ ...keys, ...endpoint }).head(url)).rejects.toMatchObject({
        name: 'StoreUnavailable',
      });
    });
  });

  test('a server that is not there is StoreUnavailable', async () => {
    const nobody = s3Store({ ...keys, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' });
    await expect(nobody.get('s3://bucket/x')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('a 503 is tried again', async () => {
    const { endpoint, requests } = await scripted(failing(503, 'SlowDown'), body);
    const got = await s3Store({ ...keys, ...endpoint }).get('s3://bucket/x');
    expect(new TextDecoder().decode(got)).toBe('body');
    expect(requests).toHaveLength(2);
  });

  test('a range whose stream breaks off is taken up where it broke, of the same object', async () => {
    const whole = Buffer.from('0123456789');
    const headers = (from: number) => ({
      etag: '"e"',
      'content-range': `bytes ${from}-9/10`,
      'content-length': 10 - from,
    });
    const { endpoint, requests } = await scripted(
      (_, response) => {
        response.writeHead(206, headers(2)).write(whole.subarray(2, 6));
        setTimeout(() => response.destroy(), 50);
      },
      (_, response) => response.writeHead(206, headers(6)).end(whole.subarray(6)),
    );
    const got = await s3Store({ ...keys, ...endpoint }).getRange('s3://bucket/x', 2, 100);
    expect(new TextDecoder().decode(got)).toBe('23456789');
    expect(requests.map((request) => [request.headers.range, request.headers['if-match']])).toEqual(
      [
        ['bytes=2-101', undefined],
        ['bytes=6-101', '"e"'],
      ],
    );
  });

  test('a body that is not what its checksum says is not believed, and that is said', async () => {
    const { endpoint, requests } = await scripted((_, response) =>
      response
        .writeHead(200, { etag: '"e"', 'content-length': 4, 'x-amz-checksum-crc32': 'AAAAAA==' })
        .end('body'),
    );
    await expect(s3Store({ ...keys, ...endpoint }).get('s3://bucket/x')).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringMatching(/checksum does not match in get of s3:\/\/bucket\/x/),
    });
    expect(requests).toHaveLength(3);
  });

  test.each([
    ['', ['a b', 'a%20b', 'a+b']],
    ['<EncodingType>url</EncodingType>', ['a b', 'a b', 'a b']],
  ])(
    'listed keys are decoded where the answer says that they are encoded: %s',
    async (said, wanted) => {
      const listed = ['a b', 'a%20b', 'a+b'].map((key) => `<Contents><Key>${key}</Key></Contents>`);
      const { endpoint } = await scripted((_, response) =>
        response
          .writeHead(200, { 'content-type': 'application/xml' })
          .end(`<ListBucketResult>${said}${listed.join('')}</ListBucketResult>`),
      );
      const urls: string[] = [];
      for await (const { url } of s3Store({ ...keys, ...endpoint }).list('s3://bucket/'))
        urls.push(url);
      expect(urls).toEqual(wanted.map((key) => `s3://bucket/${key}`));
    },
  );

  test('a server that passes over ranges is refused, not believed', async () => {
    const { endpoint } = await scripted(body);
    const careless = s3Store({ ...keys, ...endpoint });
    await expect(careless.getRange('s3://bucket/x', 2, 100)).rejects.toThrow(
      /does not answer ranges/,
    );
  });

  test('a conditional put whose answer was lost knows its own object', async () => {
    let writer: string | string[] | undefined;
    const { endpoint, requests } = await scripted(
      (request, response) => {
        writer = request.headers['x-amz-meta-writer'];
        failing(500, 'InternalError')(request, response);
      },
      failing(412, 'PreconditionFailed'),
      (_, response) => response.writeHead(200, { etag: '"e"', 'x-amz-meta-writer': writer }).end(),
    );
    expect(
      await s3Store({ ...keys, ...endpoint }).putIfUnchanged('s3://bucket/x', 'x', undefined),
    ).toBe('e');
    expect(requests.map((request) => [request.method, request.headers['if-none-match']])).toEqual([
      ['PUT', '*'],
      ['PUT', '*'],
      ['HEAD', undefined],
    ]);
    const lost = await scripted(failing(412, 'PreconditionFailed'));
    expect(
      await s3Store({ ...keys, ...lost.endpoint }).putIfUnchanged('s3://bucket/x', 'x', undefined),
    ).toBeUndefined();
    expect(lost.requests).toHaveLength(1);
  });

  test('a put over a version that is gone answers so, whether another one stands there or nothing', async () => {
    for (const step of [failing(412, 'PreconditionFailed'), failing(404, 'NoSuchKey')]) {
      const { endpoint, requests } = await scripted(step);
      expect(
        await s3Store({ ...keys, ...endpoint }).putIfUnchanged('s3://bucket/x', 'x', 'v'),
      ).toBeUndefined();
      expect(requests.map(({ headers }) => headers['if-match'])).toEqual(['"v"']);
    }
    const { endpoint } = await scripted(failing(404, 'NoSuchBucket'));
    const put = s3Store({ ...keys, ...endpoint }).putIfUnchanged('s3://bucket/x', 'x', 'v');
    await expect(put).rejects.toMatchObject({ name: 'NoSuchObject' });
  });

  test('reads the version that it was opened with', async () => {
    const { endpoint, requests } = await scripted(body);
    const store = s3Store({ ...keys, ...endpoint }, 'v/1');
    await store.head('s3://bucket/x');
    await store.get('s3://bucket/x');
    for (const { url = '' } of requests)
      expect(new URL(url, 'http://s3').searchParams.get('versionId')).toBe('v/1');
    expect(requests).toHaveLength(2);
  });

  test('a conflict of conditional puts (409) is tried again', async () => {
    const done = (_: IncomingMessage, response: ServerResponse) =>
      response.writeHead(200, { etag: '"e"' }).end();
    const { endpoint, requests } = await scripted(failing(409, 'ConditionalRequestConflict'), done);
    expect(
      await s3Store({ ...keys, ...endpoint }).putIfUnchanged('s3://bucket/x', 'x', undefined),
    ).toBe('e');
    expect(requests).toHaveLength(2);
  });

  test('without credentials nothing is signed, with them all is', async () => {
    const { endpoint, requests } = await scripted(body);
    const saved = { ...process.env };
    onTestFinished(() => {
      process.env = saved;
    });
    const nowhere = join(root, 'no-such-file');
    process.env = { ...saved, AWS_EC2_METADATA_DISABLED: 'true' };
    for (const name of Object.keys(process.env))
      if (/^AWS_(ACCESS|SECRET|SESSION|PROFILE|WEB|ROLE|CONTAINER|REGION|DEFAULT)/.test(name))
        delete process.env[name];
    process.env.AWS_SHARED_CREDENTIALS_FILE = nowhere;
    process.env.AWS_CONFIG_FILE = nowhere;
    await s3Store(endpoint).get('s3://stpubdata/x');
    await s3Store({ ...keys, ...endpoint }).get('s3://stpubdata/x');
    expect(requests.map((request) => 'authorization' in request.headers)).toEqual([false, true]);
    await s3Store(endpoint).put('s3://stpubdata/x', 'x');
    expect(requests.at(-1)?.headers.authorization).toBeUndefined();
    const refusing = await scripted(failing(403, 'AccessDenied'));
    await expect(s3Store(refusing.endpoint).get('s3://stpubdata/x')).rejects.toThrow(
      /proprietary.*unsigned/,
    );
  });

  test('folder markers are not listed, uploads in parts leave nothing behind', async () => {
    await fetch(`${front.url}/bucket/marked/`, { method: 'PUT' });
    await store.put('s3://bucket/marked-not', 'x');
    const urls: string[] = [];
    for await (const { url } of store.list('s3://bucket/marked')) urls.push(url);
    expect(urls).toEqual(['s3://bucket/marked-not']);
    await store.put('s3://bucket/parts', new Uint8Array(97 * 2 ** 20));
    expect(await readdir(join(root, '.starfan', 'uploads'))).toEqual([]);
  });

  test('the objects of the front are plain files, and plain files are its objects', async () => {
    const files = fileStore();
    const url = new URL('bucket/plain/', `file://${root}/`).href;
    await store.put('s3://bucket/plain/a', 'by s3');
    expect(new TextDecoder().decode(await files.get(`${url}a`))).toBe('by s3');
    await files.put(`${url}b`, 'by file');
    expect(new TextDecoder().decode(await store.get('s3://bucket/plain/b'))).toBe('by file');
    await files.put(`${url}a`, 'by FILE');
    const { etag } = (await store.head('s3://bucket/plain/a'))!;
    expect(etag).toBe((await files.head(`${url}a`))?.etag);
    await expect(store.put('s3://bucket/plain', 'x')).rejects.toMatchObject({
      name: 'KeyCollision',
    });
    await expect(store.put('s3://bucket/plain/a/b', 'x')).rejects.toMatchObject({
      name: 'KeyCollision',
    });
    await expect(store.get('s3://no-bucket/x')).rejects.toMatchObject({ name: 'NoSuchObject' });
  });
});
