import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { countingStore } from '../../shared/store/counting.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { openStore } from '../../shared/store/open.ts';
import { partsOf } from '../../shared/store/parts.ts';
import { storeSource } from '../../shared/store/source.ts';

test('files are read only where the environment says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'starfan-open-'));
  const url = pathToFileURL(join(folder, 'x')).href;
  const local = openStore({ STARFAN_FILES: '1' });
  await local.put(url, 'x');
  expect((await local.head(url))?.size).toBe(1);
  for (const value of [undefined, '', '0', 'true']) {
    const lambda = openStore({ STARFAN_FILES: value });
    await expect(lambda.get(url)).rejects.toMatchObject({ name: 'BadUrl', url, action: 'get' });
    await expect(lambda.put(url, 'y')).rejects.toMatchObject({ name: 'BadUrl' });
    await expect(lambda.list(url)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'BadUrl',
    });
  }
  await rm(folder, { recursive: true });
});

test.each(['gs://a/b', 'memory://a/b', '/data/x.fits', 'x.fits', 'C:\\x.fits', ''])(
  '%j is BadUrl with advice',
  async (url) => {
    await expect(openStore({ STARFAN_FILES: '1' }).head(url)).rejects.toMatchObject({
      name: 'BadUrl',
      url,
      message: expect.stringMatching(/s3:\/\/|S3/),
    });
  },
);

test('counts requests and bytes', async () => {
  const { store, counts } = countingStore(memoryStore());
  const url = 'memory://bucket/x';
  await store.put(url, 'µ234');
  await store.putIfUnchanged(url, new Uint8Array(7), undefined);
  await store.get(url);
  await store.getRange(url, 1, 100);
  await store.head(url);
  for await (const _ of store.list('memory://bucket/')) void _;
  await store.delete(url);
  expect(counts).toEqual({ reads: 3, writes: 3, bytesRead: 5 + 4, bytesWritten: 5 + 7 });
});

test('counts what a large body and a long listing cost', async () => {
  const { store, counts } = countingStore(memoryStore());
  await store.put('memory://bucket/big', new Uint8Array(97 * 2 ** 20));
  expect(counts.writes).toBe(7 + 2);
  for (let i = 0; i < 2000; i++) await store.put(`memory://bucket/n/${i}`, '');
  counts.writes = 0;
  for await (const _ of store.list('memory://bucket/n/')) void _;
  expect(counts.writes).toBe(2);
});

test('parts cover the body in order, in numbers and sizes that S3 takes', () => {
  const MiB = 2 ** 20;
  expect(partsOf(0)).toEqual([{ start: 0, end: 0 }]);
  expect(partsOf(96 * MiB)).toHaveLength(1);
  for (const size of [96 * MiB + 1, 124 * MiB, 80_000 * MiB, 200_000 * MiB + 3]) {
    const parts = partsOf(size);
    expect(parts.length).toBeLessThanOrEqual(10_000);
    expect(parts.at(-1)?.end).toBe(size);
    parts.forEach(({ start, end }, i) => {
      expect(start).toBe(i === 0 ? 0 : parts[i - 1]!.end);
      expect(end - start).toBeGreaterThanOrEqual(i < parts.length - 1 ? 5 * MiB : 1);
    });
  }
});

test('a source reads its object and asks for nothing outside it', async () => {
  const { store, counts } = countingStore(memoryStore());
  const url = 'memory://bucket/x';
  await store.put(url, '0123456789');
  const source = storeSource(store, (await store.head(url))!);
  expect([source.uri, source.size]).toEqual([url, 10]);
  const into = new Uint8Array(5);
  const got = await source.read(8, 5, into);
  expect(got.buffer).toBe(into.buffer);
  expect(new TextDecoder().decode(got)).toBe('89');
  const { reads } = counts;
  expect((await source.read(10, 5)).length).toBe(0);
  expect((await source.read(99, 5, into)).length).toBe(0);
  expect(counts.reads).toBe(reads);
});
