import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { memoryStore } from '../../shared/store/memory.ts';
import { adapted, firstPace, reserved } from '../../shared/store/pace-state.ts';
import { runStore } from '../../shared/store/run-store.ts';
import type { Store } from '../../shared/store/store.ts';

const body = Uint8Array.from({ length: 9_000_000 }, (_, i) => (i * 7 + (i >> 9)) % 251);
const RUN = 'memory://bucket/runs/one/';

interface Asked {
  range: string | undefined;
  at: number;
  method: string;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of one file that says how it is asked; `trouble` may answer in its own way. */
async function serve(
  trouble: (
    asked: readonly Asked[],
    request: IncomingMessage,
    response: ServerResponse,
  ) => boolean = () => false,
) {
  const asked: Asked[] = [];
  let underWay = 0;
  let most = 0;
  const server = createServer((request, response) => {
    const { method = '' } = request;
    asked.push({ range: request.headers.range, at: Date.now(), method });
    most = Math.max(most, ++underWay);
    response.on('close', () => underWay--);
    if (trouble(asked, request, response)) return;
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = range?.[2] ? Math.min(body.length, Number(range[2]) + 1) : body.length;
    response.writeHead(range ? 206 : 200, {
      ETag: '"v"',
      'Content-Length': to - from,
      ...(range ? { 'Content-Range': `bytes ${from}-${to - 1}/${body.length}` } : {}),
    });
    response.end(method === 'HEAD' ? undefined : body.subarray(from, to));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/image.fits`;
  return { url, asked, most: () => most, gets: () => asked.filter((one) => one.method === 'GET') };
}

/** A host as the name of its bucket's object. */
const host = (url: string): string => new URL(url).host.replace(':', '_');

const worker = (near: Store, silenceMs = 5000): Store =>
  runStore(near, RUN, { STARFAN_FILES: '1' }, silenceMs);

async function readAll(store: Store, url: string): Promise<void> {
  const head = await store.head(url);
  expect(head?.size).toBe(body.length);
  const bytes = await store.get(url, head?.etag);
  expect(Buffer.compare(bytes, body)).toBe(0);
}

test('bytes come once, however many workers read them, and lie under the run', async () => {
  const { url, gets } = await serve();
  const near = memoryStore();
  await readAll(worker(near), url);
  expect(gets().map(({ range }) => range)).toEqual([
    'bytes=0-4194303',
    'bytes=4194304-8388607',
    'bytes=8388608-8999999',
  ]);
  const other = worker(near);
  await readAll(other, url);
  const head = await other.head(url);
  const part = await other.getRange(url, 4_194_000, 1000, new Uint8Array(1000), head?.etag);
  expect(Buffer.compare(part, body.subarray(4_194_000, 4_195_000))).toBe(0);
  expect(gets().length).toBe(3);
  for await (const { url: kept } of near.list(RUN))
    expect(kept.slice(RUN.length)).toMatch(/^fetched\/(hosts|blocks)\//);
});

test('what breaks off is asked for from there on', async () => {
  let broken = 0;
  const { url, gets } = await serve((_, request, response) => {
    if (request.headers.range !== 'bytes=0-4194303' || broken++ > 0) return false;
    response.writeHead(206, {
      ETag: '"v"',
      'Content-Length': 4194304,
      'Content-Range': `bytes 0-4194303/${body.length}`,
    });
    response.write(body.subarray(0, 1_000_000), () => setTimeout(() => response.destroy(), 50));
    return true;
  });
  const store = worker(memoryStore());
  const head = await store.head(url);
  const bytes = await store.getRange(url, 0, 2_000_000, undefined, head?.etag);
  expect(Buffer.compare(bytes, body.subarray(0, 2_000_000))).toBe(0);
  const [first, second] = gets().map(({ range }) => range);
  expect(first).toBe('bytes=0-4194303');
  // not all that was written need have arrived
  const from = Number(/^bytes=(\d+)-4194303$/.exec(second ?? '')?.[1]);
  expect(from).toBeGreaterThan(0);
  expect(from).toBeLessThanOrEqual(1_000_000);
});

test('a busy server is left alone until its Retry-After is over, by all workers', async () => {
  let until = 0;
  const { url, asked } = await serve((all, _, response) => {
    if (all.length !== 2) return false;
    until = Date.now() + 1000;
    response.writeHead(429, { 'Retry-After': '1' }).end();
    return true;
  });
  const near = memoryStore();
  const [one, other] = [worker(near), worker(near)];
  await one.head(url);
  await one.head(url); // 429 first
  await other.head(url);
  expect(asked.length).toBe(4);
  for (const { at } of asked.slice(2)) expect(at).toBeGreaterThanOrEqual(until - 5);
});

test('a server that fails or says nothing is asked again', async () => {
  let asked = 0;
  const { url } = await serve((_, __, response) => {
    asked++;
    if (asked === 1) response.destroy();
    else if (asked === 2) response.writeHead(503).end();
    else if (asked === 3)
      return true; // silence
    else return false;
    return true;
  });
  await readAll(worker(memoryStore(), 300), url);
  expect(asked).toBeGreaterThan(3);
});

test('a server that fails two questions of three keeps its pace', async () => {
  const { url, asked } = await serve((all, _, response) => {
    const turn = all.length % 3;
    if (turn === 1) response.writeHead(500).end();
    else if (turn === 2) response.destroy();
    return turn !== 0;
  });
  const near = memoryStore();
  const store = worker(near);
  for (let k = 0; k < 6; k++) expect(await store.head(url)).toBeDefined();
  expect(asked.length).toBe(18);
  // What was seen is put into the bucket with the next turns.
  const state = await near.get(`${RUN}fetched/hosts/${host(url)}.json`);
  expect(JSON.parse(new TextDecoder().decode(state)).interval).toBeLessThanOrEqual(250);
});

test('a server that is busy above so many questions a second finds its own pace', async () => {
  const PER_SECOND = 20;
  let refused = 0;
  const { url, asked } = await serve((all, _, response) => {
    const now = Date.now();
    if (all.filter(({ at }) => at > now - 1000).length <= PER_SECOND) return false;
    refused++;
    response.writeHead(429, { 'Retry-After': '0' }).end();
    return true;
  });
  const near = memoryStore();
  const workers = [worker(near), worker(near), worker(near)];
  let done = 0;
  await Promise.all(
    workers.map(async (store) => {
      while (done < 120) {
        done++;
        await store.head(url);
      }
    }),
  );
  expect(asked.length - refused).toBeGreaterThanOrEqual(120);
  // faster than at first, and little in vain
  const state = await near.get(`${RUN}fetched/hosts/${host(url)}.json`);
  expect(JSON.parse(new TextDecoder().decode(state)).interval).toBeLessThan(250);
  expect(refused / asked.length).toBeLessThan(0.3);
});

test('a host that asks for a long rest is left to the state machine, at once', async () => {
  const { url, asked } = await serve((_, __, response) => {
    response.writeHead(503, { 'Retry-After': '3600' }).end();
    return true;
  });
  const near = memoryStore();
  await expect(worker(near).head(url)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  expect(asked.length).toBe(1);
});

test('what a host that rests would be asked next is left to the state machine, without a pause', async () => {
  const { url, asked } = await serve((_, __, response) => {
    response.writeHead(429, { 'Retry-After': '3600' }).end();
    return true;
  });
  const near = memoryStore();
  let looks = 0;
  const counted: Store = {
    ...near,
    head(key) {
      looks++;
      return near.head(key);
    },
  };
  const one = worker(counted);
  await expect(one.head(url)).rejects.toThrow(/try again later/);
  await expect(one.head(url)).rejects.toThrow(/is not to be asked for/);
  expect(asked.length).toBe(1);
  expect(looks).toBe(2); // at the bucket, once a question: each further attempt would look again
});

test('the bucket: turns lie apart, jams count once a second, good answers make it faster', () => {
  const first = firstPace(10_000);
  const some = reserved(first, 8, 10_000);
  expect(some.from).toBe(9000);
  expect(some.state.next).toBe(11_000);
  // after a long pause no more than a burst at once
  expect(reserved(some.state, 1, 99_000).from).toBe(98_000);
  const jam = { good: 3, busy: 2, notBefore: 15_000 };
  const slowed = adapted(some.state, jam, 10_500);
  expect(slowed).toEqual({ next: 15_000, interval: 500, slowed: 10_500 });
  expect(adapted(slowed, jam, 11_000).interval).toBe(500);
  expect(adapted(slowed, jam, 11_600).interval).toBe(1000);
  const good = adapted(slowed, { good: 1000, busy: 0, notBefore: 0 }, 20_000);
  expect(good.interval).toBe(10);
});
