import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostRule } from '../../shared/store/host-rule.ts';
import { isMetadataAddress, isPublicAddress } from '../../shared/store/hosts.ts';
import { httpsStore } from '../../shared/store/https.ts';
import { readLines } from '../../shared/store/lines.ts';

const body = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7) % 251);
const range = (from: number, length: number) => Buffer.from(body.subarray(from, from + length));

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server's answer to GET and HEAD, with ranges or without. */
function giving(bytes: Uint8Array, headers: Record<string, string>, ranges = true): Answer {
  return (request, response) => {
    const asked = ranges ? /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') : null;
    const [from, to] = asked
      ? [Number(asked[1]), Math.min(Number(asked[2]) + 1, bytes.length)]
      : [0, bytes.length];
    if (asked && from >= bytes.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
      return;
    }
    const part: Record<string, string> = asked
      ? { 'Content-Range': `bytes ${from}-${to - 1}/${bytes.length}` }
      : {};
    response.writeHead(asked ? 206 : 200, {
      ...headers,
      ...part,
      'Content-Length': `${to - from}`,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from, to));
  };
}

const long = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) % 251);
let version = 1;
let tries = 0;
let asked: IncomingMessage[] = [];
const etag = () => ({ ETag: `"v${version}"` });
const status =
  (code: number, headers = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end('why');
  };
const noHead =
  (answer: Answer, code: number): Answer =>
  (request, response) =>
    request.method === 'HEAD' ? status(code)(request, response) : answer(request, response);

const answers: Record<string, Answer> = {
  '/ranges': (...both) => giving(body, etag())(...both),
  '/modified': (...both) =>
    giving(body, { 'Last-Modified': new Date(version * 1e9).toUTCString() })(...both),
  '/whole': (...both) => giving(body, etag(), false)(...both),
  '/no-head': noHead((...both) => giving(body, etag())(...both), 405),
  '/signed': noHead((...both) => giving(body, etag(), false)(...both), 403),
  '/empty': noHead(giving(new Uint8Array(0), { ETag: '"e"' }), 405),
  '/chunked': (request, response) => {
    response.writeHead(200);
    if (request.method === 'HEAD') return response.end();
    response.write(body.subarray(0, 4_000));
    return response.end(body.subarray(4_000));
  },
  '/gzip': giving(gzipSync(body), { 'Content-Encoding': 'gzip', ETag: '"g"' }),
  '/from': status(302, { Location: '/on' }),
  '/on': status(307, { Location: 'ranges' }),
  '/loop': status(301, { Location: '/loop' }),
  '/to-file': status(302, { Location: 'file:///etc/hosts' }),
  '/to-metadata': status(302, { Location: 'http://169.254.169.254/latest/meta-data/' }),
  '/busy-once': (...both) =>
    (++tries === 1 ? status(503, { 'Retry-After': '0' }) : giving(body, etag()))(...both),
  '/busy': (...both) => {
    tries++;
    status(503, { 'Retry-After': '3600' })(...both);
  },
  '/private': status(403),
  '/short': (request, response) => {
    if (request.method !== 'HEAD' && ++tries > 1) return giving(body, etag())(request, response);
    response.writeHead(200, { ...etag(), 'Content-Length': `${body.length}` });
    if (request.method === 'HEAD') return response.end();
    response.write(body.subarray(0, 100));
    return setTimeout(() => response.destroy(), 20);
  },
  '/silent': () => {},
  '/stalls': (_, response) => {
    response.writeHead(200, { ...etag(), 'Content-Length': `${body.length}` });
    response.write(body.subarray(0, 100));
  },
  '/breaking': (request, response) => {
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(206, {
      'Content-Range': `bytes ${from}-${long.length - 1}/${long.length}`,
      'Content-Length': `${long.length - from}`,
      ETag: '"long"',
    });
    const part = long.subarray(from, from + 5_000);
    response.write(part, () => (from + 5_000 < long.length ? response.destroy() : response.end()));
  },
  '/list.txt': giving(new TextEncoder().encode('a.fits\nb.fits\n'), { ETag: '"l"' }),
};

