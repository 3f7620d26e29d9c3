import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/contracts/keys.ts';
import { DataError } from '../../shared/core/errors.ts';
import { readLedger } from '../../shared/run/ledger.ts';
import { recordFailure } from '../../shared/run/record-failure.ts';
import { runTask, type Task } from '../../shared/run/task.ts';
import { StoreError } from '../../shared/store/errors.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

const RUN = 'memory://bucket/runs/1/';
const IMAGE = 'memory://bucket/a.fits';

const task = (parameters: unknown = { mesh: 32 }): Task => ({
  run: RUN,
  stage: 'detections',
  name: 'a',
  parameters,
  inputs: [IMAGE],
  subject: { line: 7, uri: IMAGE },
});

async function withImage(): Promise<Store> {
  const store = memoryStore();
  await store.put(IMAGE, 'pixels');
  return store;
}

/** Work that counts how often it is done. */
function counted() {
  const work = Object.assign(
    async (store: Store) => {
      work.times++;
      const bytes = await store.get(IMAGE);
      return { outputs: [{ key: 'images/a/catalogue.fits', body: bytes }], warnings: ['odd'] };
    },
    { times: 0 },
  );
  return work;
}

const recordIn = async (store: Store) =>
  JSON.parse(new TextDecoder().decode(await store.get(joinUrl(RUN, keys.task('detections', 'a')))));

/** A store that says what it is asked for. */
async function asked() {
  const store = await withImage();
  const urls: string[] = [];
  const head = (url: string) => {
    urls.push(url);
    return store.head(url);
  };
  return { urls, store: { ...store, head } };
}

describe('inputs of a task that has no record', () => {
  it('are those of its plan, without a look; with a record they are looked at', async () => {
    const { store, urls } = await asked();
    const planned = [(await withImage().then((other) => other.head(IMAGE)))!];
    const heads: unknown[] = [];
    const work = async (_: Store, found: unknown[]) => {
      heads.push(...found);
      return { outputs: [{ key: 'x', body: 'y' }], warnings: [] };
    };
    const first = await runTask(store, { ...task(), planned }, work);
    expect([urls, heads]).toEqual([[], planned]);
    expect(first.inputs).toEqual([{ url: IMAGE, bytes: 6, etag: planned[0]!.etag }]);

    await store.put(IMAGE, 'others');
    const second = await runTask(store, { ...task(), planned }, work);
    expect(urls[0]).toBe(IMAGE);
    expect(second.inputs[0]!.etag).not.toBe(planned[0]!.etag);
  });

  it('are what its work says that it has read', async () => {
    const { store, urls } = await asked();
    const first = { ...task(), isFirstReading: true };
    const work = async (own: Store, heads: unknown[]) => {
      const { head, bytes } = await own.getStart(IMAGE, 100);
      return { inputs: [head], outputs: [{ key: `x${heads.length}`, body: bytes }], warnings: [] };
    };
    const made = await runTask(store, first, work);
    expect([urls, made.outputs[0]!.url]).toEqual([[], 'x0']);
    expect(made.inputs).toMatchObject([{ url: IMAGE, bytes: 6 }]);
    expect(await runTask(store, first, work)).toEqual(made);
    expect(urls).toContain(IMAGE);
  });
});

