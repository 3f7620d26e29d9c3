import { setTimeout as sleep } from 'node:timers/promises';
import { Image, loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { demoCameras } from '../../cli/demo/camera.ts';
import { searchBatch } from '../../functions/detect-sources/search-batch.ts';
import { searchImage } from '../../functions/detect-sources/search-image.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import type { Output } from '../../shared/run/task.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { smallImage } from '../end-to-end/images.ts';

beforeAll(loadSep);

const RUN = 'memory://bucket/run/';
const LATENCY = 30;
const BYTES_PER_MS = 75_000;

/**
 * As far away as S3: each request takes 30 ms, and its bytes come at 75 MB/s. `seen` gets what was
 * asked and when it was there.
 */
function far(near: Store, seen: string[]): Store {
  const wait = async <T>(name: string, answer: Promise<T>): Promise<T> => {
    seen.push(`ask ${name}`);
    const got = await answer;
    await sleep(LATENCY + (got instanceof Uint8Array ? got.length / BYTES_PER_MS : 0));
    seen.push(`got ${name}`);
    return got;
  };
  const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
  return {
    ...near,
    head: (url) => wait(`head ${nameOf(url)}`, near.head(url)),
    get: (url) => wait(`get ${nameOf(url)}`, near.get(url)),
    getRange: (url, offset, length, into) =>
      wait(`range ${nameOf(url)}`, near.getRange(url, offset, length, into)),
    put: (url, body) => wait(`put ${nameOf(url)}`, near.put(url, body)),
    putIfUnchanged: (url, ...rest) => wait(`put ${nameOf(url)}`, near.putIfUnchanged(url, ...rest)),
  };
}

/** 12 MB: more than is read whole anyway. */
function largeImage(seed: number): Uint8Array {
  const [width, height] = [1800, 1700];
  const pixels = Float32Array.from(
    { length: width * height },
    (_, i) => 100 + ((i * 7919 * seed) % 101) / 10 + (i % 5000 === seed ? 4000 : 0),
  );
  return writeFits([writeImage(pixels, [width, height])]);
}

async function search(near: Store, names: string[]) {
  const seen: string[] = [];
  const items = names.map((name, i) => ({
    line: i + 1,
    uri: `memory://bucket/in/${name}.fits`,
    name,
  }));
  const answer = await searchBatch(
    far(near, seen),
    RUN,
    items,
    { detection: defaultParameters },
    () => {},
  );
  return { seen, answer };
}

const record = async (store: Store, name: string) =>
  JSON.parse(new TextDecoder().decode(await store.get(`${RUN}${keys.task('detections', name)}`)));

/** Outputs by key and etag: of the memory store the MD5 of the bytes. */
const products = async (store: Store, name: string) =>
  (await record(store, name)).outputs.map(({ url, etag }: { url: string; etag: string }) => [
    url,
    etag,
  ]);

describe('a batch of images far away', () => {
  it('fetches the next image while one is searched; the same bytes come out', async () => {
    const names = ['a', 'b', 'c'];
    const [store, alone] = [memoryStore(), memoryStore()];
    for (const [i, name] of names.entries()) {
      for (const one of [store, alone])
        await one.put(`memory://bucket/in/${name}.fits`, largeImage(i + 1));
    }
    const { seen, answer } = await search(store, names);
    expect(answer).toMatchObject({ done: 3, failed: 0 });
    // asked for while the one before is searched, before any of its products is put
    expect(seen.indexOf('ask get b.fits')).toBeLessThan(seen.indexOf('ask put catalogue.fits'));
    expect(seen.filter((line) => /^ask (get|range) [bc].fits/.test(line))).toEqual([
      'ask get b.fits',
      'ask get c.fits',
    ]);
    for (const name of names) {
      await search(alone, [name]);
      expect(await products(alone, name)).toEqual(await products(store, name));
    }
  });

  it('the catalogue comes before the picture is drawn; pixels are let go when nobody asks for that', async () => {
    const store = memoryStore();
    const uri = 'memory://bucket/in/a.fits';
    await store.put(uri, largeImage(1));
    const head = await store.head(uri);
    const free = vi.spyOn(Image.prototype, 'free');
    const item = { line: 1, name: 'a', uri };
    const { outputs } = await searchImage(store, [head], item, { detection: defaultParameters });
    const each = (outputs as AsyncIterable<Output>)[Symbol.asyncIterator]();
    expect((await each.next()).value?.key).toBe(keys.image('a', 'catalogue.fits'));
    expect(free).not.toHaveBeenCalled(); // there is one plane, and the picture needs it
    await each.return?.();
    expect(free).toHaveBeenCalledTimes(1);
    free.mockRestore();
  });

  it('does not fetch ahead what has a record', async () => {
    const store = memoryStore();
    for (const [i, name] of ['a', 'b'].entries())
      await store.put(`memory://bucket/in/${name}.fits`, smallImage(demoCameras.drizzled, i + 1));
    await search(store, ['b']);
    const { seen, answer } = await search(store, ['a', 'b']);
    expect(answer.done).toBe(2);
    expect(seen).not.toContain('ask get b.fits');
  });

  it('an image that is not there fails by itself, twice named is fetched once', async () => {
    const store = memoryStore();
    await store.put('memory://bucket/in/a.fits', smallImage(demoCameras.drizzled, 1));
    const near = far(store, []);
    const item = (line: number, name: string, file: string, hdu?: string) => ({
      line,
      name,
      uri: `memory://bucket/in/${file}.fits`,
      ...(hdu ? { hdu } : {}),
    });
    const items = [
      item(1, 'gone', 'gone'),
      item(2, 'a', 'a'),
      item(3, 'again', 'a', 'SCI'),
      item(4, 'lost', 'lost'),
    ];
    const answer = await searchBatch(near, RUN, items, { detection: defaultParameters }, () => {});
    expect(answer).toMatchObject({ done: 2, failed: 2 });
    expect((await record(store, 'lost')).failure.error).toBe('NoSuchObject');
  });
});