const server = createServer((request, response) => {
  asked.push(request);
  (answers[request.url ?? ''] ?? status(404))(request, response);
});
let base = '';
const store = httpsStore({ STARFAN_FILES: '1' });

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  version = 1;
  tries = 0;
  asked = [];
});

describe('images of web servers', () => {
  it('come to their end where every answer breaks off', async () => {
    const bytes = await store.getRange(`${base}/breaking`, 0, long.length);
    expect(Buffer.compare(bytes, long)).toBe(0);
    expect(asked).toHaveLength(20);
  });

  it.each(['/ranges', '/modified', '/whole', '/no-head', '/signed', '/chunked', '/from'])(
    'give the same bytes whatever the server can: %s',
    async (path) => {
      const url = base + path;
      const head = await store.head(url);
      expect(head).toMatchObject({ url, size: body.length });
      expect(Buffer.from(await store.get(url, head?.etag))).toEqual(Buffer.from(body));
      expect(Buffer.from(await store.getRange(url, 2_880, 100, undefined, head?.etag))).toEqual(
        range(2_880, 100),
      );
      const into = new Uint8Array(500);
      const end = await store.getRange(url, 9_900, 500, into, head?.etag);
      expect([Buffer.from(end), end.buffer]).toEqual([range(9_900, 500), into.buffer]);
      expect((await store.getRange(url, 20_000, 10)).length).toBe(0);
    },
  );

  it.each(['/silent', '/stalls'])(
    'whose server says nothing are given up with a word, not waited for: %s',
    async (path) => {
      const impatient = httpsStore({ STARFAN_FILES: '1' }, 50);
      await expect(impatient.get(base + path)).rejects.toMatchObject({
        name: 'StoreUnavailable',
        message: expect.stringContaining(
          path === '/silent' ? 'no word for 0.05 s' : 'did not come',
        ),
      });
      expect(asked).toHaveLength(3);
    },
  );

  it('are asked for by name, uncompressed, and ranges as ranges', async () => {
    await store.getRange(`${base}/ranges`, 10, 5);
    expect(asked.map(({ headers }) => [headers.range, headers['accept-encoding']])).toEqual([
      ['bytes=10-14', 'identity'],
    ]);
    expect(asked[0]?.headers['user-agent']).toMatch(/^Starfan\/\d/);
  });

  it('are kept where there are no ranges: one request for many reads', async () => {
    const own = httpsStore({ STARFAN_FILES: '1' });
    const head = await own.head(`${base}/whole`);
    for (const offset of [0, 2_880, 5_760])
      await own.getRange(`${base}/whole`, offset, 9, undefined, head?.etag);
    expect(asked.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it('are refused without ranges when they are larger than what is kept', async () => {
    const small = httpsStore({ STARFAN_FILES: '1', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '0.01' });
    await expect(small.getRange(`${base}/whole`, 0, 10)).rejects.toMatchObject({
      name: 'NoRanges',
    });
    await expect(small.getRange(`${base}/chunked`, 0, 10)).rejects.toMatchObject({
      name: 'NoRanges',
    });
  });

  it('come as the bytes on the wire: a Content-Encoding is not undone', async () => {
    const packed = gzipSync(body);
    expect((await store.head(`${base}/gzip`))?.size).toBe(packed.length);
    expect(Buffer.from(await store.get(`${base}/gzip`))).toEqual(packed);
  });

  it.each(['/ranges', '/modified', '/whole'])(
    'are Changed when replaced between two reads: %s',
    async (path) => {
      const before = await store.head(base + path);
      version = 2;
      const own = httpsStore({ STARFAN_FILES: '1' });
      const changed = { name: 'Changed', url: base + path };
      await expect(own.getRange(base + path, 0, 10, undefined, before?.etag)).rejects.toMatchObject(
        changed,
      );
      await expect(own.get(base + path, before?.etag)).rejects.toMatchObject(changed);
      expect((await own.head(base + path))?.etag).not.toBe(before?.etag);
    },
  );

  it('are asked for again when the server is busy or the bytes end too early', async () => {
    expect(Buffer.from(await store.get(`${base}/busy-once`))).toEqual(Buffer.from(body));
    tries = 0;
    expect(Buffer.from(await store.get(`${base}/short`))).toEqual(Buffer.from(body));
  });

  it('leave a long wait to the state machine', async () => {
    await expect(store.get(`${base}/busy`)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(tries).toBe(1);
  });

  it('that are not there, or empty, say so', async () => {
    expect(await store.head(`${base}/none`)).toBeUndefined();
    await expect(store.get(`${base}/none`)).rejects.toMatchObject({ name: 'NoSuchObject' });
    expect(await store.head(`${base}/empty`)).toMatchObject({ size: 0, etag: 'e' });
  });

  it.each([
    ['/private', 'AccessDenied'],
    ['/loop', 'BadUrl'],
    ['/to-file', 'BadUrl'],
  ])('are refused by name: %s', async (path, name) => {
    await expect(store.head(base + path)).rejects.toMatchObject({ name, url: base + path });
    await expect(store.get(base + path)).rejects.toMatchObject({ name });
  });

  it('are never written', async () => {
    await expect(store.put(`${base}/x`, 'a')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(asked).toEqual([]);
  });

  it('may be lists', async () => {
    const lines: string[] = [];
    for await (const line of readLines(store, `${base}/list.txt`)) lines.push(line);
    expect(lines).toEqual(['a.fits', 'b.fits', '']);
  });

  it('say which host there is not, and a password that would be recorded', async () => {
    await expect(store.get('https://nobody.invalid/a.fits')).rejects.toMatchObject({
      name: expect.stringMatching(/^(NoSuchObject|StoreUnavailable)$/),
    });
    await expect(store.get('https://me:word@example.org/a.fits')).rejects.toMatchObject({
      name: 'BadUrl',
    });
    await expect(store.get(base.replace('http:', 'https:'))).rejects.toMatchObject({
      name: 'BadUrl',
    });
  });
});

describe('in the cloud', () => {
  it('only hosts that the deployment was told of are asked', async () => {
    await expect(httpsStore({}).get('https://example.org/a.fits')).rejects.toMatchObject({
      name: 'HostNotAllowed',
      message: expect.stringContaining('inputHosts'),
    });
    const rule = hostRule('a.org, *.b.org');
    expect(['a.org', 'x.a.org', 'x.b.org', 'b.org', 'xb.org'].map(rule)).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('no address of this machine or a private network is asked, by number or by name', async () => {
    const cloud = httpsStore({ STARFAN_INPUT_HOSTS: '127.0.0.1,localhost,::1,::ffff:7f00:1' });
    const { port } = new URL(base);
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::1]', '[::ffff:127.0.0.1]'])
      await expect(cloud.get(`http://${host}:${port}/ranges`)).rejects.toMatchObject({
        name: 'HostNotAllowed',
      });
    expect(asked).toEqual([]);
  });

  it("on one's own machine no redirect leads to a cloud's metadata", async () => {
    await expect(store.get(`${base}/to-metadata`)).rejects.toMatchObject({
      name: 'HostNotAllowed',
      message: expect.stringContaining('169.254.169.254 is a link-local address'),
    });
  });

  it.each([
    ['169.254.169.254', true],
    ['169.254.170.2', true],
    ['fe80::1', true],
    ['fd00:ec2::254', true],
    ['::ffff:169.254.169.254', true],
    ['192.168.1.1', false],
    ['127.0.0.1', false],
    ['fd00::1', false],
  ])("%s is of a cloud's metadata: %s", (address, is) =>
    expect(isMetadataAddress(address)).toBe(is),
  );

  it.each([
    '10.1.2.3',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.1',
    '64:ff9b::a9fe:a9fe',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(['8.8.8.8', '172.32.0.1', '2600:1f18::1', '::ffff:8.8.8.8'])('%s is public', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});