describe('a task', () => {
  it.each([
    ['the same bytes', 'pixels', false],
    ['other bytes', 'other', true],
  ])('of two processes at once: the second that has put %s', async (_, body, isAgain) => {
    const store = await withImage();
    const key = 'images/a/catalogue.fits';
    const outputs = (text: string) => ({ outputs: [{ key, body: text }], warnings: [] });
    const second = runTask(store, task(), async () => {
      await runTask(store, task(), async () => outputs('pixels'));
      return outputs(body);
    });
    if (isAgain) await expect(second).rejects.toMatchObject({ name: 'StoreUnavailable' });
    else await second;
    const third = await runTask(store, task(), async () => outputs('pixels'));
    expect(third.outputs[0]?.etag).toBe((await store.head(joinUrl(RUN, key)))?.etag);
  });

  it('writes its outputs and then its record, with what it read and wrote', async () => {
    const store = await withImage();
    const record = await runTask(store, task(), counted());
    expect(record).toMatchObject({
      state: 'done',
      inputs: [{ url: IMAGE, bytes: 6 }],
      outputs: [{ url: 'images/a/catalogue.fits', bytes: 6 }],
      warnings: ['odd'],
      failure: null,
      traffic: { bytesRead: 6, bytesWritten: 6 },
    });
    expect(await recordIn(store)).toEqual(record);
  });

  it('is not done again while inputs, parameters and outputs are the same', async () => {
    const store = await withImage();
    const work = counted();
    await runTask(store, task(), work);
    await runTask(store, task(), work);
    expect(work.times).toBe(1);

    await runTask(store, task({ mesh: 64 }), work);
    expect(work.times).toBe(2);
    await store.put(IMAGE, 'others');
    await runTask(store, task({ mesh: 64 }), work);
    expect(work.times).toBe(3);
    await store.delete(joinUrl(RUN, 'images/a/catalogue.fits'));
    await runTask(store, task({ mesh: 64 }), work);
    expect(work.times).toBe(4);
    expect((await recordIn(store)).inputs[0].bytes).toBe(6);
  });

  it('ends in a failed record when the data are at fault, and is tried again the next time', async () => {
    const store = await withImage();
    const broken = async () => {
      throw new DataError('NotFits', 'It is a web page: fetch the image itself', {
        uri: IMAGE,
        hdu: 1,
        keyword: 'SIMPLE',
      });
    };
    const record = await runTask(store, task(), broken);
    expect(record.state).toBe('failed');
    expect(record.failure).toEqual({
      line: 7,
      uri: IMAGE,
      stage: 'detections',
      error: 'NotFits',
      message: 'It is a web page: fetch the image itself',
      hdu: 1,
      keyword: 'SIMPLE',
    });
    expect((await runTask(store, task(), counted())).state).toBe('done');
    expect((await recordIn(store)).state).toBe('done');
  });

  it('fails by name when the image is not there', async () => {
    const record = await runTask(memoryStore(), task(), counted());
    expect(record.failure).toMatchObject({ error: 'NoSuchObject', line: 7 });
  });

  it('throws, and records nothing, when the world is at fault', async () => {
    const store = await withImage();
    const work = async () => {
      throw new StoreError('StoreUnavailable', 'Slow down', IMAGE, 'get');
    };
    await expect(runTask(store, task(), work)).rejects.toThrow('Slow down');
    expect(await store.head(joinUrl(RUN, keys.task('detections', 'a')))).toBeUndefined();
  });

  it('throws what the store refuses of the run itself: no image is at fault', async () => {
    const own = joinUrl(RUN, 'images/a/catalogue.fits');
    const work = (url: string) => async () => {
      throw new StoreError('AccessDenied', 'No right', url, 'put');
    };
    await expect(runTask(await withImage(), task(), work(own))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    const record = await runTask(await withImage(), task(), work(IMAGE));
    expect(record.failure).toMatchObject({ error: 'AccessDenied', line: 7 });
  });

  it('fails, with nothing put, when its values cannot stand in a record', async () => {
    const store = await withImage();
    const work = async () => ({
      outputs: [{ key: 'images/a/catalogue.fits', body: 'x' }],
      warnings: [],
      detections: { line: Number.POSITIVE_INFINITY } as unknown as undefined,
    });
    const record = await runTask(store, task(), work);
    expect(record.failure).toMatchObject({ error: 'OutOfRange' });
    expect(record.failure?.message).toContain('detections');
    expect(await store.head(joinUrl(RUN, 'images/a/catalogue.fits'))).toBeUndefined();
  });

  it('says in its record what others wrote, without what a terminal obeys, and cut', async () => {
    const work = async () => ({ outputs: [], warnings: [`\x1b[31m${'a'.repeat(70_000)}`] });
    const [warning = ''] = (await runTask(await withImage(), task(), work)).warnings;
    expect(warning.slice(0, 5)).toBe('\ufffd[31m');
    expect(warning).toMatch(/… \(cut: 70005 characters\)$/);
    expect(warning.length).toBeLessThan(1_100);
  });

  it('that broke off gets a failed record, unless it had come to its end', async () => {
    const store = await withImage();
    expect(await recordFailure(store, task(), 'OutOfMemory', 'too large')).toBe(true);
    expect((await recordIn(store)).failure).toMatchObject({
      error: 'OutOfMemory',
      message: 'too large',
    });
    await runTask(store, task(), counted());
    expect(await recordFailure(store, task(), 'OutOfMemory', 'too large')).toBe(false);
    expect((await recordIn(store)).state).toBe('done');
  });

  it('replaces a record that cannot be read', async () => {
    const store = await withImage();
    await store.put(joinUrl(RUN, keys.task('detections', 'a')), '{"half":');
    await runTask(store, task(), counted());
    expect((await recordIn(store)).state).toBe('done');
  });
});

describe('the ledger', () => {
  it('gives every item of the list in its order, with its record or none', async () => {
    const store = await withImage();
    const lines = Array.from({ length: 150 }, (_, i) => ({
      line: i + 1,
      uri: IMAGE,
      name: i === 140 ? 'a' : `n${i}`,
    }));
    await store.put(
      joinUrl(RUN, keys.list),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    await runTask(store, task(), counted());
    const entries = [];
    for await (const entry of readLedger(store, RUN, 'detections')) entries.push(entry);
    expect(entries.map(({ item }) => item)).toEqual(lines);
    expect(entries.flatMap(({ record }, i) => (record ? [i] : []))).toEqual([140]);
  });
});
