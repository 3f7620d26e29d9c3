import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { httpsStore } from '../../shared/store/https.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { conformance } from './conformance.ts';

/** What the server gives: what was put, of which other stores than https write. */
const behind = memoryStore();

const server = createServer(async (request, response) => {
  const url = `memory://bucket${request.url}`;
  const head = await behind.head(url);
  if (!head) return response.writeHead(404).end();
  const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const [from, to] = asked
    ? [Number(asked[1]), Math.min(Number(asked[2]) + 1, head.size)]
    : [0, head.size];
  if (asked && from >= head.size)
    return response.writeHead(416, { 'Content-Range': `bytes */${head.size}` }).end();
  response.writeHead(asked ? 206 : 200, {
    ETag: `"${head.etag}"`,
    'Content-Length': `${to - from}`,
    ...(asked ? { 'Content-Range': `bytes ${from}-${to - 1}/${head.size}` } : {}),
  });
  if (request.method === 'HEAD') return response.end();
  return response.end((await behind.get(url, head.etag)).subarray(from, to));
});
const listening = new Promise<string>((resolve) => {
  server.listen(0, '127.0.0.1', () =>
    resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
  );
});
afterAll(() => void server.close());

/** Reads through https, writes and lists what stands behind the server. */
async function overHttps(): Promise<{ store: Store; folder: string }> {
  const origin = await listening;
  const inside = (url: string) => url.replace(origin, 'memory://bucket');
  const { head, get, getRange, getStart } = httpsStore({ STARFAN_FILES: '1' });
  async function* list(prefix: string, after?: string) {
    for await (const one of behind.list(inside(prefix), after && inside(after)))
      yield { ...one, url: one.url.replace('memory://bucket', origin) };
  }
  const store: Store = {
    ...{ head, get, getRange, getStart, list },
    put: (url, body) => behind.put(inside(url), body),
    putStream: (url, pieces) => behind.putStream(inside(url), pieces),
    putIfUnchanged: (url, body, etag) => behind.putIfUnchanged(inside(url), body, etag),
    delete: (url) => behind.delete(inside(url)),
  };
  return { store, folder: `${origin}/some/folder/` };
}

conformance('https', overHttps, { isWeb: true });
